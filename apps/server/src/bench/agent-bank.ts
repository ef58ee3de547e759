/** Agents by the hundred on one stack: each rings, answers at once, and stays until the other side hangs up. */
import type { Socket } from "node:dgram";
import { SipStack, negotiate } from "@legroom/sip";
import type { InboundCall } from "@legroom/sip";
import type { ServerProcess } from "../outside/server-process.ts";
import { bound, silence } from "./raw-caller.ts";

export class AgentBank {
  /** performance.now() at which each agent's phone got its INVITE, in order. */
  readonly rungAt: number[] = [];
  answered = 0;
  ended = 0;
  readonly #rtp: Socket;
  readonly #stack: SipStack;

  private constructor(rtp: Socket) {
    this.#rtp = rtp;
    this.#stack = new SipStack({
      host: "127.0.0.1",
      port: 0,
      limits: { callsMax: 10_000 },
      onInvite: (call) => {
        this.rungAt.push(performance.now());
        call.ring();
        this.#answer(call);
        return { onAck: () => void (this.answered += 1), onEnded: () => void (this.ended += 1) };
      },
    });
  }

  /** Registers phones for these agents, whose devices have their names, and makes them available. */
  static async open(server: ServerProcess, agents: readonly string[]): Promise<AgentBank> {
    const bank = new AgentBank(await bound());
    await bank.#stack.start();
    for (const agent of agents) {
      const made = (await server.api.want("POST", `/devices/${agent}/secret`)) as { secret: string }; // the API's own
      const registrar = `sip:${server.sip.host}:${server.sip.port}`;
      const result = await bank.#stack.register({ registrar, user: agent, password: made.secret, expiresS: 3600 });
      if (result.outcome !== "answered" || result.status !== 200) throw new Error(`${agent} was not registered`);
      await server.api.want("PUT", `/agents/${agent}/presence`, { presence: "available" });
    }
    return bank;
  }

  async close(): Promise<void> {
    await this.#stack.stop({ drainMs: 500 });
    this.#rtp.close();
  }

  #answer(call: InboundCall): void {
    if (call.offer === undefined) return call.reject(488);
    const agreed = negotiate(call.offer, {
      address: "127.0.0.1",
      port: this.#rtp.address().port,
      codecs: ["PCMU"],
      telephoneEvent: true,
      ptimeMs: 20,
      direction: "sendrecv",
      sessionId: "1",
      sessionVersion: 1,
    });
    if (!agreed.ok) return call.reject(488);
    call.answer(agreed.answer);
    this.#rtp.send(silence(), agreed.audio.remote.port, agreed.audio.remote.host);
  }
}
