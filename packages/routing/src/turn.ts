/** One step in the making: what has been decided so far. Deciding emits events; they are true at once, for what follows. */
import { after, interactionOf, must } from "@legroom/model";
import type {
  AgentId,
  CentreConfig,
  Effect,
  EffectBody,
  Event,
  EventBody,
  Id,
  Input,
  InteractionId,
  UnixMs,
} from "@legroom/model";
import { apply } from "./apply.ts";
import { deriveId } from "./derive-id.ts";
import type { World } from "./world.ts";

/** How long an effect's confirmation is waited for, unless said otherwise. */
const EFFECT_MS = 30_000;

export class Turn {
  readonly world: World;
  readonly input: Input;
  readonly events: Event[] = [];
  readonly effects: Effect[] = [];
  /** Agents who became free in this step: they are matched when all else is decided. */
  readonly freed = new Set<AgentId>();
  #ids = 0;

  constructor(world: World, input: Input) {
    this.world = world;
    this.input = input;
  }

  get at(): UnixMs {
    return this.input.at;
  }

  get config(): CentreConfig {
    return must(this.world.config, "nothing arrives before the centre is configured");
  }

  id<Kind extends string>(): Id<Kind> {
    this.#ids += 1;
    return deriveId<Kind>(this.input.entropy, this.#ids);
  }

  /** From now on this is true. */
  emit(body: EventBody): void {
    const id = interactionOf(body);
    const interactionSeq = id === undefined ? undefined : this.#interactionSeq(id, body);
    const event: Event = {
      seq: this.world.seq + 1,
      at: this.input.at,
      v: 1,
      inputId: this.input.id,
      ...(interactionSeq === undefined ? {} : { interactionSeq }),
      ...body,
    };
    apply(this.world, event);
    this.events.push(event);
  }

  /** This is to be done. */
  request(body: EffectBody, more: { interactionId?: InteractionId | undefined; withinMs?: number } = {}): void {
    const effect: Effect = {
      ...body,
      effectId: this.id<"effect">(),
      untilAt: after(this.at, more.withinMs ?? EFFECT_MS),
    };
    this.emit({
      type: "effect.requested",
      effect,
      ...(more.interactionId === undefined ? {} : { interactionId: more.interactionId }),
    });
    this.effects.push(effect);
  }

  /** The effect that waits under this name (confirmation.ts) waits no longer. */
  settle(key: string, outcome: "confirmed" | "failed" | "expired" | "cancelled", cause?: string): void {
    const effectId = this.world.derived.awaiting.get(key);
    if (effectId === undefined) return;
    const asked = this.world.outstanding.get(effectId)?.interactionId;
    const interactionId = asked !== undefined && this.world.interactions.has(asked) ? asked : undefined;
    this.emit({
      type: "effect.settled",
      effectId,
      outcome,
      ...(cause === undefined ? {} : { cause }),
      ...(interactionId === undefined ? {} : { interactionId }),
    });
  }

  /** What is added to a forgotten interaction, such as a late note, has its id but no place in its sequence. */
  #interactionSeq(id: InteractionId, body: EventBody): number | undefined {
    if (body.type === "interaction.arrived") return 1;
    const interaction = this.world.interactions.get(id);
    return interaction === undefined ? undefined : interaction.seq + 1;
  }
}
