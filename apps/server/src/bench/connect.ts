/** `bench connect`: from the agent's answer to audio at both ears. */
import { levelDbov, toneLevelDbov } from "@legroom/media";
import type { RtpPeer } from "@legroom/media";
import { centreWith } from "../outside/centres.ts";
import { ScriptedPhone } from "../outside/scripted-phone.ts";
import { withServer } from "./bench-server.ts";
import { quantile, rounded } from "./quantile.ts";

const ROUNDS = 60;
const CUSTOMER = { hz: 450, dbov: -12 };
const AGENT = { hz: 750, dbov: -12 };
const AUDIBLE_DBOV = -25;
const WAIT_MS_MAX = 3000;
const RTP_PORTS = 400;

/** The packet in which a tone is first heard, at each end; the later one counts. */
export function benchConnect(): Promise<object> {
  return withServer(centreWith({ wrapUpMs: 0 }), RTP_PORTS, async (server) => {
    const made = (await server.api.want("POST", "/devices/alice/secret")) as { secret: string }; // the API's own
    const options = { server: server.sip, user: "alice", secret: made.secret, tone: AGENT };
    const agent = await ScriptedPhone.open(options);
    if ((await agent.register()) !== 200) throw new Error("the agent's phone was not registered");
    await server.api.want("PUT", "/agents/alice/presence", { presence: "available" });
    const caller = await ScriptedPhone.open({ server: server.sip, user: "erin", tone: CUSTOMER });
    const toBoth: number[] = [];
    const toAgent: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const call = await caller.call("sales");
      await call.answered;
      const ring = await agent.nextCall();
      ring.ring();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const answeredAt = performance.now();
      const heard = await ring.answer();
      const [atAgent, atCustomer] = await Promise.all([
        firstHeard(heard, CUSTOMER.hz),
        firstHeard(call.audio, AGENT.hz),
      ]);
      toAgent.push(atAgent - answeredAt);
      toBoth.push(Math.max(atAgent, atCustomer) - answeredAt);
      call.hangUp();
      await ring.ended;
      heard.close();
      call.audio.close();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await Promise.all([agent.close(), caller.close()]);
    return {
      bench: "connect",
      answerToAudioP99Ms: rounded(quantile(toBoth, 0.99)),
      answerToAudioP50Ms: rounded(quantile(toBoth, 0.5)),
      cells: [
        { name: "agent's ear alone", p50Ms: rounded(quantile(toAgent, 0.5)), p99Ms: rounded(quantile(toAgent, 0.99)) },
      ],
      rounds: ROUNDS,
    };
  });
}

/** When the first packet came in which this tone is most of what is heard. */
async function firstHeard(peer: RtpPeer, hz: number): Promise<number> {
  const until = performance.now() + WAIT_MS_MAX;
  let looked = 0;
  while (performance.now() < until) {
    for (; looked < peer.heard.length; looked += 1) {
      const packet = peer.heard[looked];
      if (packet === undefined || levelDbov(packet.pcm) < AUDIBLE_DBOV) continue;
      if (toneLevelDbov(packet.pcm, hz) > AUDIBLE_DBOV) return packet.arrivedAt;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${hz} Hz was not heard within ${WAIT_MS_MAX} ms`);
}
