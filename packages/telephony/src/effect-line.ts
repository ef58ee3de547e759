/**
 * The order of effects: those that touch the same leg, conference, prompt or recording run one after the other, all
 * others beside each other. Bounded by key.
 */
export class EffectLine {
  /** The end of the line of each key, and how many stand in it. A key without a line has no entry. */
  readonly #lines = new Map<string, { tail: Promise<void>; waiting: number }>();
  readonly #waitingMax: number;

  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax;
  }

  /** False, and nothing done, if one of the lines is full. A task must not reject. */
  run(keys: readonly string[], task: () => Promise<void>): boolean {
    const before = keys.flatMap((key) => this.#lines.get(key) ?? []);
    if (before.some((line) => line.waiting >= this.#waitingMax)) return false;
    // Alone in line a task begins at once, within this call: the common case costs no turn of the event loop.
    const begin = (): Promise<void> => atMost(HOLD_MS_MAX, task());
    const tail = before.length === 0 ? begin() : Promise.all(before.map((line) => line.tail)).then(begin);
    for (const key of keys) this.#join(key, tail);
    return true;
  }

  #join(key: string, tail: Promise<void>): void {
    const line = this.#lines.get(key) ?? { tail, waiting: 0 };
    line.tail = tail;
    line.waiting += 1;
    this.#lines.set(key, line);
    void tail.finally(() => {
      line.waiting -= 1;
      if (line.waiting === 0) this.#lines.delete(key);
    });
  }
}

/** So long a task may keep others waiting; then they go on without it. Something that hangs must not hang the rest. */
const HOLD_MS_MAX = 5000;

async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
