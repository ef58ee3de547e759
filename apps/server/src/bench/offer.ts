/** `bench offer`: how soon an agent's phone rings, with 200 calls up. */
import { centreWith } from "../outside/centres.ts";
import { ScriptedPhone } from "../outside/scripted-phone.ts";
import type { ServerProcess } from "../outside/server-process.ts";
import { withServer } from "./bench-server.ts";
import { quantile, rounded } from "./quantile.ts";
import { RawCallers } from "./raw-caller.ts";

const CALLS_UP = 200;
const ROUNDS = 60;
const HOLD_MS = 110_000;
const RTP_PORTS = 1000;

/**
 * Enter to ring: from a caller's ACK to the INVITE at the phone of an agent who is free. Free to ring: from the BYE that ends
 * an agent's call (no wrap-up) to the INVITE for the next who waits. 200 callers of another queue hear music meanwhile.
 */
export function benchOffer(): Promise<object> {
  const centre = centreWith({ wrapUpMs: 0, inQueueMs: 3_600_000 });
  return withServer(centre, RTP_PORTS, async (server) => {
    const callers = await RawCallers.open(server.sip);
    const waiting = Array.from({ length: CALLS_UP }, () => callers.call("billing", HOLD_MS));
    const agent = await openAgent(server);
    const caller = await ScriptedPhone.open({ server: server.sip, user: "erin" });
    const enterToRing: number[] = [];
    const freeToRing: number[] = [];
    await untilUp(server);
    for (let round = 0; round < ROUNDS; round += 1) {
      const call = await caller.call("sales");
      const enteredAt = await call.answered;
      const ring = await agent.nextCall();
      enterToRing.push(ring.arrivedAt - enteredAt);
      await ring.answer();
      await ring.up;
      const second = await caller.call("sales");
      await second.answered;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const freedAt = performance.now();
      ring.hangUp();
      const next = await agent.nextCall();
      freeToRing.push(next.arrivedAt - freedAt);
      await next.answer();
      await next.up;
      second.hangUp();
      await Promise.all([next.ended, untilFree(server)]);
    }
    await Promise.all([agent.close(), caller.close()]);
    callers.close();
    void waiting; // they end with the server
    return {
      bench: "offer",
      enterToRingP99Ms: rounded(quantile(enterToRing, 0.99)),
      freeToRingP99Ms: rounded(quantile(freeToRing, 0.99)),
      enterToRingP50Ms: rounded(quantile(enterToRing, 0.5)),
      freeToRingP50Ms: rounded(quantile(freeToRing, 0.5)),
      callsUp: CALLS_UP,
      rounds: ROUNDS,
    };
  });
}

async function openAgent(server: ServerProcess): Promise<ScriptedPhone> {
  const made = (await server.api.want("POST", "/devices/alice/secret")) as { secret: string }; // the API's own
  const agent = await ScriptedPhone.open({ server: server.sip, user: "alice", secret: made.secret });
  if ((await agent.register()) !== 200) throw new Error("the agent's phone was not registered");
  await server.api.want("PUT", "/agents/alice/presence", { presence: "available" });
  return agent;
}

async function untilUp(server: ServerProcess): Promise<void> {
  await look(async () => {
    const { items } = (await server.api.get("/queues")) as { items: { id: string; waiting: number }[] }; // the API's own
    return items.some((queue) => queue.id === "billing" && queue.waiting === CALLS_UP);
  });
}

async function untilFree(server: ServerProcess): Promise<void> {
  await look(async () => {
    const agent = (await server.api.get("/agents/alice")) as { availability: { state: string } }; // the API's own
    return agent.availability.state === "available";
  });
}

const LOOKS_MAX = 500;

async function look(isSo: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the server did not come to the state that the bench needs");
}
