/** Registrations on the wire, in the table and in the port. */
import { expect, test } from "vitest";
import { BOB, erins, ERIN, makePhone, makeWorld, type Phone, type World } from "../../test/phones.ts";
import type { SipStackOptions } from "../stack/options.ts";
import type { Binding } from "./binding.ts";

type Desk = World & {
  bob: Phone;
  stored: Map<string, readonly Binding[]>;
  events: string[];
  /** Sends a REGISTER with these Contact lines and answers with Bob's last words. */
  register: (
    contacts: readonly string[],
    more?: { callId?: string; cseq?: number; headers?: string[]; aor?: string },
  ) => Promise<string>;
};

async function desk(options: Partial<SipStackOptions> = {}): Promise<Desk> {
  const world = makeWorld();
  const stored = new Map<string, readonly Binding[]>();
  const bob = await makePhone(world, BOB, {
    registrarPort: {
      load: () => Promise.resolve([]),
      save: (aor, bindings) => {
        stored.set(aor, bindings);
        return Promise.resolve();
      },
    },
    ...options,
  });
  const events: string[] = [];
  bob.stack.registrar.onChange((event) => events.push(`${event.type} ${event.binding.contactUri}`));
  let count = 0;
  const register: Desk["register"] = async (contacts, more = {}) => {
    count += 1;
    const text = erins("REGISTER", {
      target: "sip:example.com",
      branch: `r${count}`,
      callId: more.callId ?? "phone-1",
      cseq: more.cseq ?? count,
      to: more.aor ?? "<sip:alice@example.com>",
      headers: [...contacts.map((contact) => `Contact: ${contact}`), ...(more.headers ?? [])],
    }).replace(`Contact: <sip:erin@${ERIN.host}:5060>\r\n`, "");
    world.network.carry(text, { from: { host: ERIN.host, port: 31_000 }, to: { host: BOB, port: 5060 } });
    await world.clock.advance(0);
    return world.network.textsFrom(BOB).at(-1) ?? "";
  };
  return { ...world, bob, stored, events, register };
}

const ALICE_AOR = "sip:alice@example.com";
const uris = (one: Desk, aor = ALICE_AOR): string[] =>
  one.bob.stack.registrar.bindings(aor).map((binding) => binding.contactUri);

test("a binding is stored before the 200 goes out [R-SIP-70]", async () => {
  let release: (() => void) | undefined;
  const one = await desk({
    registrarPort: {
      load: () => Promise.resolve([]),
      save: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    },
  });
  await one.register(["<sip:alice@192.0.2.9>"]);
  expect(one.network.linesFrom(BOB)).toEqual([]);
  expect(uris(one)).toEqual([]);
  release?.();
  await one.clock.advance(0);
  expect(one.network.linesFrom(BOB)).toEqual(["SIP/2.0 200 OK"]);
  expect(uris(one)).toEqual(["sip:alice@192.0.2.9"]);
});

test("what cannot be stored is refused with 500 and leaves everything as it was [R-SIP-70]", async () => {
  const one = await desk({
    registrarPort: { load: () => Promise.resolve([]), save: () => Promise.reject(new Error("disk full")) },
  });
  expect(await one.register(["<sip:alice@192.0.2.9>"])).toMatch(/^SIP\/2.0 500/);
  expect(uris(one)).toEqual([]);
  expect(one.events).toEqual([]);
});

test("contacts come back with their times; the parameter counts before the header, the header before the default [R-SIP-71]", async () => {
  const one = await desk();
  const text = await one.register(["<sip:a@192.0.2.9>;expires=120;q=0.5", "<sip:b@192.0.2.9>"], {
    headers: ["Expires: 300"],
  });
  expect(text.match(/^Contact: .*$/gm)).toEqual([
    "Contact: <sip:b@192.0.2.9>;expires=300",
    "Contact: <sip:a@192.0.2.9>;q=0.5;expires=120",
  ]);
  expect(await one.register(["<sip:c@192.0.2.9>"])).toContain("Contact: <sip:c@192.0.2.9>;expires=600\r\n");
});

test("too short is 423 with Min-Expires, too long is shortened, nonsense is the default [R-SIP-71]", async () => {
  const one = await desk();
  expect(await one.register(["<sip:a@192.0.2.9>;expires=59"])).toMatch(/^SIP\/2.0 423 [^]*Min-Expires: 60\r\n/);
  expect(await one.register(["<sip:a@192.0.2.9>;expires=99999"])).toContain(";expires=3600\r\n");
  expect(await one.register(["<sip:a@192.0.2.9>;expires=soon"])).toContain(";expires=600\r\n");
});

test("expires 0 takes one binding away, `*` takes all, and `*` with anything else is 400 [R-SIP-72]", async () => {
  const one = await desk();
  await one.register(["<sip:a@192.0.2.9>, <sip:b@192.0.2.9>", "<sip:c@192.0.2.9>"]);
  expect(uris(one)).toHaveLength(3);
  await one.register(["<sip:b@192.0.2.9>;expires=0"]);
  expect(uris(one)).toEqual(["sip:a@192.0.2.9", "sip:c@192.0.2.9"]);
  expect(await one.register(["*"])).toMatch(/^SIP\/2.0 400/);
  expect(await one.register(["*", "<sip:d@192.0.2.9>"], { headers: ["Expires: 0"] })).toMatch(/^SIP\/2.0 400/);
  expect(uris(one)).toHaveLength(2);
  expect(await one.register(["*"], { headers: ["Expires: 0"] })).not.toContain("Contact:");
  expect(uris(one)).toEqual([]);
  expect(one.stored.get(ALICE_AOR)).toEqual([]);
});

