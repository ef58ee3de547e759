/** What lives in which media process, as control knows it. Pure bookkeeping: an index for each question, no scan. */
import { accept, refuse } from "./protocol.ts";
import type { ConferenceState, MediaEvent, ProcessEvent, Result } from "./protocol.ts";

type PlacedConference = {
  readonly process: number;
  readonly version: number;
  readonly seats: readonly string[];
  /** False for one that may still go to any process. */
  readonly anchored: boolean;
};

export class Placement {
  readonly #endpoints = new Map<string, number>();
  readonly #conferences = new Map<string, PlacedConference>();
  readonly #conferenceOfSeat = new Map<string, string>();
  readonly #prompts = new Map<string, number>();
  readonly #recordings = new Map<string, number>();
  readonly #loads: number[];

  constructor(processes: number) {
    this.#loads = Array.from({ length: processes }, () => 0);
  }

  /** Endpoints in a process. */
  load(process: number): number {
    return this.#loads[process] ?? 0;
  }

  ofEndpoint(endpointId: string): number | undefined {
    return this.#endpoints.get(endpointId);
  }

  ofConference(id: string): number | undefined {
    return this.#conferences.get(id)?.process;
  }

  ofSeat(seat: string): number | undefined {
    const conference = this.#conferences.get(this.#conferenceOfSeat.get(seat) ?? "");
    return conference?.seats.includes(seat) === true ? conference.process : undefined;
  }

  ofPrompt(promptId: string): number | undefined {
    return this.#prompts.get(promptId);
  }

  ofRecording(recordingId: string): number | undefined {
    return this.#recordings.get(recordingId);
  }

  /** The process where a conference must stay, because an endpoint of it is there. */
  anchorOf(id: string): number | undefined {
    const conference = this.#conferences.get(id);
    return conference?.anchored === true ? conference.process : undefined;
  }

  putEndpoint(endpointId: string, process: number): void {
    if (!this.#endpoints.has(endpointId)) this.#loads[process] = this.load(process) + 1;
    this.#endpoints.set(endpointId, process);
  }

  dropEndpoint(endpointId: string): void {
    const process = this.#endpoints.get(endpointId);
    if (process === undefined) return;
    this.#loads[process] = this.load(process) - 1;
    this.#endpoints.delete(endpointId);
  }

  putPrompt(promptId: string, process: number): void {
    this.#prompts.set(promptId, process);
  }

  putRecording(recordingId: string, process: number): void {
    this.#recordings.set(recordingId, process);
  }

  dropPrompt(promptId: string): void {
    this.#prompts.delete(promptId);
  }

  dropRecording(recordingId: string): void {
    this.#recordings.delete(recordingId);
  }

  /** The one process that all these states must be carried out in; undefined when any will do. */
  homeOf(states: readonly ConferenceState[]): Result<number | undefined> {
    const homes = new Set<number>();
    for (const state of states) {
      for (const { endpointId } of state.seats) {
        if (endpointId === null) continue;
        const home = this.#endpoints.get(endpointId);
        if (home === undefined) return refuse("unknown-endpoint", endpointId);
        homes.add(home);
      }
      const anchor = this.anchorOf(state.id);
      if (anchor !== undefined) homes.add(anchor);
    }
    if (homes.size > 1) return refuse("across-processes", states.map((state) => state.id).join(", "));
    return accept([...homes][0] ?? this.ofConference(states[0]?.id ?? ""));
  }

  /** Notes a statement that was sent; gives the process where the conference was before, if that is another. */
  putConference(state: ConferenceState, process: number): number | undefined {
    const before = this.#conferences.get(state.id);
    if (before !== undefined && before.version > state.version) return undefined;
    this.#forgetSeats(state.id);
    const seats = state.seats.map(({ seat }) => seat);
    const anchored = state.seats.some(({ endpointId }) => endpointId !== null);
    this.#conferences.set(state.id, { process, version: state.version, seats, anchored });
    for (const seat of seats) this.#conferenceOfSeat.set(seat, state.id);
    return before !== undefined && before.process !== process ? before.process : undefined;
  }

  /** What ended by itself is forgotten. */
  note(event: ProcessEvent): void {
    switch (event.type) {
      case "endpoint.closed":
        return this.dropEndpoint(event.endpointId);
      case "conference.closed":
        return this.#dropConference(event.id);
      case "prompt.ended":
        return this.dropPrompt(event.promptId);
      case "recording.finished":
      case "recording.failed":
        return this.dropRecording(event.recordingId);
      default:
        return undefined;
    }
  }

  /** Forgets everything that lived in a process that died, and says what that was. */
  lose(process: number, at: number): MediaEvent & { type: "process.lost" } {
    const endpoints = keysIn(this.#endpoints, process);
    for (const id of endpoints) this.dropEndpoint(id);
    const recordings = keysIn(this.#recordings, process);
    for (const id of recordings) this.#recordings.delete(id);
    for (const id of keysIn(this.#prompts, process)) this.#prompts.delete(id);
    const conferences = [...this.#conferences].filter(([, placed]) => placed.process === process).map(([id]) => id);
    for (const id of conferences) this.#dropConference(id);
    return { at, type: "process.lost", process, endpoints, conferences, recordings };
  }

  #dropConference(id: string): void {
    this.#forgetSeats(id);
    this.#conferences.delete(id);
  }

  /** A seat that has moved on belongs to its new conference already, and stays known by it. */
  #forgetSeats(id: string): void {
    for (const seat of this.#conferences.get(id)?.seats ?? [])
      if (this.#conferenceOfSeat.get(seat) === id) this.#conferenceOfSeat.delete(seat);
  }
}

function keysIn(map: ReadonlyMap<string, number>, process: number): string[] {
  return [...map].filter(([, home]) => home === process).map(([key]) => key);
}
