/** Repeats: the same key from the same asker to the same path is the same command, and gets the first answer. */
import { createHash } from "node:crypto";
import { asId } from "@legroom/model";
import type { CommandId } from "@legroom/model";
import { Problem } from "./problem.ts";
import type { Principal } from "./authority.ts";
import type { Answer } from "./route.ts";

const KEY = /^[A-Za-z0-9_.:~-]{1,200}$/;
const REMEMBERED_MAX = 10_000;
const ONCE_MAX = 1000;

/** The command's id: derived from who asks and what for, so that nobody meets another's by using the same key. */
export function repeatIdOf({ key, principal, path }: { key: string; principal: Principal; path: string }): CommandId {
  if (!KEY.test(key))
    throw new Problem("request.idempotency-key", "1 to 200 letters, digits and -_.:~", { field: "Idempotency-Key" });
  const { actor } = principal;
  const asker =
    actor.kind === "operator" ? "operator" : actor.kind === "api-key" ? actor.id : `${actor.kind}/${actor.id}`;
  return asId(
    createHash("sha256")
      .update(JSON.stringify([asker, path, key]))
      .digest("hex"),
  );
}

/** What this process remembers of repeats; what must survive a restart is remembered by the machine. */
export class Repeats {
  readonly #bodies = new Map<CommandId, string>();
  readonly #once = new Map<CommandId, Promise<Answer<unknown>>>();

  /** The same key with another body is a mistake of the asker, and is not answered as if it had been done (L9). */
  check(commandId: CommandId, body: unknown): void {
    const print = createHash("sha256")
      .update(JSON.stringify(body) ?? "")
      .digest("hex");
    const first = this.#bodies.get(commandId);
    if (first !== undefined && first !== print)
      throw new Problem("idempotency.reused", "this key came with another body before", { field: "Idempotency-Key" });
    keep(this.#bodies, { key: commandId, value: print, max: REMEMBERED_MAX });
  }

  /**
   * Runs what makes a secret that is shown once. The machine never sees the secret, so that its memory of commands
   * cannot repeat it: a repeat gets the same answer from here, and after a restart a new secret that is true.
   */
  once<Body>(commandId: CommandId, make: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
    const earlier = this.#once.get(commandId);
    if (earlier !== undefined) return earlier as Promise<Answer<Body>>; // kept under the id of this very path
    const made = make();
    keep(this.#once, { key: commandId, value: made, max: ONCE_MAX });
    const forget = (): void => void this.#once.delete(commandId);
    made.then((done) => (done.ok ? undefined : forget()), forget);
    return made;
  }
}

function keep<Key, Value>(map: Map<Key, Value>, entry: { key: Key; value: Value; max: number }): void {
  const [oldest] = map.keys();
  if (map.size >= entry.max && oldest !== undefined && !map.has(entry.key)) map.delete(oldest);
  map.set(entry.key, entry.value);
}
