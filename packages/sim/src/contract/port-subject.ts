/**
 * What the contract suite needs of whoever claims to fulfil the telephony port: the port, and the people around it.
 *
 * The simulator's fake plays these people in memory; the real telephony is given SIP phones that send and hear tones.
 */
import type { DeviceDirectory, Telephony } from "@legroom/engine/ports";
import type { LegFailure, LegId, UnixMs } from "@legroom/model";

export type PartyState = "idle" | "ringing" | "calling" | "up" | "refused" | "over";

export interface Party {
  /** What others hear when they hear this one. */
  readonly name: string;
  readonly state: PartyState;
  hangsUp(): void;
  /** Keys, one after the other; only while up. */
  presses(digits: string): void;
  /** Names of parties, `music:hold`, `tone:comfort`, `prompt`: what can be heard at this end now, sorted. */
  hears(): Promise<readonly string[]>;
}

/** A customer without an account. */
export interface Caller extends Party {
  calls(to: string): void;
}

/** What a phone does when it is called. `mute`: nothing at all comes back, not even that it rings. */
export type PhoneReaction = "rings" | "answers" | "mute" | { readonly fails: LegFailure };

/** A phone of an agent, registered with the device of its name. */
export interface Phone extends Party {
  /** How often it was called (a repeat of the same call is none). */
  readonly invitations: number;
  /** From the next call on. `rings` unless told. */
  willReact(reaction: PhoneReaction): void;
  /** Answers what rings. */
  answers(): void;
  /** Says no for its person to what rings. */
  declines(): void;
  unregisters(): void;
}

/** A page can be closed without a word, and loaded again: then it is another page of the same person. */
interface Page {
  /** Neither its line nor its audio says goodbye. */
  vanishes(): void;
  /** It is there again and asks for the seat it had: by itself, on a connection of its own. */
  returns(): void;
}

/** The page of an agent, registered as their browser. `returns` registers again first. */
export interface AgentPage extends Party, Page {
  answers(): void;
  declines(): void;
}

/** A page of "call us". */
export interface Visitor extends Caller, Page {
  readonly visitId: string;
}

export type PortSubject = {
  readonly telephony: Telephony;
  /** Accounts of the agents whose phones are asked for. */
  readonly devices: DeviceDirectory;
  /** How a phone can fail a call here. */
  readonly phoneFailures: readonly LegFailure[];
  /** False: some confirmations never come (the lossy wrapper), so that only what can be heard and seen counts. */
  readonly confirms: boolean;
  now(): UnixMs;
  caller(name: string): Caller;
  /** Its registration is on its way: wait for `endpoint.ready`. Names: `alice`, `bob`. */
  phone(name: string): Phone;
  /** Where the stories of pages are told: an agent's page (names as for phones), and a visitor with a visit of their own. */
  readonly browser?: { page(name: string): AgentPage; visitor(name: string): Visitor };
  /** Ends the media process in which this leg's audio is made. */
  losesMediaOf(legId: LegId): void;
  /** Lets time pass until it holds; rejects, with `what`, when it does not within a reasonable time. */
  until(holds: () => boolean | Promise<boolean>, what: string): Promise<void>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** After `telephony.stop()`: frees whatever the people around it hold. */
  dispose(): Promise<void>;
};
