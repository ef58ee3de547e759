/** What an outside client was told before the server died: each promise, to be held against the journal afterwards. */
import type { Event, EventOf } from "@legroom/model";
import type { SeenEvent } from "../../src/outside/event-reader.ts";
import type { ScriptedPhone } from "../../src/outside/scripted-phone.ts";
import type { WholeServer } from "./whole-server.ts";

/** Presences that an agent may be given without being offered anybody. */
const presences = ["away", "busy", "break"] as const;
const RATE_WINDOW_MS = 1000;
/** Between two asks of one loop: a load of some fifty commits a second, and not of all that the machine can do. */
const PAUSE_MS = 30;
/** Each registration is for another time, by which the journal's fact is known again. */
const EXPIRES_S = { first: 600, step: 10, kinds: 250 } as const;

type Told = { readonly at: number };
type Command = Told & { readonly commandId: string; readonly seq: number; readonly presence: string };
type Registration = Told & { readonly expiresS: number };

export class OutsideLog {
  readonly commands: Command[] = [];
  readonly registrations: Registration[] = [];
  /** The command that was on its way at the end: done or not, nobody was told. */
  unanswered: string | undefined;
  #isOver = false;

  /** Commands to an agent and registrations of a phone, one after the other: each answer is a commit of its own. */
  load(server: WholeServer, of: { readonly agent: string; readonly phone: ScriptedPhone }): void {
    void this.#command(server, of.agent);
    void this.#register(of.phone);
  }

  /** Answered commands and registrations in the second before now. */
  commitsPerSecond(): number {
    const since = performance.now() - RATE_WINDOW_MS;
    return [...this.commands, ...this.registrations].filter((told) => told.at >= since).length;
  }

  /** From here on nothing counts as told: what is still on its way runs into its own limit, and is nobody's promise. */
  end(): void {
    this.#isOver = true;
  }

  /** In words, each promise that these events do not keep. */
  broken(journal: readonly Event[], seen: readonly SeenEvent[]): string[] {
    const accepted = new Map(
      journal.flatMap((event) => (event.type === "command.accepted" ? [[event.commandId as string, event.seq]] : [])),
    );
    const expiries = new Set(journal.flatMap((event) => (event.type === "endpoint.ready" ? [askedFor(event)] : [])));
    const lostCommands = this.commands.filter(({ commandId, seq }) => (accepted.get(commandId) ?? Infinity) > seq);
    const lostPhones = this.registrations.filter(({ expiresS }) => !expiries.has(expiresS));
    const lostEvents = seen.filter(({ seq, type, at }) => {
      const event = journal[seq - 1];
      return event?.seq !== seq || event.type !== type || event.at !== at;
    });
    return [
      ...lostCommands.map(({ commandId, seq }) => `command ${commandId}, answered with seq ${seq}, is lost`),
      ...lostPhones.map(({ expiresS }) => `the registration for ${expiresS} s is lost`),
      ...lostEvents.map(({ seq, type }) => `event ${seq} (${type}), which was shown, is lost`),
    ];
  }

  async #command(server: WholeServer, agent: string): Promise<void> {
    for (let turn = 0; !this.#isOver; turn += 1) {
      const presence = presences[turn % presences.length] ?? "away";
      this.unanswered = presence;
      try {
        const told = await server.api.want("PUT", `/agents/${agent}/presence`, { presence });
        if (this.#isOver) return;
        const { commandId, seq } = told as { commandId: string; seq: number }; // the API's own answer
        this.commands.push({ at: performance.now(), commandId, seq, presence });
        await pause();
      } catch {
        return; // the server is dead
      }
    }
  }

  async #register(phone: ScriptedPhone): Promise<void> {
    for (let turn = 0; !this.#isOver; turn += 1) {
      const expiresS = EXPIRES_S.first + EXPIRES_S.step * (turn % EXPIRES_S.kinds);
      const status = await phone.register(expiresS);
      if (this.#isOver || status !== 200) return;
      this.registrations.push({ at: performance.now(), expiresS });
      await pause();
    }
  }
}

/** The registrar's clock and the centre's are some ms apart. */
function askedFor({ expiresAt, at }: EventOf<"endpoint.ready">): number {
  return Math.round((expiresAt - at) / 1000 / EXPIRES_S.step) * EXPIRES_S.step;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
