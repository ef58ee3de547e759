/** Any number of crash rounds on one server and one data directory: ringing, talking, wrapping in turn. */
import { centreWith } from "../../src/outside/centres.ts";
import { hear } from "../../src/outside/tone-hearing.ts";
import { crashPhases, crashRound, crashTones } from "./crash-round.ts";
import type { CrashReport } from "./crash-round.ts";
import { WholeServer } from "./whole-server.ts";

/** Calls `told` after each round. Rejects when a round could not be played at all. */
export async function crashRounds(rounds: number, told: (report: CrashReport) => void): Promise<void> {
  const centre = centreWith({ wrapUpMs: 60_000, offerMs: 60_000 });
  const server = await WholeServer.start({ centre });
  try {
    const alice = await server.agent("alice", { hz: crashTones.alice });
    const registering = await server.phone("bob");
    const customer = await server.stranger("erin", { hz: crashTones.customer });
    const waiting = await server.stranger("frank");
    const cast = { alice, registering, customer, waiting };
    for (let round = 0; round < rounds; round += 1)
      told(await crashRound(server, cast, crashPhases[round % crashPhases.length] ?? "ringing"));
    // After the last start too, the same ports and the same phones still serve.
    const call = await customer.call("sales");
    const ring = await alice.nextCall();
    await hear(await ring.answer(), crashTones.customer);
    await hear(call.audio, crashTones.alice);
  } finally {
    await server.stop();
  }
}
