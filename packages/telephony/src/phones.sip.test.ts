/** Registered phones, over real sockets. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KnownEndpoint } from "@legroom/model";
import { asId } from "@legroom/model";
import { Bench, secrets } from "../test/harness.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await new Bench({ keepAliveMs: 150, pongMs: 1000 }).start();
});
afterAll(() => bench.stop());

test("only a known device with its secret may register [R-TEL-11]", async () => {
  const phone = await bench.phone();
  const before = bench.facts.facts.length;
  expect(await phone.register("alice", "guessed")).toMatchObject({ status: 403 });
  expect(await phone.register("mallory", "guessed")).toMatchObject({ status: 403 });
  expect(await phone.register("carol", "")).toMatchObject({ status: 403 });
  expect(bench.facts.facts).toHaveLength(before);
});

test("a registration is confirmed to the phone only when the centre has it for good [R-TEL-12]", async () => {
  const phone = await bench.phone();
  const durable = Promise.withResolvers<void>();
  bench.facts.gate = durable.promise;
  let isConfirmed = false;
  const registering = phone.register("alice", secrets.alice).then((result) => {
    isConfirmed = true;
    return result;
  });
  const ready = await bench.facts.wait("endpoint.ready", ({ deviceId }) => deviceId === "alice");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isConfirmed).toBe(false);
  bench.facts.gate = undefined;
  durable.resolve();
  expect(await registering).toMatchObject({ outcome: "answered", status: 200 });
  expect(bench.vault.open(ready.binding)).toContain(`:${phone.port}`);
  expect(ready.expiresAt).toBeGreaterThan(Date.now() + 200_000);
});

test("each phone of a device is an endpoint, and signing off takes only its own away [R-TEL-13]", async () => {
  const [desk, pocket] = [await bench.registered("bob"), await bench.registered("bob")];
  expect(desk.endpointId).not.toBe(pocket.endpointId);
  await desk.phone.register("bob", secrets.bob, 0);
  expect(await bench.facts.wait("endpoint.lost", ({ endpointId }) => endpointId === desk.endpointId)).toMatchObject({
    cause: "unregistered",
  });
  expect(bench.facts.all("endpoint.lost").some(({ endpointId }) => endpointId === pocket.endpointId)).toBe(false);
});

test("registering again is the same endpoint", async () => {
  const { phone, endpointId, ready } = await bench.registered("victor");
  await phone.register("victor", secrets.victor, 600);
  const again = await bench.facts.wait("endpoint.ready", ({ expiresAt }) => expiresAt > ready.expiresAt + 200_000);
  expect(again.endpointId).toBe(endpointId);
});

test("a phone that answers no ping is lost, once, and ready when it answers again [R-TEL-14]", async () => {
  const { phone, endpointId } = await bench.registered("alice");
  const { port } = phone;
  await phone.die();
  const isIt = (fact: { endpointId: string }): boolean => fact.endpointId === endpointId;
  expect(await bench.facts.wait("endpoint.lost", isIt)).toMatchObject({ cause: "no-pong" });
  const readyBefore = bench.facts.all("endpoint.ready").filter(isIt).length;
  const back = await bench.phone("udp", port);
  await expect
    .poll(() => bench.facts.all("endpoint.ready").filter(isIt).length, { timeout: 30_000 })
    .toBe(readyBefore + 1);
  expect(bench.facts.all("endpoint.lost").filter(isIt)).toHaveLength(1);
  expect(back.received().some((line) => line.startsWith("OPTIONS"))).toBe(true);
});

test("a phone whose connection closes is lost at once [R-TEL-15]", async () => {
  const { phone, endpointId } = await bench.registered("alice", "tcp");
  await phone.die();
  expect(await bench.facts.wait("endpoint.lost", (fact) => fact.endpointId === endpointId)).toMatchObject({
    cause: "flow-closed",
  });
});

test("a phone of before the restart rings without registering again, and one that has expired is told as lost [R-TEL-16]", async () => {
  const first = await new Bench({ rtpPorts: { from: 30_400, to: 30_419 } }).start();
  const { phone, endpointId, ready } = await first.registered("alice");
  await first.telephony.stop();
  const known: KnownEndpoint = { ...ready, alive: true };
  const expired: KnownEndpoint = { ...known, endpointId: asId("endpoint-old"), binding: asId("unreadable") };
  const second = await new Bench({
    after: first,
    endpoints: [known, expired],
    rtpPorts: { from: 30_400, to: 30_419 },
  }).start();
  try {
    expect(await second.facts.wait("endpoint.lost")).toMatchObject({ endpointId: "endpoint-old", cause: "expired" });
    second.dial({ endpointId, legId: "leg-again" });
    await second.facts.wait("leg.answered", ({ legId }) => legId === "leg-again");
    expect(phone.calls).toHaveLength(1);
  } finally {
    await phone.stop();
    await second.stop();
  }
});
