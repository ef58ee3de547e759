/** Digest on both sides: against the RFC's own figures, and between two stacks. */
import { expect, test } from "vitest";
import {
  ALICE,
  answerTo,
  BOB,
  makePhone,
  makeWorld,
  offer,
  outboundListener,
  type Phone,
  type World,
} from "../../test/phones.ts";
import { digestResponse, ha1 } from "./digest.ts";
import { Nonces } from "./nonce.ts";
import type { SipStackOptions } from "../stack/options.ts";

test("the arithmetic gives the answers of RFC 7616 3.9.1 [R-SIP-60]", () => {
  const who = { user: "Mufasa", realm: "http-auth@example.org", password: "Circle of Life" };
  const base = {
    nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    method: "GET",
    uri: "/dir/index.html",
    qop: { nc: "00000001", cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ" },
  };
  const answer = (algorithm: "MD5" | "SHA-256"): string =>
    digestResponse({ ...base, algorithm, ha1: ha1(algorithm, who) });
  expect(answer("MD5")).toBe("8ca523f5e9506fed4657c9700eebdbec");
  expect(answer("SHA-256")).toBe("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
});

test("a nonce is ours, fresh for five minutes, and serves each count once [R-SIP-61]", () => {
  const nonces = new Nonces(Buffer.alloc(32, 7));
  const nonce = nonces.make(1_000_000);
  expect(nonces.check(nonce, 1_000_000 + 300_000)).toBe("fresh");
  expect(nonces.check(nonce, 1_000_000 + 300_001)).toBe("stale");
  expect(nonces.check(nonce, 999_999)).toBe("stale");
  expect(nonces.check(`f${nonce.slice(1)}`, 1_000_000)).toBe("unknown");
  expect(nonces.check("", 1_000_000)).toBe("unknown");
  expect(new Nonces(Buffer.alloc(32, 8)).check(nonce, 1_000_000)).toBe("unknown");
  expect([nonces.use(nonce, 1), nonces.use(nonce, 1), nonces.use(nonce, 2), nonces.use(nonce, 1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

type Two = World & { alice: Phone; bob: Phone };

async function guarded(options: Partial<SipStackOptions> = {}): Promise<Two> {
  const world = makeWorld();
  const bob = await makePhone(world, BOB, {
    realm: "example.com",
    policy: () => ({ challenge: "alice" }),
    credentials: (user) => Promise.resolve(user === "alice" ? { password: "secret" } : undefined),
    ...options,
  });
  return { ...world, alice: await makePhone(world, ALICE), bob };
}

async function register(two: Two, password: string, user = "alice"): Promise<number | string> {
  const result = two.alice.stack.register({ registrar: `sip:${BOB}`, user, password });
  await two.clock.advance(100);
  const settled = await result;
  return settled.outcome === "answered" ? settled.status : settled.outcome;
}

const statuses = (two: Two): string[] => two.network.linesFrom(BOB).map((line) => line.slice(8, 11));

test("a challenge names MD5 alone unless the policy says more [R-SIP-62]", async () => {
  const two = await guarded();
  expect(await register(two, "secret")).toBe(200);
  expect(two.network.textsFrom(BOB)[0]?.match(/^WWW-Authenticate: .*$/gm)).toHaveLength(1);
  expect(two.network.textsFrom(ALICE)[1]).toMatch(/^Authorization: .*algorithm=MD5/m);
});

test("who knows the secret gets in after one challenge, by SHA-256 where both can [R-SIP-62]", async () => {
  const two = await guarded({ policy: () => ({ challenge: "alice", algorithms: ["SHA-256", "MD5"] }) });
  expect(await register(two, "secret")).toBe(200);
  expect(statuses(two)).toEqual(["401", "200"]);
  expect(two.network.textsFrom(ALICE)[1]).toMatch(/^Authorization: Digest username="alice".*algorithm=SHA-256/m);
  expect(two.bob.stack.registrar.all()[0]?.authenticatedUser).toBe("alice");
});

test("a wrong secret, an unknown user and another known user are all 403, after the same challenge [R-SIP-63]", async () => {
  const two = await guarded();
  expect(await register(two, "guess")).toBe(403);
  expect(await register(two, "secret", "mallory")).toBe(403);
  const both = await guarded({ credentials: () => Promise.resolve({ password: "secret" }) });
  expect(await register(both, "secret", "bob")).toBe(403);
});

test("where the policy says so, a wrong secret gets a new challenge instead [R-SIP-63]", async () => {
  const two = await guarded({ policy: () => ({ challenge: "alice", wrong: "challenge" }) });
  expect(await register(two, "guess")).toBe(401);
});

test("a stored hash serves as well as a password, and only for its own algorithm [R-SIP-64]", async () => {
  const who = { user: "alice", realm: "example.com", password: "secret" };
  const md5 = await guarded({
    policy: () => ({ challenge: "alice", algorithms: ["MD5"] }),
    credentials: () => Promise.resolve({ ha1Md5: ha1("MD5", who) }),
  });
  expect(await register(md5, "secret")).toBe(200);
  expect(md5.network.textsFrom(BOB)[0]).not.toContain("SHA-256");
  const wrong = await guarded({
    policy: () => ({ challenge: "alice", algorithms: ["SHA-256"] }),
    credentials: () => Promise.resolve({ ha1Md5: ha1("MD5", who) }),
  });
  expect(await register(wrong, "secret")).toBe(403);
});

test("an answer that is used again, or comes late, gets stale=true and no entry [R-SIP-65]", async () => {
  const two = await guarded();
  await register(two, "secret");
  const again = (two.network.textsFrom(ALICE)[1] ?? "")
    .replace(/branch=z9hG4bK/, "branch=z9hG4bKagain")
    .replace(/^Call-ID: /m, "Call-ID: x");
  const replay = async (): Promise<string> => {
    two.network.carry(again, { from: { host: ALICE, port: 5060 }, to: { host: BOB, port: 5060 } });
    await two.clock.advance(0);
    return two.network.textsFrom(BOB).at(-1) ?? "";
  };
  expect(await replay()).toMatch(/^SIP\/2.0 401[^]*stale=true/);
  await two.clock.advance(400_000);
  expect(await replay()).toMatch(/^SIP\/2.0 401[^]*stale=true/);
});

test("a challenged INVITE becomes a call with a proven user; a cancelled one never does [R-SIP-66]", async () => {
  let release: (() => void) | undefined;
  const two = await guarded({
    credentials: () =>
      new Promise((resolve) => {
        release = () => resolve({ password: "secret" });
      }),
  });
  two.bob.onCall = (call) => call.answer(answerTo(call.offer));
  const heard: string[] = [];
  const dial = (id: string) =>
    two.alice.stack.dial({
      callId: id,
      fromTag: id,
      branch: id,
      target: `sip:sales@${BOB}`,
      from: { uri: `sip:alice@${BOB}` },
      offer: offer(),
      credentials: { user: "alice", password: "secret" },
      listener: outboundListener(heard),
    });
  dial("one");
  await two.clock.advance(0);
  release?.();
  await two.clock.advance(0);
  expect(heard).toEqual(["trying", "answered"]);
  expect(two.bob.calls[0]?.authenticatedUser).toBe("alice");
  expect(two.network.textsFrom(ALICE).at(-1)).toMatch(/^ACK [^]*\r\nAuthorization: Digest username="alice"/);
  const second = dial("two");
  await two.clock.advance(0);
  second.cancel();
  await two.clock.advance(0);
  release?.();
  await two.clock.advance(0);
  expect(heard.at(-1)).toBe("failed 487");
  expect(two.bob.calls).toHaveLength(1);
});

test("a credentials port that fails gives 500, and is told [R-SIP-66]", async () => {
  const faults: unknown[] = [];
  const two = await guarded({
    credentials: () => Promise.reject(new Error("vault closed")),
    onFault: (error) => faults.push(error),
  });
  expect(await register(two, "secret")).toBe(500);
  expect(faults).toEqual([new Error("vault closed")]);
});
