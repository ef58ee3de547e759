/**
 * Things in order, found, placed and counted by halving; the order is total, so a thing has exactly one place.
 *
 * A tree whose leaves hold the things and whose branches know how many stand below them (a counted B+ tree): `add`, `remove`,
 * `rank` and `at` cost O(log n), however long the line is. Two neighbours that fit into one node become one, so the
 * tree stays flat while things come and go at its ends, as they do in a queue.
 */

/** Things of a leaf, children of a branch. Two neighbours together have more, or they were one. */
const NODE_MAX = 64;

type Node<T> = {
  /** Of all that stands below. */
  size: number;
  /** The greatest below; undefined only in an empty list. */
  last: T | undefined;
  /** Of a leaf; empty in a branch. */
  readonly things: T[];
  /** Of a branch; undefined in a leaf. */
  readonly children: Node<T>[] | undefined;
};

export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #root: Node<T> = leafOf([]);

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#root.size;
  }

  /** How many stand before it; its index, if it is in. */
  rank(thing: T): number {
    let before = 0;
    let node = this.#root;
    while (node.children !== undefined) {
      const which = this.#childFor(node.children, thing);
      for (let child = 0; child < which; child += 1) before += node.children[child]?.size ?? 0;
      const next = node.children[which];
      if (next === undefined) return before;
      node = next;
    }
    return before + this.#indexIn(node.things, thing);
  }

  has(thing: T): boolean {
    let node: Node<T> | undefined = this.#root;
    while (node?.children !== undefined) node = node.children[this.#childFor(node.children, thing)];
    if (node === undefined) return false;
    const there = node.things[this.#indexIn(node.things, thing)];
    return there !== undefined && this.#compare(there, thing) === 0;
  }

  add(thing: T): void {
    this.#addTo(this.#root, thing);
    const right = split(this.#root);
    if (right !== undefined) this.#root = branchOf([this.#root, right]);
  }

  remove(thing: T): void {
    this.#removeFrom(this.#root, thing);
    while (this.#root.children?.length === 1) this.#root = this.#root.children[0] ?? this.#root;
  }

  first(): T | undefined {
    let node: Node<T> | undefined = this.#root;
    while (node?.children !== undefined) node = node.children[0];
    return node?.things[0];
  }

  /** The one before which `index` others stand; undefined beyond the end. */
  at(index: number): T | undefined {
    const found = this.#leafAt(index);
    return found?.things[found.offset];
  }

  /** The first that is strictly greater, whether or not `thing` itself is in: whose turn is next. */
  after(thing: T): T | undefined {
    const rank = this.rank(thing);
    const there = this.at(rank);
    return there !== undefined && this.#compare(there, thing) === 0 ? this.at(rank + 1) : there;
  }

  /** In order, lazily: readers stop when they have found theirs. The list must not change meanwhile. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.from(0);
  }

  /** The same, from the one before which `rank` others stand. */
  from(rank: number): IterableIterator<T> {
    let index = rank;
    let leaf = this.#leafAt(index);
    let offset = leaf?.offset ?? 0;
    const walk: IterableIterator<T> = {
      next: () => {
        if (leaf !== undefined && offset >= leaf.things.length) {
          leaf = this.#leafAt(index);
          offset = 0;
        }
        const value = leaf?.things[offset];
        if (value === undefined) return { done: true, value };
        index += 1;
        offset += 1;
        return { done: false, value };
      },
      [Symbol.iterator]: () => walk,
    };
    return walk;
  }

  #leafAt(index: number): { readonly things: readonly T[]; readonly offset: number } | undefined {
    if (index >= this.#root.size) return undefined;
    let offset = index;
    let node = this.#root;
    while (node.children !== undefined) {
      let next: Node<T> | undefined;
      for (const child of node.children) {
        next = child;
        if (offset < child.size) break;
        offset -= child.size;
      }
      if (next === undefined) return undefined;
      node = next;
    }
    return { things: node.things, offset };
  }

  #addTo(node: Node<T>, thing: T): boolean {
    const { children, things } = node;
    if (children === undefined) {
      const at = this.#indexIn(things, thing);
      const there = things[at];
      if (there !== undefined && this.#compare(there, thing) === 0) return false;
      if (at === things.length) things.push(thing);
      else things.splice(at, 0, thing);
      if (there === undefined) node.last = thing;
    } else {
      const which = Math.min(this.#childFor(children, thing), children.length - 1);
      const child = children[which];
      if (child === undefined || !this.#addTo(child, thing)) return false;
      const right = split(child);
      if (right !== undefined) children.splice(which + 1, 0, right);
      if (which === children.length - 1 || right !== undefined) node.last = children.at(-1)?.last;
    }
    node.size += 1;
    return true;
  }

  #removeFrom(node: Node<T>, thing: T): boolean {
    const { children, things } = node;
    if (children === undefined) {
      const at = this.#indexIn(things, thing);
      const there = things[at];
      if (there === undefined || this.#compare(there, thing) !== 0) return false;
      if (at === 0) things.shift();
      else things.splice(at, 1);
      node.last = things.at(-1);
    } else {
      const which = this.#childFor(children, thing);
      const child = children[which];
      if (child === undefined || !this.#removeFrom(child, thing)) return false;
      joinNeighbours(children, which);
      node.last = children.at(-1)?.last;
    }
    node.size -= 1;
    return true;
  }

  /** The first child that ends at `thing` or beyond it; their number if there is none. The ends are looked at first. */
  #childFor(children: readonly Node<T>[], thing: T): number {
    if (this.#isBefore(children.at(-1)?.last, thing)) return children.length;
    if (!this.#isBefore(children[0]?.last, thing)) return 0;
    let low = 1;
    let high = children.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(children[middle]?.last, thing)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The same among things. */
  #indexIn(things: readonly T[], thing: T): number {
    if (this.#isBefore(things.at(-1), thing)) return things.length;
    if (!this.#isBefore(things[0], thing)) return 0;
    let low = 1;
    let high = things.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(things[middle], thing)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(there: T | undefined, thing: T): boolean {
    return there !== undefined && this.#compare(there, thing) < 0;
  }
}

function leafOf<T>(things: T[]): Node<T> {
  return { size: things.length, last: things.at(-1), things, children: undefined };
}

function branchOf<T>(children: Node<T>[]): Node<T> {
  let size = 0;
  for (const child of children) size += child.size;
  return { size, last: children.at(-1)?.last, things: [], children };
}

function width<T>({ children, things }: Node<T>): number {
  return children === undefined ? things.length : children.length;
}

/** Halves a node that has become too wide; returns its new right neighbour. */
function split<T>(node: Node<T>): Node<T> | undefined {
  if (width(node) <= NODE_MAX) return undefined;
  const { children, things } = node;
  const half = NODE_MAX >> 1;
  const right = children === undefined ? leafOf(things.splice(half)) : branchOf(children.splice(half));
  node.size -= right.size;
  node.last = children === undefined ? things.at(-1) : children.at(-1)?.last;
  return right;
}

/** After a child has shrunk: it and a neighbour become one if they fit. */
function joinNeighbours<T>(children: Node<T>[], which: number): void {
  join(children, which);
  join(children, which - 1);
}

function join<T>(children: Node<T>[], at: number): void {
  const left = children[at];
  const right = children[at + 1];
  if (left === undefined || right === undefined || width(left) + width(right) > NODE_MAX) return; // same either way: split anew
  left.things.push(...right.things);
  left.children?.push(...(right.children ?? []));
  left.size += right.size;
  left.last = right.last;
  children.splice(at + 1, 1);
}
