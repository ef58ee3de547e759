/** A bucket of tokens for each source address, bounded in number. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** 0: no limit. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether one more is allowed now; if so, it is taken. */
  take(source: string, now: number): boolean {
    if (this.#perSecond === 0 || isLoopback(source)) return true;
    const bucket = this.#buckets.get(source) ?? { tokens: this.#perSecond, at: now };
    this.#buckets.delete(source);
    const earned = Math.max(0, now - bucket.at) * (this.#perSecond / 1000);
    const tokens = Math.min(this.#perSecond, bucket.tokens + earned);
    const isAllowed = tokens >= 1;
    this.#buckets.set(source, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    // The one that was quiet for longest is full again or nearly so: forgetting it forgives little.
    if (this.#buckets.size > SOURCES_MAX) {
      const oldest = this.#buckets.keys().next().value;
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return isAllowed;
  }
}

const SOURCES_MAX = 10_000;

function isLoopback(source: string): boolean {
  return source.startsWith("127.") || source === "::1" || source.startsWith("::ffff:127.");
}
