/** Sums by interval and by key. A span without intervals is one slot; all slots together are always the whole. */
import { unixMs } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import { overlapMs, within } from "./span.ts";
import type { Span } from "./span.ts";

/** `intervalMs` is at least 1 and needs `untilAt`; the last interval may be shorter. */
export type Cut = Span & { readonly intervalMs?: number };

export class Slots<Key, Sums> {
  readonly cut: Cut;
  readonly #make: () => Sums;
  readonly #add: (to: Sums, sums: Sums) => void;
  readonly #slots = new Map<number, Map<Key, Sums>>();

  constructor(cut: Cut, sums: { readonly make: () => Sums; readonly add: (to: Sums, sums: Sums) => void }) {
    this.cut = cut;
    this.#make = sums.make;
    this.#add = sums.add;
  }

  /** The sums of this key at this instant; undefined outside the span. */
  at(at: UnixMs, key: Key): Sums | undefined {
    return within(this.cut, at) ? this.#of(this.#placeOf(at), key) : undefined;
  }

  /** Adds what lasted from `fromAt` to `untilAt` to each slot that it touches. */
  overlap(key: Key, { fromAt, untilAt }: Required<Span>, add: (sums: Sums, ms: number) => void): void {
    if (overlapMs(this.cut, fromAt, untilAt) === 0) return;
    const first = this.#placeOf(unixMs(Math.max(fromAt, this.cut.fromAt)));
    for (let place = first; place < this.count; place += 1) {
      const bounds = this.boundsOf(place);
      if (bounds.fromAt >= untilAt) return;
      add(this.#of(place, key), overlapMs(bounds, fromAt, untilAt));
    }
  }

  get count(): number {
    const { fromAt, untilAt, intervalMs } = this.cut;
    if (intervalMs === undefined || untilAt === undefined) return 1;
    return Math.max(0, Math.ceil((untilAt - fromAt) / Math.max(1, intervalMs)));
  }

  /** All slots as one: sums over sums. */
  whole(): ReadonlyMap<Key, Sums> {
    const [only, ...others] = this.#slots.values();
    if (others.length === 0) return only ?? new Map<Key, Sums>();
    const whole = new Map<Key, Sums>();
    for (const slot of this.#slots.values()) {
      for (const [key, sums] of slot) {
        const sum = whole.get(key) ?? this.#make();
        this.#add(sum, sums);
        whole.set(key, sum);
      }
    }
    return whole;
  }

  /** All keys of these sums, or some, as one. */
  total(parts: ReadonlyMap<Key, Sums>, only?: ReadonlySet<Key>): Sums {
    const all = this.#make();
    for (const [key, sums] of parts) if (only === undefined || only.has(key)) this.#add(all, sums);
    return all;
  }

  /** The slots in their order, empty ones too. */
  read(): readonly (Span & { readonly sums: ReadonlyMap<Key, Sums> })[] {
    return Array.from({ length: this.count }, (_, place) => ({
      ...this.boundsOf(place),
      sums: this.#slots.get(place) ?? new Map<Key, Sums>(),
    }));
  }

  boundsOf(place: number): Span {
    const { fromAt, untilAt, intervalMs } = this.cut;
    if (intervalMs === undefined || untilAt === undefined)
      return { fromAt, ...(untilAt === undefined ? {} : { untilAt }) };
    const from = fromAt + place * Math.max(1, intervalMs);
    return { fromAt: unixMs(from), untilAt: unixMs(Math.min(from + Math.max(1, intervalMs), untilAt)) };
  }

  #placeOf(at: UnixMs): number {
    const { fromAt, untilAt, intervalMs } = this.cut;
    return intervalMs === undefined || untilAt === undefined ? 0 : Math.floor((at - fromAt) / Math.max(1, intervalMs));
  }

  #of(place: number, key: Key): Sums {
    let slot = this.#slots.get(place);
    if (slot === undefined) this.#slots.set(place, (slot = new Map()));
    const known = slot.get(key);
    if (known !== undefined) return known;
    const made = this.#make();
    slot.set(key, made);
    return made;
  }
}
