/**
 * What waits for the machine, in two lanes (L13).
 *
 * Facts about what exists are never refused: whoever reports them bounds them by construction. New work (new legs,
 * commands) is refused at its bound, and is taken only when no fact waits. The machine keeps up with both as long as it
 * runs; letters pile up only while it is rebuilt, or while a full group waits for the disk.
 */
import type { CallerFact, Command, EngineFact, TelephonyFact } from "@legroom/model";
import type { CommandResult } from "./centre-door.ts";
import { Fifo } from "./fifo.ts";

export type FactLetter = {
  readonly kind: "fact";
  readonly body: TelephonyFact | CallerFact | EngineFact;
  /** It is durable, or has changed nothing. */
  readonly done: () => void;
};

export type CommandLetter = {
  readonly kind: "command";
  readonly body: Command;
  readonly answer: (result: CommandResult) => void;
  readonly fail: (error: Error) => void;
};

export type Letter = FactLetter | CommandLetter;

export class Mailbox {
  readonly #facts = new Fifo<FactLetter>();
  readonly #arrivals = new Fifo<FactLetter>();
  readonly #commands = new Fifo<CommandLetter>();
  readonly #arrivalsMax: number;
  #commandsTurn = false;

  constructor(arrivalsMax: number) {
    this.#arrivalsMax = arrivalsMax;
  }

  get facts(): number {
    return this.#facts.size;
  }

  get size(): number {
    return this.#facts.size + this.#arrivals.size + this.#commands.size;
  }

  putFact(letter: FactLetter): void {
    this.#facts.put(letter);
  }

  /** Whether there was room for one more new leg. */
  putArrival(letter: FactLetter): boolean {
    if (this.#arrivals.size >= this.#arrivalsMax) return false;
    this.#arrivals.put(letter);
    return true;
  }

  /** Commands are bounded from their arrival to their answer, so the centre counts them. */
  putCommand(letter: CommandLetter): void {
    this.#commands.put(letter);
  }

  /** Facts that were stepped but did not become durable: first again, in their order, arrivals among them. */
  putBack(letters: readonly FactLetter[]): void {
    this.#facts.putBack(letters);
  }

  /** Facts first; then new legs and commands in turn, so that neither keeps the other waiting. */
  take(): Letter | undefined {
    const fact = this.#facts.take();
    if (fact !== undefined) return fact;
    this.#commandsTurn = !this.#commandsTurn;
    return this.#commandsTurn
      ? (this.#commands.take() ?? this.#arrivals.take())
      : (this.#arrivals.take() ?? this.#commands.take());
  }

  takeCommands(): readonly CommandLetter[] {
    return this.#commands.takeAll();
  }
}
