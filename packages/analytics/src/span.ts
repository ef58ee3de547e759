/** A stretch of time, half-open: from the first instant on, up to but without the last; without a last one it goes on. */
import type { UnixMs } from "@legroom/model";

export type Span = { readonly fromAt: UnixMs; readonly untilAt?: UnixMs };

export function within(span: Span, at: UnixMs): boolean {
  return at >= span.fromAt && (span.untilAt === undefined || at < span.untilAt);
}

/** How much of what lasted from `fromAt` to `untilAt` lies in the span. */
export function overlapMs(span: Span, fromAt: UnixMs, untilAt: UnixMs): number {
  const end = span.untilAt === undefined ? untilAt : Math.min(untilAt, span.untilAt);
  return Math.max(0, end - Math.max(fromAt, span.fromAt));
}
