/** What a tab keeps over its own reloads. A browser may forbid it (a frame of another site, say): then it lasts as long as the page. */

export type KeptInTab = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

let kept: KeptInTab | undefined;

export function keptInTab(): KeptInTab {
  kept ??= readable(() => sessionStorage) ?? keptInPage();
  return kept;
}

/** To name it is enough to be refused. */
export function readable(storage: () => Storage): Storage | undefined {
  try {
    const found = storage();
    found.getItem("");
    return found;
  } catch {
    return undefined;
  }
}

export function keptInPage(): KeptInTab {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    key: (index) => [...values.keys()][index] ?? null,
    get length() {
      return values.size;
    },
  };
}
