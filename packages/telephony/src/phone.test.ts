import { expect, test } from "vitest";
import { asId, unixMs } from "@legroom/model";
import type { Clock } from "@legroom/engine/ports";
import type { Binding } from "@legroom/sip";
import { Phone } from "./phone.ts";

/** Time that a test moves. */
class HandClock implements Clock {
  #now = 1_000_000;
  readonly #alarms = new Set<{ at: number; ring: () => void }>();

  now() {
    return unixMs(this.#now);
  }

  alarm(at: number, ring: () => void): () => void {
    const alarm = { at, ring };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  async pass(ms: number): Promise<void> {
    this.#now += ms;
    for (const alarm of [...this.#alarms].filter(({ at }) => at <= this.#now)) {
      this.#alarms.delete(alarm);
      alarm.ring();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const binding: Binding = {
  aor: "sip:alice@192.0.2.1",
  contactUri: "sip:alice@192.0.2.7:5060",
  callId: "registration",
  cseq: 1,
  q: 1000,
  expiresAt: 9_000_000,
  peer: { transport: "tcp", host: "192.0.2.7", port: 5060, flow: "flow-1" },
  userAgent: undefined,
  authenticatedUser: "alice",
};

function makePhone(clock: Clock, answers: { isAlive: boolean }) {
  const changes: boolean[] = [];
  let asked = 0;
  const phone = new Phone({
    endpointId: asId("endpoint-1"),
    deviceId: asId("alice"),
    binding,
    isAlive: true,
    clock,
    keepAliveMs: 30_000,
    firstMs: 1000,
    ping: () => {
      asked += 1;
      return Promise.resolve(answers.isAlive);
    },
    changed: (_, isAlive) => changes.push(isAlive),
  });
  return { phone, changes, asked: () => asked };
}

test("a phone is asked at intervals, and only changes are told [R-TEL-14]", async () => {
  const [clock, answers] = [new HandClock(), { isAlive: true }];
  const { changes, asked } = makePhone(clock, answers);
  await clock.pass(1000);
  await clock.pass(30_000);
  expect([asked(), changes]).toEqual([2, []]);
  answers.isAlive = false;
  await clock.pass(30_000);
  await clock.pass(30_000);
  answers.isAlive = true;
  await clock.pass(30_000);
  await clock.pass(30_000);
  expect([asked(), changes]).toEqual([6, [false, true]]);
});

test("a phone under suspicion is asked at once, a stopped one never again [R-TEL-14]", async () => {
  const clock = new HandClock();
  const { phone, asked } = makePhone(clock, { isAlive: true });
  phone.suspect();
  await clock.pass(0);
  expect(asked()).toBe(1);
  phone.stop();
  phone.suspect();
  await clock.pass(60_000);
  expect(asked()).toBe(1);
});

test("a phone that was given up before it rang is told as alive when it answers, though it was never thought lost [R-TEL-14]", async () => {
  const [clock, answers] = [new HandClock(), { isAlive: true }];
  const { phone, changes, asked } = makePhone(clock, answers);
  phone.givenUp();
  await clock.pass(4999);
  expect(asked()).toBe(0);
  await clock.pass(1);
  await clock.pass(30_000);
  expect([asked(), changes]).toEqual([2, [true]]);
});

test("a phone whose connection closed is reached by its address until it registers again [R-TEL-15]", () => {
  const { phone } = makePhone(new HandClock(), { isAlive: true });
  expect(phone.peer.flow).toBe("flow-1");
  phone.flowClosed();
  expect([phone.isAlive, phone.peer]).toEqual([false, { transport: "tcp", host: "192.0.2.7", port: 5060 }]);
  phone.refresh({ ...binding, peer: { ...binding.peer, flow: "flow-2" } });
  expect([phone.isAlive, phone.peer.flow]).toEqual([true, "flow-2"]);
});
