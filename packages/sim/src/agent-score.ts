/**
 * How well an agent does, by its document (R-ROUTE-140, 142, 143) and in words of its own: for the watches, which see events
 * alone. In thousandths.
 */

const ONE = 1000;
const fade = (weight: number): number => weight - Math.floor(weight / 256);

/** Talks, or wrap-ups, of a queue and their mean. */
export class Mean {
  #count = 0;
  #sumMs = 0;

  /** With this one. */
  add(ms: number): number {
    this.#count = fade(this.#count) + ONE;
    this.#sumMs = fade(this.#sumMs) + ms;
    return Math.round((ONE * this.#sumMs) / this.#count);
  }
}

export class Score {
  #good = 0;
  #missed = 0;
  #talks = 0;
  #tookMs = 0;
  #expectedMs = 0;

  answered(): void {
    this.#good = fade(this.#good) + ONE;
    this.#missed -= Math.ceil(this.#missed / 256);
  }

  missed(): void {
    this.#missed = fade(this.#missed) + ONE;
    this.#good -= Math.ceil(this.#good / 256);
  }

  talked(tookMs: number, meanMs: number): void {
    this.#talks = fade(this.#talks) + ONE;
    this.#tookMs = fade(this.#tookMs) + tookMs;
    this.#expectedMs = fade(this.#expectedMs) + meanMs;
  }

  wrappedUp(tookMs: number, meanMs: number): void {
    this.#tookMs += tookMs;
    this.#expectedMs += meanMs;
  }

  /** `prior`: so many offers at 900, and talks at 950 and 500. Nobody passes a talk on yet, and no quality is scored. */
  thousandths(prior: number): number {
    const before = prior * ONE;
    const answers = Math.floor((1000 * (this.#good + 900 * prior)) / (this.#good + this.#missed + before));
    const kept = Math.floor((1000 * (this.#talks + 950 * prior)) / (this.#talks + before));
    const ratio = this.#expectedMs === 0 ? 1000 : Math.floor((1000 * this.#tookMs) / this.#expectedMs);
    const slow = this.#talks * Math.min(ratio, 1_000_000) + 1000 * before;
    const handle = Math.min(1000, Math.floor((500_000 * (this.#talks + before)) / slow));
    return Math.floor((4 * answers + 2 * kept + 3 * handle + 500) / 10);
  }
}
