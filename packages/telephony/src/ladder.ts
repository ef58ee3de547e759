/**
 * Which message on the wire belongs to which leg: found by Call-ID, kept as traces under the key of the leg's person.
 *
 * The first messages of a call pass before its leg is known (the challenge and its answer among them): they wait here,
 * bounded, until the leg claims its Call-ID. After a leg's end the last answers still come; the claim outlives it a little.
 */
import type { Clock, TraceEntry, TraceSink } from "@legroom/engine/ports";
import { after, unixMs } from "@legroom/model";
import type { LegId, PersonRef } from "@legroom/model";
import type { TappedMessage } from "@legroom/sip";

type Claim = { readonly legId: LegId; readonly person: PersonRef | "centre" };

const UNCLAIMED_CALLS_MAX = 500;
const UNCLAIMED_MESSAGES_MAX = 12;
const AFTER_END_MS = 10_000;
const TEXT_MAX = 16_384;

export class Ladder {
  readonly #traces: TraceSink;
  readonly #clock: Clock;
  readonly #claims = new Map<string, Claim>();
  readonly #unclaimed = new Map<string, TappedMessage[]>();
  readonly #releases = new Map<string, () => void>();

  constructor(options: { traces: TraceSink; clock: Clock }) {
    this.#traces = options.traces;
    this.#clock = options.clock;
  }

  /** Every message that passes the socket comes here. */
  note(message: TappedMessage): void {
    const callId = callIdOf(message.text);
    if (callId === undefined) return;
    const claim = this.#claims.get(callId);
    if (claim !== undefined) return this.#write(claim, message);
    if (isOfCall(message.text)) this.#keep(callId, message);
  }

  /** From now on, and for what waited, messages of this call are the leg's. */
  claim(callId: string, claim: Claim): void {
    this.#claims.set(callId, claim);
    const waited = this.#unclaimed.get(callId) ?? [];
    this.#unclaimed.delete(callId);
    for (const message of waited) this.#write(claim, message);
  }

  /** The leg has ended. */
  release(callId: string): void {
    if (!this.#claims.has(callId) || this.#releases.has(callId)) return;
    const cancel = this.#clock.alarm(after(this.#clock.now(), AFTER_END_MS), () => this.#forget(callId));
    this.#releases.set(callId, cancel);
  }

  stop(): void {
    for (const cancel of this.#releases.values()) cancel();
    this.#releases.clear();
  }

  #forget(callId: string): void {
    this.#claims.delete(callId);
    this.#releases.delete(callId);
  }

  #keep(callId: string, message: TappedMessage): void {
    const kept = this.#unclaimed.get(callId);
    if (kept !== undefined) {
      if (kept.length < UNCLAIMED_MESSAGES_MAX) kept.push(message);
      return;
    }
    this.#unclaimed.set(callId, [message]);
    if (this.#unclaimed.size <= UNCLAIMED_CALLS_MAX) return;
    const oldest = this.#unclaimed.keys().next();
    if (oldest.done !== true) this.#unclaimed.delete(oldest.value);
  }

  #write(claim: Claim, message: TappedMessage): void {
    const entry: TraceEntry = {
      at: unixMs(message.at),
      legId: claim.legId,
      person: claim.person,
      kind: "sip",
      direction: message.direction,
      peer: `${message.transport} ${message.remote.host}:${message.remote.port}`,
      text: (message.direction === "in" ? withoutProof(message.text) : message.text).slice(0, TEXT_MAX),
    };
    this.#traces.write(entry);
  }
}

function callIdOf(text: string): string | undefined {
  return /^(?:call-id|i)[ \t]*:[ \t]*(\S{1,256})[ \t]*\r?$/im.exec(text.slice(0, TEXT_MAX))?.[1];
}

/** Registrations and pings are of no leg: they are not kept. */
function isOfCall(text: string): boolean {
  const method = /^cseq[ \t]*:[ \t]*\d+[ \t]+([A-Z]{1,20})/im.exec(text.slice(0, TEXT_MAX))?.[1];
  return method !== "REGISTER" && method !== "OPTIONS";
}

/** A digest invites guessing at the secret behind it: a trace shows that there was a proof, not the proof. */
function withoutProof(text: string): string {
  return text.replace(/^((?:proxy-)?authorization[ \t]*:[ \t]*\w{1,16})[^\r\n]*/gim, "$1 (left out)");
}
