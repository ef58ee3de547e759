/** One part of a file, as a player that seeks asks for it (RFC 9110 14.1.2). */

/** Both ends are inclusive. */
export type ByteRange = { readonly from: number; readonly to: number };

/** `none` is a range that the file does not have (416); what is not understood, or several at once, is the whole file. */
export function rangeOf(header: string, length: number): ByteRange | "whole" | "none" {
  const suffix = /^bytes=-(\d{1,15})$/.exec(header)?.[1];
  // RFC 9110 14.1.2: "bytes=-500" are the last 500.
  if (suffix !== undefined) return within({ from: Math.max(0, length - Number(suffix)), to: length - 1 }, length);
  const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header) ?? [];
  if (from === undefined || to === undefined) return "whole";
  if (to !== "" && Number(to) < Number(from)) return "whole";
  return within({ from: Number(from), to: to === "" ? length - 1 : Math.min(Number(to), length - 1) }, length);
}

function within(range: ByteRange, length: number): ByteRange | "none" {
  return range.from > range.to || range.from >= length ? "none" : range;
}
