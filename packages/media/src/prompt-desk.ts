/** All prompts of a process: loads their sounds, brings them to their addressees, and the digits to them. */
import type { ConferenceTable } from "./conference.ts";
import type { Endpoint } from "./endpoint.ts";
import { Prompt } from "./prompt.ts";
import type { PromptOutcome } from "./prompt.ts";
import { accept, refuse } from "./protocol.ts";
import type { DigitVia, ProcessEvent, PromptRequest, Result } from "./protocol.ts";
import type { Seat } from "./seat.ts";
import type { SoundLibrary } from "./sound-library.ts";

const ITEMS_MAX = 64;
const PROMPTS_MAX = 2_000;

export type PromptDeskOptions = {
  readonly conferences: ConferenceTable;
  readonly library: SoundLibrary;
  endpoint(endpointId: string): Endpoint | undefined;
  tell(event: Untimed): void;
};

type WithoutTime<E> = E extends unknown ? Omit<E, "at"> : never;
/** An event before its time is set. */
export type Untimed = WithoutTime<ProcessEvent>;

/** A prompt that has ended, while what is heard besides comes up again. */
type Fading = { readonly request: PromptRequest; readonly prompt: Prompt };

type Entry = { readonly request: PromptRequest; prompt: Prompt | undefined };

export class PromptDesk {
  readonly #options: PromptDeskOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #fading = new Set<Fading>();
  /** Prompts addressed to a leg rather than a seat. */
  readonly #ofEndpoint = new Map<string, Prompt>();

  constructor(options: PromptDeskOptions) {
    this.#options = options;
  }

  /** Loads and starts it; what cannot be played is told by `prompt.ended`, since it may be found out late. */
  play(request: PromptRequest): Result<null> {
    // Carried out again: it is playing already.
    if (this.#entries.has(request.promptId)) return accept(null);
    if (request.items.length === 0 || request.items.length > ITEMS_MAX)
      return refuse("bad-request", `${request.items.length} items`);
    if (this.#entries.size >= PROMPTS_MAX) return refuse("overloaded", "too many prompts");
    const { to } = request;
    if ("seat" in to && this.#options.conferences.seat(to.seat) === undefined) return refuse("unknown-seat", to.seat);
    if ("endpointId" in to && this.#options.endpoint(to.endpointId) === undefined)
      return refuse("unknown-endpoint", to.endpointId);
    this.#entries.set(request.promptId, { request, prompt: undefined });
    this.#load(request).catch((error: unknown) =>
      this.#tellEnded(request.promptId, { reason: "failed", heardMs: 0, cause: String(error) }),
    );
    return accept(null);
  }

  stop(promptId: string): Result<null> {
    const entry = this.#entries.get(promptId);
    if (entry === undefined) return refuse("unknown-prompt", promptId);
    if (entry.prompt === undefined) this.#tellEnded(promptId, { reason: "stopped", heardMs: 0 });
    else entry.prompt.stop();
    return accept(null);
  }

  /** The prompt that sounds at a leg, if any. */
  at(endpointId: string, seat: Seat | undefined): Prompt | undefined {
    return this.#ofEndpoint.get(endpointId) ?? seat?.prompt;
  }

  /** Time goes on for all prompts by one tick. */
  tick(): void {
    for (const ended of this.#fading) if (!ended.prompt.audible) this.#detach(ended);
    for (const { request, prompt } of this.#entries.values()) {
      if (prompt === undefined) continue;
      prompt.tick();
      const addressee = this.#addressee(request);
      if (addressee?.sends !== true && addressee?.opening !== true) prompt.passOver();
    }
  }

  digitBegun(endpointId: string, digit: string): void {
    this.at(endpointId, this.#options.conferences.seatOf(endpointId))?.digitBegun(digit);
  }

  /** A digit of a leg, whichever way it came: the prompt takes it, else it is told. */
  digit(
    endpointId: string,
    digit: { readonly digit: string; readonly durationMs: number; readonly via: DigitVia },
  ): void {
    const prompt = this.at(endpointId, this.#options.conferences.seatOf(endpointId));
    if (prompt?.digit(digit.digit) === true) return;
    this.#options.tell({ type: "endpoint.digit", endpointId, ...digit });
  }

  /** A leg is gone, and with it what was played to it alone. */
  closeEndpoint(endpointId: string): void {
    this.#ofEndpoint.get(endpointId)?.stop();
    for (const [promptId, { request, prompt }] of this.#entries)
      if (prompt === undefined && "endpointId" in request.to && request.to.endpointId === endpointId)
        this.#tellEnded(promptId, { reason: "stopped", heardMs: 0 });
  }

  #addressee({ to }: PromptRequest): Endpoint | undefined {
    return "seat" in to ? this.#options.conferences.seat(to.seat)?.endpoint : this.#options.endpoint(to.endpointId);
  }

  async #load(request: PromptRequest): Promise<void> {
    const loaded = await Promise.all(request.items.map((item) => this.#options.library.load(item)));
    // It may have been stopped meanwhile.
    const entry = this.#entries.get(request.promptId);
    if (entry === undefined) return;
    const failed = loaded.find((sound) => !sound.ok);
    if (failed !== undefined && !failed.ok)
      return this.#tellEnded(request.promptId, { reason: "failed", heardMs: 0, cause: failed.cause });
    const pieces = loaded.flatMap((sound) => (sound.ok && sound.pcm.length > 0 ? [sound.pcm] : []));
    entry.prompt = new Prompt({ request, pieces, ended: (outcome) => this.#tellEnded(request.promptId, outcome) });
    this.#begin(entry.prompt, request);
  }

  #begin(prompt: Prompt, request: PromptRequest): void {
    const { conferences } = this.#options;
    if ("seat" in request.to) {
      const seat = conferences.seat(request.to.seat);
      if (seat === undefined) return prompt.stop();
      seat.prompt?.stop();
      if (seat.endpoint !== undefined) this.#ofEndpoint.get(seat.endpoint.endpointId)?.stop();
      seat.prompt = prompt;
    } else {
      const { endpointId } = request.to;
      this.#ofEndpoint.get(endpointId)?.stop();
      conferences.seatOf(endpointId)?.prompt?.stop();
      this.#ofEndpoint.set(endpointId, prompt);
    }
    this.#options.tell({ type: "prompt.started", promptId: request.promptId });
  }

  #tellEnded(promptId: string, outcome: PromptOutcome): void {
    const entry = this.#entries.get(promptId);
    if (entry === undefined) return;
    this.#entries.delete(promptId);
    const { request, prompt } = entry;
    if (prompt?.audible === true && this.#addressee(request)?.sends === true) this.#fading.add({ request, prompt });
    else if (prompt !== undefined) this.#detach({ request, prompt });
    this.#options.tell({ type: "prompt.ended", promptId, ...outcome });
  }

  #detach(ended: Fading): void {
    this.#fading.delete(ended);
    const { to } = ended.request;
    if ("seat" in to) {
      const seat = this.#options.conferences.seat(to.seat);
      if (seat !== undefined && seat.prompt === ended.prompt) seat.prompt = undefined;
    } else if (this.#ofEndpoint.get(to.endpointId) === ended.prompt) this.#ofEndpoint.delete(to.endpointId);
  }
}
