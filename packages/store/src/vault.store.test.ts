import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asId } from "@legroom/model";
import { expect, test } from "vitest";
import { CENTRE, filesOf, openTemporary } from "../test/temporary.ts";
import { CallHistory, answeredCall } from "./answered-call.ts";
import { makeFaults } from "./faults.ts";

const NUMBER = "+15555550142";
const tel = (value: string) => ({ kind: "tel", value }) as const;

test("whoever has an identity is the same person, however it is written, also after a restart [R-STORE-11]", async () => {
  const store = await openTemporary();
  const erin = await store.vault.identify(tel(NUMBER));
  const frank = await store.vault.identify({ kind: "sip", value: "sip:frank@example.com" });
  expect(frank).not.toBe(erin);
  expect(await store.vault.identify(tel("+1 555 555-0142"))).toBe(erin);
  await store.close();

  const { vault } = await openTemporary({ directory: store.directory });
  expect(await vault.identify(tel(NUMBER))).toBe(erin);
  expect(vault.describe(frank)).toEqual({ identities: [{ kind: "sip", value: "sip:frank@example.com" }] });
});

test("two calls from one new number at once are one person [R-STORE-11]", async () => {
  const { vault } = await openTemporary();
  const persons = await Promise.all(Array.from({ length: 20 }, () => vault.identify(tel(NUMBER))));
  expect(new Set(persons).size).toBe(1);
});

test("a contact that is kept completes the person who has called before, and takes its other numbers [R-STORE-11]", async () => {
  const { vault } = await openTemporary();
  const caller = await vault.identify(tel(NUMBER));
  const kept = await vault.keep({ name: "Erin", identities: [tel(NUMBER), tel("+15555550143")] });
  expect(kept).toBe(caller);
  expect(vault.describe(caller)).toEqual({ name: "Erin", identities: [tel(NUMBER), tel("+15555550143")] });
  expect(await vault.identify(tel("+15555550143"))).toBe(caller);
  expect(await vault.keep({ identities: [tel(NUMBER)] })).toBe(caller);
  expect(vault.describe(caller)).toEqual({ name: "Erin", identities: [tel(NUMBER), tel("+15555550143")] });
});

test("a person without any identity can be kept, each time a new one", async () => {
  const { vault } = await openTemporary();
  const first = await vault.keep({ name: "Frank", identities: [] });
  expect(await vault.keep({ name: "Frank", identities: [] })).not.toBe(first);
  expect(vault.describe(first)).toEqual({ name: "Frank", identities: [] });
});

test("sealed text of a person and of the centre opens after a restart [R-STORE-12]", async () => {
  const store = await openTemporary();
  const erin = await store.vault.identify(tel(NUMBER));
  const sealed = [store.vault.seal(erin, "a note"), store.vault.seal("centre", "a secret")];
  const key = store.vault.deriveKey(erin, "recording r1");
  await store.close();
  const { vault } = await openTemporary({ directory: store.directory });
  expect(sealed.map((text) => vault.open(text))).toEqual(["a note", "a secret"]);
  expect(vault.deriveKey(erin, "recording r1")).toEqual(key);
});

test("an erased person's key bytes are on no disk, and nothing of theirs opens again [R-STORE-12]", async () => {
  const store = await openTemporary();
  const { vault } = store;
  const [erin, frank] = [await vault.identify(tel(NUMBER)), await vault.identify(tel("+15555550199"))];
  const keyBytes = keyOf(store.directory, erin);
  const sealed = vault.seal(erin, "a note");
  await vault.erase(erin);

  const gone = (here: typeof vault) => [here.open(sealed), here.describe(erin), here.deriveKey(erin, "recording r1")];
  expect(gone(vault)).toEqual([undefined, undefined, undefined]);
  expect(() => vault.seal(erin, "more")).toThrow(expect.objectContaining({ code: "vault.failed" }));
  for (const [path, bytes] of filesOf(store.directory)) expect(bytes.includes(keyBytes), path).toBe(false);
  const again = await vault.identify(tel(NUMBER));
  expect(again).not.toBe(erin);
  await vault.erase(erin);

  await store.close();
  const later = await openTemporary({ directory: store.directory });
  expect(gone(later.vault)).toEqual([undefined, undefined, undefined]);
  expect(await later.vault.identify(tel(NUMBER))).toBe(again);
  expect(later.vault.describe(frank)).toBeDefined();
});

