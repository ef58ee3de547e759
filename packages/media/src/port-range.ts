/** The UDP ports of one process: handed out in pairs (RFC 3550 section 11: even for RTP, odd for RTCP), and rested after use. */
export class PortRange {
  readonly #free: { readonly port: number; readonly fromMs: number }[] = [];
  readonly #quarantineMs: number;

  constructor(options: { readonly from: number; readonly to: number; readonly quarantineMs: number }) {
    this.#quarantineMs = options.quarantineMs;
    const first = options.from + (options.from % 2);
    for (let port = first; port + 1 <= options.to; port += 2) this.#free.push({ port, fromMs: 0 });
  }

  /** Pairs that are free, rested or not. */
  get free(): number {
    return this.#free.length;
  }

  /** The pair that has rested longest; undefined when none has rested long enough. */
  take(nowMs: number): number | undefined {
    const next = this.#free[0];
    if (next === undefined || next.fromMs > nowMs) return undefined;
    this.#free.shift();
    return next.port;
  }

  /** Given back, a pair rests: late packets of the leg before must not reach the next one. */
  give(port: number, nowMs: number): void {
    this.#free.push({ port, fromMs: nowMs + this.#quarantineMs });
  }
}
