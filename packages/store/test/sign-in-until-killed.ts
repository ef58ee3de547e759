/** Makes and uses links, opens and closes sign-ins and sets a password without end, and says each once it is acknowledged. */
import { writeSync } from "node:fs";
import { asId, unixMs } from "@legroom/model";
import { openStore } from "../src/store.ts";

const [directory = "", round = ""] = process.argv.slice(2);
const nothing = (): void => {};
const { accounts } = await openStore({
  directory,
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
});
const say = (...words: readonly (string | number)[]): void => void writeSync(1, `${words.join(" ")}\n`);
for (let turn = 1; ; turn += 1) {
  const name = `${round}-${turn}`;
  const at = unixMs(1_000_000 + Number(round) * 100_000 + turn);
  await accounts.keepLink({ tokenHash: name, personId: "alice", expiresAt: unixMs(at + 900_000) });
  say("kept", name);
  if ((await accounts.useLink(name, at)).ok) say("used", name);
  // Each has a person of their own, so that none has to go for another.
  const signIn = { id: asId<"sign-in">(name), handle: name, personId: `p${name}`, secretHash: "hash", agent: "test" };
  await accounts.open({ ...signIn, openedAt: at, seenAt: at, expiresAt: unixMs(at + 1e9), by: "link" });
  say("opened", name);
  if (turn % 2 === 0 && (await accounts.close(signIn.id))) say("closed", name);
  await accounts.setPassword("alice", `${Number(round) * 1_000_000 + turn}`);
  say("password", Number(round) * 1_000_000 + turn);
}
