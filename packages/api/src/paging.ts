/** Lists in pages, the newest first. */
import type { ZodType } from "zod";
import * as z from "zod";

const LIMIT_MAX = 500;

/** A number as a query writes it. */
export const digits = (low: number, high: number): ZodType<number> =>
  z.coerce.number<string>().int().min(low).max(high);

export const pageQuery = z.strictObject({
  limit: digits(1, LIMIT_MAX).default(50),
  beforeSeq: digits(1, Number.MAX_SAFE_INTEGER).optional(),
});

/** `true` or `false` as a query writes it. */
export const truth = z.stringbool({ truthy: ["true"], falsy: ["false"] });

/** A full page says where the next one begins. */
export function toPage<Row extends { readonly seq: number }>(
  rows: readonly Row[],
  limit: number,
): { items: readonly Row[]; nextBeforeSeq?: number } {
  const last = rows.at(-1);
  return rows.length < limit || last === undefined ? { items: rows } : { items: rows, nextBeforeSeq: last.seq };
}