test("an erasure that a crash cut off after its tombstone is completed at the start [R-STORE-12]", async () => {
  const store = await openTemporary();
  const erin = await store.vault.identify(tel(NUMBER));
  const file = keyFile(store.directory);
  const before = readFileSync(file);
  const keyBytes = keyOf(store.directory, erin);
  await store.vault.erase(erin);
  await store.close();
  // As it was between the two writes: the tombstone is there, the key still is.
  const tombstone = readFileSync(file).subarray(before.length);
  writeFileSync(file, Buffer.concat([before, tombstone]));
  const { vault } = await openTemporary({ directory: store.directory });
  expect(vault.describe(erin)).toBeUndefined();
  expect(readFileSync(file).includes(keyBytes)).toBe(false);
});

test("a last line that a crash has torn harms no other, and the next key begins a line of its own [R-STORE-13]", async () => {
  const store = await openTemporary();
  const erin = await store.vault.identify(tel(NUMBER));
  await store.close();
  appendFileSync(keyFile(store.directory), "key pTorn aaaaaaaaaaa");
  const second = await openTemporary({ directory: store.directory });
  const frank = await second.vault.identify(tel("+15555550199"));
  const sealed = second.vault.seal(frank, "a note");
  await second.close();
  const { vault } = await openTemporary({ directory: store.directory });
  expect(await vault.identify(tel(NUMBER))).toBe(erin);
  expect(vault.open(sealed)).toBe("a note");
});

test("a person whose rows could not be written is refused, and the next try succeeds [R-STORE-3]", async () => {
  const faults = makeFaults();
  const store = await openTemporary({ faults });
  faults.failAppends(1);
  await expect(store.vault.identify(tel(NUMBER))).rejects.toMatchObject({ code: "vault.failed", retriable: true });
  const erin = await store.vault.identify(tel(NUMBER));
  expect(store.vault.describe(erin)).toEqual({ identities: [tel(NUMBER)] });
});

test("keys lie in a file of their own, and no file may be read by anybody but the owner [R-STORE-10]", async () => {
  const { directory } = await openTemporary();
  expect(statSync(join(directory, "keys")).mode & 0o777).toBe(0o700);
  expect(statSync(keyFile(directory)).mode & 0o777).toBe(0o600);
  for (const path of filesOf(directory).keys()) expect(statSync(path).mode & 0o077, path).toBe(0);
});

test("a caller's number, a note, a secret and a trace are in no file outside keys, in plain [R-STORE-10] [R-STORE-14]", async () => {
  const store = await openTemporary();
  const { vault, journal, traces } = store;
  const words = [NUMBER, "15555550142", "Erin Example", "wants a refund", "s3cret-of-a-phone", "INVITE sip:sales"];
  const erin = await vault.keep({ name: "Erin Example", identities: [tel(NUMBER)] });
  const { epoch } = await journal.open(CENTRE);
  const history = new CallHistory();
  const steps = [
    ...answeredCall(history, "1", erin),
    history.step(
      { type: "clock.reached" },
      {
        type: "agent.wrap-up-noted",
        agentId: asId("alice"),
        interactionId: asId("x1"),
        note: vault.seal(erin, "wants a refund"),
      },
      { type: "device.secret-changed", deviceId: asId("alice"), secret: vault.seal("centre", "s3cret-of-a-phone") },
    ),
  ];
  await journal.append({ centreId: CENTRE, epoch, expectedSeq: 0, steps });
  const legId = asId<"leg">("l1");
  traces.write({
    at: history.at,
    legId,
    person: erin,
    kind: "sip",
    direction: "in",
    peer: "udp 192.0.2.1:5060",
    text: `INVITE sip:sales From: ${NUMBER}`,
  });
  await traces.flush();
  await journal.saveSnapshot({ seq: history.seq, world: JSON.stringify({ person: erin }) });

  const looked = (when: string) => {
    const files = [...filesOf(store.directory)].filter(([path]) => !path.startsWith(join(store.directory, "keys")));
    expect(files.length, when).toBeGreaterThan(3);
    for (const [path, bytes] of files) {
      for (const word of words) expect(bytes.includes(word), `${word} in ${path} ${when}`).toBe(false);
      expect(bytes.includes(Buffer.from(keyOf(store.directory, erin), "base64url")), path).toBe(false);
    }
  };
  looked("while it runs");
  expect(await store.queries.ladder(asId("x1"))).toMatchObject([{ text: `INVITE sip:sales From: ${NUMBER}` }]);
  await store.close();
  looked("when it is closed");
});

function keyFile(directory: string): string {
  return join(directory, "keys", "vault.keys");
}

/** A person's key as it is written. */
function keyOf(directory: string, person: string): string {
  const line = readFileSync(keyFile(directory), "utf8")
    .split("\n")
    .find((found) => found.startsWith(`key ${person} `));
  const key = line?.split(" ")[2] ?? "";
  expect(key).toHaveLength(43);
  return key;
}
