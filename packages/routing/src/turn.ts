/** One step in the making: what has been decided so far. Deciding emits events; they are true at once, for what follows. */
import { after, must } from "@legroom/model";
import type {
  AgentId,
  CentreConfig,
  Effect,
  EffectBody,
  EffectId,
  Event,
  EventBody,
  EventHeader,
  Id,
  Input,
  InteractionId,
  OfferReasons,
  UnixMs,
} from "@legroom/model";
import { apply } from "./apply.ts";
import type { Confirmation } from "./confirmation.ts";
import { IdSource } from "./derive-id.ts";
import type { World } from "./world.ts";

/** How long an effect's confirmation is waited for, unless said otherwise. */
const EFFECT_MS = 30_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Unstamped = EventBody & Partial<Mutable<EventHeader>>;
type Unnumbered = EffectBody & Partial<Mutable<Pick<Effect, "effectId" | "untilAt">>>;
type Outcome = "confirmed" | "failed" | "expired" | "cancelled";

export class Turn {
  readonly world: World;
  readonly input: Input;
  readonly events: Event[] = [];
  readonly effects: Effect[] = [];
  readonly #ids: IdSource;
  /** Made when they are first needed: most steps free nobody. */
  #freed: Set<AgentId> | undefined;
  #askers: Map<InteractionId, OfferReasons["trigger"]> | undefined;

  constructor(world: World, input: Input) {
    this.world = world;
    this.input = input;
    this.#ids = new IdSource(input.entropy);
  }

  /** Agents who became free in this step: they are matched when all else is decided. */
  get freed(): Set<AgentId> {
    return (this.#freed ??= new Set());
  }

  get hasFreed(): boolean {
    return this.#freed !== undefined;
  }

  /**
   * Callers who came into a line in this step, or lost an offer: they look for an agent after those who were freed have been
   * offered whoever is first of all who wait, so that nobody is overtaken.
   */
  get askers(): Map<InteractionId, OfferReasons["trigger"]> {
    return (this.#askers ??= new Map());
  }

  get hasAskers(): boolean {
    return this.#askers !== undefined;
  }

  get at(): UnixMs {
    return this.input.at;
  }

  get config(): CentreConfig {
    return must(this.world.config, "nothing arrives before the centre is configured");
  }

  id<Kind extends string>(): Id<Kind> {
    return this.#ids.next<Kind>();
  }

  /** From now on this is true. The body belongs to the event: it is not changed, and not emitted again. */
  emit(body: EventBody): void {
    // Written onto the body, since in the way of every decision copying it is what would cost most.
    const event: Unstamped = body;
    event.seq = this.world.seq + 1;
    event.at = this.input.at;
    event.v = 1;
    event.inputId = this.input.id;
    const interactionSeq = this.#interactionSeq(body);
    if (interactionSeq !== undefined) event.interactionSeq = interactionSeq;
    const stamped = event as Event; // it has all now
    apply(this.world, stamped);
    this.events.push(stamped);
  }

  /** This is to be done. The body belongs to the effect from now on. */
  request(body: EffectBody, more: { interactionId?: InteractionId | undefined; withinMs?: number } = {}): void {
    const unnumbered: Unnumbered = body;
    unnumbered.effectId = this.id<"effect">();
    unnumbered.untilAt = after(this.at, more.withinMs ?? EFFECT_MS);
    const effect = unnumbered as Effect; // it has all now
    const { interactionId } = more;
    const type = "effect.requested";
    this.emit(interactionId === undefined ? { type, effect } : { type, effect, interactionId });
    this.effects.push(effect);
  }

  /** What waits for this confirmation waits no longer. */
  settle(what: Confirmation, id: string, outcome: Outcome, cause?: string): void {
    const effectId = this.world.derived.awaiting.of(what, id);
    if (effectId !== undefined) this.settleEffect(effectId, outcome, cause);
  }

  settleEffect(effectId: EffectId, outcome: Outcome, cause?: string): void {
    const asked = this.world.outstanding.get(effectId);
    if (asked === undefined) return;
    const body: Mutable<Extract<EventBody, { type: "effect.settled" }>> = { type: "effect.settled", effectId, outcome };
    if (cause !== undefined) body.cause = cause;
    const { interactionId } = asked;
    if (interactionId !== undefined && this.world.interactions.has(interactionId)) body.interactionId = interactionId;
    this.emit(body);
  }

  /** What is added to a forgotten interaction, such as a late note, has its id but no place in its sequence. */
  #interactionSeq(body: { readonly type: string; readonly interactionId?: InteractionId }): number | undefined {
    if (body.interactionId === undefined) return undefined;
    if (body.type === "interaction.arrived") return 1;
    const interaction = this.world.interactions.get(body.interactionId);
    return interaction === undefined ? undefined : interaction.seq + 1;
  }
}
