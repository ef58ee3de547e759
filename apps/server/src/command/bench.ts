/** `legroom bench NAME`: measures one thing and prints one line of JSON. */
import { parseArgs } from "node:util";
import { UsageError } from "./terminal.ts";
import type { RunCommand } from "./terminal.ts";

type Run = (options: { readonly whole: boolean }) => object | Promise<object>;

/** Loaded when asked for: a bench's own programs would weigh on another's figures. */
const benches: Readonly<Record<string, () => Promise<Run>>> = {
  routing: async () => (await import("../bench/routing.ts")).benchRouting,
  journal: async () => (await import("../bench/journal.ts")).benchJournalHere,
  explain: async () => (await import("../bench/explain.ts")).benchExplain,
  calls: async () => (await import("../bench/calls.ts")).benchCalls,
  legs: async () => (await import("../bench/legs.ts")).benchLegsHere,
  offer: async () => (await import("../bench/offer.ts")).benchOffer,
  connect: async () => (await import("../bench/connect.ts")).benchConnect,
  page: async () => (await import("../bench/page.ts")).benchPage,
  start: async () => (await import("../bench/start.ts")).benchStart,
};

export const run: RunCommand = async (words, terminal) => {
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { whole: { type: "boolean", default: false } },
  });
  const [name = ""] = positionals;
  const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (load === undefined) throw new UsageError(`one of ${Object.keys(benches).join(", ")} is wanted`);
  const bench = await load();
  terminal.out(JSON.stringify(await bench(values)));
  return 0;
};
