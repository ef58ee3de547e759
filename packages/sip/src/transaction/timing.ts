/** RFC 3261 table 4. All in milliseconds. */
export const T1_MS = 500;
export const T2_MS = 4_000;
export const T4_MS = 5_000;
/** Timers B, F, H, J and RFC 6026's L and M; also how long a 200 is repeated (13.3.1.4). */
export const TIMEOUT_MS = 64 * T1_MS;
/** Timer D: "at least 32 seconds for unreliable transports". */
export const TIMER_D_MS = 32_000;
