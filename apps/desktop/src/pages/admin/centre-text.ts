/** The centre's file before it is sent: read, checked by the schema that the server uses too, and compared with what is. */
import { canonical, centreFile } from "@legroom/model";
import type { CentreFile } from "@legroom/model";

export type FileProblem = { readonly where: string; readonly message: string };
export type ReadFile =
  | { readonly ok: true; readonly file: CentreFile }
  | { readonly ok: false; readonly why: "not-json" | "too-large" }
  | { readonly ok: false; readonly why: "invalid"; readonly problems: readonly FileProblem[]; readonly more: number };

/** As the server takes it. */
export const FILE_BYTES_MAX = 32 * 1024 * 1024;
const PROBLEMS_SHOWN = 50;

export function readCentreText(text: string): ReadFile {
  if (text.length > FILE_BYTES_MAX) return { ok: false, why: "too-large" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: "not-json" };
  }
  const read = centreFile.safeParse(value);
  if (read.success) return { ok: true, file: read.data };
  const problems = read.error.issues.map(({ path, message }) => ({ where: pathText(path), message }));
  return {
    ok: false,
    why: "invalid",
    problems: problems.slice(0, PROBLEMS_SHOWN),
    more: Math.max(0, problems.length - PROBLEMS_SHOWN),
  };
}

/** `queues[3].offerMs` */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("");
}

export type ListName = "queues" | "agents" | "people" | "topics" | "devices" | "contacts";
const listNames: readonly ListName[] = ["queues", "agents", "people", "topics", "devices", "contacts"];

export type ListDifference = {
  readonly list: ListName;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
};

/** What sending `next` would do to `now`: by list, the ids that come, go and change. Lists without a difference are left out. */
export function differences(now: CentreFile, next: CentreFile): ListDifference[] {
  return listNames.flatMap((list) => {
    const before = new Map(now[list].map((one) => [String(one.id), canonical(one)]));
    const after = new Map(next[list].map((one) => [String(one.id), canonical(one)]));
    const added = [...after.keys()].filter((id) => !before.has(id));
    const removed = [...before.keys()].filter((id) => !after.has(id));
    const changed = [...after].filter(([id, text]) => before.has(id) && before.get(id) !== text).map(([id]) => id);
    return added.length + removed.length + changed.length === 0 ? [] : [{ list, added, removed, changed }];
  });
}

/** Settings of the whole centre that would change, by name. */
export function changedSettings(now: CentreFile, next: CentreFile): string[] {
  const names = [
    ...(["name", "entries", "frontLine", "deadlines", "limits", "reasonCodes"] as const),
    ...(["betweenQueues", "callers", "performance"] as const),
  ];
  return names.filter((name) => canonical(now[name]) !== canonical(next[name]));
}
