import { expect, test } from "vitest";
import { ScriptedPhone } from "./scripted-phone.ts";
import { hear } from "./tone-hearing.ts";

const nobody = { host: "127.0.0.1", port: 9 };

test.each(["udp", "tcp"] as const)(
  "two scripted phones over %s hear each other's tones, and both see the end",
  async (transport) => {
    const bob = await ScriptedPhone.open({ server: nobody, user: "bob", tone: { hz: 750, dbov: -12 } });
    const alice = await ScriptedPhone.open({
      server: { host: "127.0.0.1", port: bob.port },
      user: "alice",
      tone: { hz: 450, dbov: -12 },
      transport,
    });
    const call = await alice.call("bob");
    const ring = await bob.nextCall();
    ring.ring();
    const heardByBob = await ring.answer();
    await call.answered;
    expect(call.ringingAt).toBeGreaterThanOrEqual(call.dialledAt);
    expect(await hear(heardByBob, 450)).toBeCloseTo(-12, 0);
    expect(await hear(call.audio, 750)).toBeCloseTo(-12, 0);
    call.hangUp();
    expect(await ring.ended).toEqual({ by: "remote", cause: "bye" });
    expect(await call.ended).toEqual({ by: "local", cause: "bye" });
    await Promise.all([alice.close(), bob.close()]);
  },
);

test("a call that is rejected ends with its status, and one that is cancelled tells so", async () => {
  const bob = await ScriptedPhone.open({ server: nobody, user: "bob" });
  const alice = await ScriptedPhone.open({ server: { host: "127.0.0.1", port: bob.port }, user: "alice" });
  const rejected = await alice.call("bob");
  (await bob.nextCall()).reject(486);
  await expect(rejected.answered).rejects.toThrow("486");
  expect(await rejected.ended).toMatchObject({ status: 486 });
  const cancelled = await alice.call("bob");
  const ring = await bob.nextCall();
  ring.ring();
  cancelled.hangUp();
  expect((await ring.ended).cause).toMatch(/^cancelled/);
  expect(await cancelled.ended).toMatchObject({ status: 487 });
  await Promise.all([alice.close(), bob.close()]);
});

test("a call that was missed is not the next call: who dials after it is", async () => {
  const bob = await ScriptedPhone.open({ server: nobody, user: "bob" });
  const server = { host: "127.0.0.1", port: bob.port };
  const [alice, carol] = await Promise.all([
    ScriptedPhone.open({ server, user: "alice", displayName: "Alice" }),
    ScriptedPhone.open({ server, user: "carol", displayName: "Carol" }),
  ]);
  const missed = await alice.call("bob");
  missed.hangUp();
  expect(await missed.ended).toMatchObject({ status: 487 });
  const call = await carol.call("bob");
  const ring = await bob.nextCall();
  expect(ring.invite.from.displayName).toBe("Carol");
  ring.reject(486);
  expect(await call.ended).toMatchObject({ status: 486 });
  await Promise.all([alice.close(), bob.close(), carol.close()]);
});
