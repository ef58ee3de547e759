/** A ratio of two sums. Over nothing there is none: null, never 0 % or 100 % (L10). */

export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