test("a REGISTER without Contact asks and changes nothing [R-SIP-72]", async () => {
  const one = await desk();
  await one.register(["<sip:a@192.0.2.9>"]);
  expect(await one.register([])).toContain("Contact: <sip:a@192.0.2.9>;expires=600\r\n");
  expect(one.events).toEqual(["added sip:a@192.0.2.9"]);
});

test("an older CSeq of the same Call-ID fails as a whole; another Call-ID may replace [R-SIP-73]", async () => {
  const one = await desk();
  await one.register(["<sip:a@192.0.2.9>"], { cseq: 10 });
  expect(await one.register(["<sip:new@192.0.2.9>", "<sip:a@192.0.2.9>;expires=0"], { cseq: 9 })).toMatch(
    /^SIP\/2.0 500/,
  );
  expect(uris(one)).toEqual(["sip:a@192.0.2.9"]);
  await one.register(["<sip:a@192.0.2.9>;expires=0"], { cseq: 1, callId: "after-reboot" });
  expect(uris(one)).toEqual([]);
});

test("the same place written another way refreshes its binding; other parameters make another [R-SIP-74]", async () => {
  const one = await desk();
  await one.register(["<sip:alice@PHONE.example.com:5060;line=1>"]);
  await one.register(["<sip:%61lice@phone.example.com:5060;line=1;x=y>"]);
  expect(uris(one)).toHaveLength(1);
  await one.register(["<sip:alice@phone.example.com:5060;line=2>"]);
  await one.register(["<sip:alice@phone.example.com:5060;line=1;transport=tcp>"]);
  expect(uris(one)).toHaveLength(3);
});

test("the binding keeps where the REGISTER came from, which is where the phone is reached [R-SIP-75]", async () => {
  const one = await desk();
  await one.register(["<sip:alice@10.0.0.7:5060>"]);
  expect(one.bob.stack.registrar.bindings("sip:alice@EXAMPLE.com")[0]?.peer).toEqual({
    transport: "udp",
    host: ERIN.host,
    port: 31_000,
  });
});

test("a binding leaves when its time is over, from the port as well [R-SIP-76]", async () => {
  const one = await desk();
  await one.register(["<sip:a@192.0.2.9>;expires=60"]);
  await one.clock.advance(59_000);
  expect(uris(one)).toHaveLength(1);
  await one.register(["<sip:a@192.0.2.9>;expires=60"]);
  await one.clock.advance(59_999);
  expect(uris(one)).toHaveLength(1);
  await one.clock.advance(1);
  expect(one.events).toEqual(["added sip:a@192.0.2.9", "refreshed sip:a@192.0.2.9", "expired sip:a@192.0.2.9"]);
  expect(one.stored.get(ALICE_AOR)).toEqual([]);
});

test("an AOR holds so many bindings, the oldest make room; a stranger's AOR is 404 [R-SIP-77]", async () => {
  const one = await desk({ limits: { bindingsPerAorMax: 2 }, isLocalAor: (aor) => aor === ALICE_AOR });
  for (const user of ["a", "b", "c"]) await one.register([`<sip:${user}@192.0.2.9>`]);
  expect(uris(one)).toEqual(["sip:b@192.0.2.9", "sip:c@192.0.2.9"]);
  expect(one.events.at(-2)).toBe("removed sip:a@192.0.2.9");
  expect(await one.register(["<sip:x@192.0.2.9>"], { aor: "<sip:mallory@example.com>" })).toMatch(/^SIP\/2.0 404/);
});

test("a new process takes over what stands, without flows and without what has expired [R-SIP-78]", async () => {
  const first = await desk();
  await first.register(["<sip:a@192.0.2.9>;expires=60", "<sip:b@192.0.2.9>;expires=600"]);
  const saved = first.stored.get(ALICE_AOR) ?? [];
  const kept = saved.map((binding) => ({ ...binding, peer: { ...binding.peer, flow: "tcp-7" } }));
  const now = first.clock.now();
  const expired = kept.map((binding) =>
    binding.contactUri.includes(":a@") ? { ...binding, expiresAt: now - 1 } : binding,
  );
  const second = await desk({
    registrarPort: { load: () => Promise.resolve(expired), save: () => Promise.resolve() },
  });
  expect(uris(second)).toEqual(["sip:b@192.0.2.9"]);
  expect(second.bob.stack.registrar.all()[0]?.peer.flow).toBeUndefined();
});

test("telephony may take a binding away, durably [R-SIP-79]", async () => {
  const one = await desk();
  await one.register(["<sip:a@192.0.2.9>"]);
  const [binding] = one.bob.stack.registrar.all();
  if (binding !== undefined) await one.bob.stack.registrar.remove(binding);
  expect(uris(one)).toEqual([]);
  expect(one.stored.get(ALICE_AOR)).toEqual([]);
  expect(one.events).toEqual(["added sip:a@192.0.2.9", "removed sip:a@192.0.2.9"]);
});
