/** `bench connect`: from the agent's answer to audio at both ears. */
import { centreWith } from "../outside/centres.ts";
import { ScriptedPhone } from "../outside/scripted-phone.ts";
import { withServer } from "./bench-server.ts";
import { connectInBrowser } from "./connect-browser.ts";
import { firstHeard } from "./first-heard.ts";
import { quantile, rounded } from "./quantile.ts";

const ROUNDS = 60;
const CUSTOMER = { hz: 450, dbov: -12 };
const AGENT = { hz: 750, dbov: -12 };
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
    const browser = await connectInBrowser(server);
    return {
      bench: "connect",
      answerToAudioP99Ms: rounded(quantile(toBoth, 0.99)),
      answerToAudioP50Ms: rounded(quantile(toBoth, 0.5)),
      cells: [
        { name: "agent's ear alone", p50Ms: rounded(quantile(toAgent, 0.5)), p99Ms: rounded(quantile(toAgent, 0.99)) },
        browser,
      ],
      rounds: ROUNDS,
    };
  });
}
