/** A mean of values that hang together in time, with how far it may be off: the method of batch means. */

export type Interval = {
  readonly mean: number;
  /** The true mean lies within ± this, 999 times in 1000. */ readonly half: number;
};

const BATCHES = 30;
/** Student's t for 29 degrees of freedom: 99.9 % lie within ± this. */
const T_999 = 3.659;

/** Neighbours depend on each other, batches of many hardly do: their means are taken as independent. */
export function batchMeans(values: readonly number[]): Interval {
  const size = Math.floor(values.length / BATCHES);
  const means = Array.from({ length: BATCHES }, (_, at) => meanOf(values.slice(at * size, (at + 1) * size)));
  const mean = meanOf(means);
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (BATCHES - 1);
  return { mean, half: T_999 * Math.sqrt(variance / BATCHES) };
}

/** Whether this can be the true mean. */
export function isWithin({ mean, half }: Interval, value: number): boolean {
  return Math.abs(mean - value) <= half;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
