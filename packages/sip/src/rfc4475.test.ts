/** The torture messages of RFC 4475, each through the whole stack: what leaves it, and that it lives on. */
import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import fc from "fast-check";
import { answerTo, BOB, ERIN, erins, makePhone, makeWorld, type Phone } from "../test/phones.ts";

const bytesOf = (id: string): Buffer => readFileSync(new URL(`../test/rfc4475/${id}.dat`, import.meta.url));

let phone: Phone | undefined;
afterEach(() => phone?.stack.stop({ drainMs: 0 }));

type Outcome = { readonly lines: readonly string[]; readonly texts: readonly string[]; readonly phone: Phone };

/** Injects the datagram; INVITEs that get so far are answered. The stack must still answer a plain OPTIONS afterwards. */
async function inject(id: string): Promise<Outcome> {
  const world = makeWorld();
  const bob = await makePhone(world, BOB, {
    policy: (request) => (request.callId.startsWith("regaut01") ? { challenge: "j.user" } : { allow: true }),
    credentials: () => Promise.resolve(undefined),
  });
  phone = bob;
  bob.onCall = (call) => call.answer(answerTo(call.offer));
  world.network.carry(bytesOf(id), { from: ERIN, to: { host: BOB, port: 5060 } });
  await world.clock.advance(0);
  const texts = world.network.textsFrom(BOB);
  const lines = world.network.linesFrom(BOB);
  const probe = erins("OPTIONS", { branch: "probe", callId: "probe", headers: ["Accept: application/sdp"] });
  world.network.carry(probe, { from: ERIN, to: { host: BOB, port: 5060 } });
  await world.clock.advance(0);
  expect(world.network.linesFrom(BOB).at(-1)).toBe("SIP/2.0 200 OK");
  expect(world.network.log.filter((sent) => sent.from.host === BOB).every((sent) => sent.to.host === ERIN.host)).toBe(
    true,
  );
  return { lines, texts, phone: bob };
}

/** Message, what leaves the stack (the 100 of an INVITE left out). */
const table: readonly (readonly [id: string, final: string])[] = [
  // 3.1.1: valid. What is no method of ours is told so; wsinv carries a To tag that nobody gave.
  ["wsinv", "SIP/2.0 481 Call/Transaction Does Not Exist"],
  ["intmeth", "SIP/2.0 501 Not Implemented"],
  ["esc01", "SIP/2.0 200 OK"],
  ["escnull", "SIP/2.0 200 OK"],
  ["esc02", "SIP/2.0 501 Not Implemented"],
  ["lwsdisp", "SIP/2.0 200 OK"],
  ["longreq", "SIP/2.0 200 OK"],
  ["dblreq", "SIP/2.0 200 OK"],
  ["semiuri", "SIP/2.0 200 OK"],
  ["transports", "SIP/2.0 200 OK"],
  ["mpart01", "SIP/2.0 405 Method Not Allowed"],
  // 3.1.2: invalid.
  ["badinv01", "SIP/2.0 400 Bad Via"],
  ["clerr", "SIP/2.0 400 Body Shorter Than Content-Length"],
  ["ncl", "SIP/2.0 400 Bad Content-Length"],
  ["scalar02", "SIP/2.0 400 Bad CSeq"],
  ["quotbal", "SIP/2.0 400 Bad From or To"],
  ["ltgtruri", "SIP/2.0 400 Bad Request-URI"],
  ["lwsruri", "SIP/2.0 400 Bad Start Line"],
  ["lwsstart", "SIP/2.0 400 Bad Start Line"],
  ["trws", "SIP/2.0 400 Bad Start Line"],
  ["escruri", "SIP/2.0 400 Bad Request-URI"],
  ["baddate", "SIP/2.0 200 OK"],
  ["regbadct", "SIP/2.0 400 Bad Contact"],
  ["badaspec", "SIP/2.0 400 Bad From or To"],
  ["baddn", "SIP/2.0 400 No End of Headers"],
  ["badvers", "SIP/2.0 505 Version Not Supported"],
  ["mismatch01", "SIP/2.0 400 CSeq Method Mismatch"],
  ["mismatch02", "SIP/2.0 400 CSeq Method Mismatch"],
  // 3.2: transactions.
  ["badbranch", "SIP/2.0 200 OK"],
  // 3.3: application.
  ["insuf", "SIP/2.0 400 Missing From, To or Call-ID"],
  ["unkscm", "SIP/2.0 416 Unsupported URI Scheme"],
  ["novelsc", "SIP/2.0 416 Unsupported URI Scheme"],
  ["unksm2", "SIP/2.0 400 Bad Address of Record"],
  ["bext01", "SIP/2.0 420 Bad Extension"],
  ["invut", "SIP/2.0 415 Unsupported Media Type"],
  ["regaut01", "SIP/2.0 401 Unauthorized"],
  ["multi01", "SIP/2.0 400 Duplicate cseq"],
  ["mcl01", "SIP/2.0 400 Duplicate content-length"],
  ["zeromf", "SIP/2.0 200 OK"],
  ["cparam01", "SIP/2.0 200 OK"],
  ["cparam02", "SIP/2.0 200 OK"],
  ["regescrt", "SIP/2.0 200 OK"],
  ["sdp01", "SIP/2.0 406 Not Acceptable"],
  // 3.4: what RFC 2543 allowed.
  ["inv2543", "SIP/2.0 200 OK"],
];

