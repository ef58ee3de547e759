/** Leaves out what is undefined, so that an absent thing is absent in the journal too. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The value itself if nothing is missing, else a copy of what is there. */
export function defined<T extends object>(value: T): Defined<T> {
  // In the way of every decision: as a rule nothing is missing, and nothing has to be made.
  for (const name in value) if (value[name] === undefined) return withoutMissing(value);
  return value as Defined<T>; // nothing in it is undefined
}

function withoutMissing<T extends object>(value: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  for (const name in value) if (value[name] !== undefined) kept[name] = value[name];
  return kept as Defined<T>; // exactly what the type says
}
