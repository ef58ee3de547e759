/** Time that passes only when it is told to, with all alarms in order: the simulator's clock. */
import { unixMs } from "@legroom/model";
import type { UnixMs } from "@legroom/model";
import type { Clock } from "@legroom/engine/ports";

type Alarm = { readonly at: number; readonly order: number; ring: (() => void) | undefined };

/** A constant start, so that texts of two runs are equal: 2026-01-05 08:00 UTC, a Monday. */
export const DAY_START: UnixMs = unixMs(Date.UTC(2026, 0, 5, 8));

export class VirtualClock implements Clock {
  readonly #alarms: Alarm[] = []; // a binary heap by (at, order)
  #nowAt: UnixMs;
  #order = 0;

  constructor(startAt: UnixMs = DAY_START) {
    this.#nowAt = startAt;
  }

  now(): UnixMs {
    return this.#nowAt;
  }

  alarm(at: UnixMs, ring: () => void): () => void {
    this.#order += 1;
    const alarm: Alarm = { at, order: this.#order, ring };
    this.#push(alarm);
    return () => {
      alarm.ring = undefined; // it stays in the heap until its time, and says nothing then
    };
  }

  /** The wall clock is set forward, or everybody slept: time is gone that nobody saw. */
  jump(ms: number): void {
    this.#nowAt = unixMs(this.#nowAt + ms);
  }

  /** The instant of the next alarm, if there is any. */
  nextAt(): UnixMs | undefined {
    while (this.#alarms[0] !== undefined && this.#alarms[0].ring === undefined) this.#pop();
    const first = this.#alarms[0];
    return first === undefined ? undefined : unixMs(Math.max(first.at, this.#nowAt));
  }

  /** Moves to the next alarm and rings it. Returns false when there is none until `untilAt`; time is then there. */
  ringNext(untilAt: UnixMs): boolean {
    const at = this.nextAt();
    if (at === undefined || at > untilAt) {
      this.#nowAt = unixMs(Math.max(this.#nowAt, untilAt));
      return false;
    }
    this.#nowAt = at;
    this.#pop()?.ring?.();
    return true;
  }

  /** Lets time pass until `untilAt`; what alarms cause is finished (all promises settled) before time goes on. */
  async passUntil(untilAt: UnixMs): Promise<void> {
    await settled();
    while (this.ringNext(untilAt)) await settled();
  }

  pass(ms: number): Promise<void> {
    return this.passUntil(unixMs(this.#nowAt + ms));
  }

  #push(alarm: Alarm): void {
    const heap = this.#alarms;
    let at = heap.length;
    heap.push(alarm);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || before(parent, alarm)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = alarm;
  }

  #pop(): Alarm | undefined {
    const heap = this.#alarms;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const [down, child] = right !== undefined && before(right, left) ? [2 * at + 2, right] : [2 * at + 1, left];
      if (!before(child, last)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: Alarm, b: Alarm): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** All promises that can settle now have. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