test.each(table)("%s is answered with %s [R-SIP-4]", async (id, final) => {
  const { lines } = await inject(id);
  expect(lines.filter((line) => line !== "SIP/2.0 100 Trying")).toEqual([final]);
});

/** Responses to nothing of ours: read or not, they are dropped and counted. */
test.each([
  ["unreason", "response.stray"],
  ["noreason", "response.stray"],
  ["bcast", "response.stray"],
  ["scalarlg", "parse.cseq"],
  ["bigcode", "parse.status"],
])("%s is dropped and counted as %s [R-SIP-3] [R-SIP-5]", async (id, counter) => {
  const { lines, phone: bob } = await inject(id);
  expect(lines).toEqual([]);
  expect(bob.stack.counters.get(counter)).toBe(1);
});

test("the table and the folder hold the same 49 messages", async () => {
  const { readdirSync } = await import("node:fs");
  const files = readdirSync(new URL("../test/rfc4475", import.meta.url)).filter((file) => file.endsWith(".dat"));
  const tested = [...table.map(([id]) => id), "unreason", "noreason", "bcast", "scalarlg", "bigcode"];
  expect(files.map((file) => file.slice(0, -4)).toSorted()).toEqual(tested.toSorted());
  expect(files).toHaveLength(49);
});

test("refusals say what would be accepted: 420 Unsupported, 415 and 406 Accept, 405 and 501 Allow, 401 a challenge [R-SIP-12]", async () => {
  const textOf = async (id: string): Promise<string> => (await inject(id)).texts.at(-1) ?? "";
  expect(await textOf("bext01")).toContain("Unsupported: nothingSupportsThis, nothingSupportsThisEither\r\n");
  expect(await textOf("invut")).toContain("Accept: application/sdp\r\n");
  expect(await textOf("sdp01")).toContain("Accept: application/sdp\r\n");
  expect(await textOf("mpart01")).toContain("Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO\r\n");
  expect(await textOf("intmeth")).toContain("Allow: INVITE");
  expect(await textOf("regaut01")).toMatch(/WWW-Authenticate: Digest realm="legroom", nonce="[0-9a-f]+"/);
});

test("contacts are kept with their parameters and escapes as the phone wrote them [R-SIP-51]", async () => {
  const contacts = async (id: string): Promise<string[]> =>
    (await inject(id)).phone.stack.registrar.all().map((binding) => binding.contactUri);
  expect(await contacts("cparam01")).toEqual(["sip:+19725552222@gw1.example.net"]);
  expect(await contacts("cparam02")).toEqual(["sip:+19725552222@gw1.example.net;unknownparam"]);
  expect(await contacts("regescrt")).toEqual(["sip:user@example.com?Route=%3Csip:sip.example.com%3E"]);
  expect(await contacts("escnull")).toEqual(["sip:%00@host5.example.com", "sip:%00%00@host5.example.com"]);
});

test("each Via of a message comes back in its answer, in order [R-SIP-10]", async () => {
  const { texts } = await inject("transports");
  const hosts = [...(texts[0] ?? "").matchAll(/^Via: SIP\/2\.0\/(\S+) (t\d)/gm)].map(
    (match) => `${match[1]} ${match[2]}`,
  );
  expect(hosts).toEqual(["UDP t1", "SCTP t2", "TLS t3", "UNKNOWN t4", "TCP t5"]);
});

test("damaged in any way, and mixed in any order, they never stop the stack nor make it speak to others [R-SIP-1] [R-SIP-4]", async () => {
  const ids = [...table.map(([id]) => id), "unreason", "noreason", "bcast", "scalarlg", "bigcode"];
  const damage = fc.record({ id: fc.constantFrom(...ids), at: fc.nat(900), byte: fc.nat(255), cut: fc.nat(900) });
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 5, maxLength: 25 }), async (damages) => {
      const world = makeWorld();
      const bob = await makePhone(world, BOB);
      bob.onCall = (call) => call.answer(answerTo(call.offer));
      for (const { id, at, byte, cut } of damages) {
        const bytes = Buffer.from(bytesOf(id));
        if (at < bytes.length) bytes[at] = byte;
        const damaged = Buffer.concat([bytes.subarray(0, cut), bytes.subarray(cut + (byte % 7))]);
        world.network.carry(damaged, { from: ERIN, to: { host: BOB, port: 5060 } });
        await world.clock.advance(1);
      }
      world.network.carry(erins("OPTIONS", { callId: "probe" }), { from: ERIN, to: { host: BOB, port: 5060 } });
      await world.clock.advance(0);
      expect(world.network.linesFrom(BOB).at(-1)).toBe("SIP/2.0 200 OK");
      const spoken = world.network.log.filter((sent) => sent.from.host === BOB);
      expect(spoken.every((sent) => sent.to.host === ERIN.host)).toBe(true);
      await world.clock.advance(200_000);
      expect(bob.stack.load).toMatchObject({ calls: 0, servers: 0, clients: 0 });
    }),
    { numRuns: 60, seed: 4475 },
  );
});
