/** A stretch of time, half-open: from the first instant on, up to but without the last. */
import type { UnixMs } from "@legroom/model";

export type Span = { readonly fromAt: UnixMs; readonly untilAt?: UnixMs };

export function within(span: Span, at: UnixMs): boolean {
  return at >= span.fromAt && (span.untilAt === undefined || at < span.untilAt);
}
