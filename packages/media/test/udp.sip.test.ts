import { createSocket } from "node:dgram";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { PortRange } from "../src/port-range.ts";
import { freePort, openPair } from "../src/udp.ts";

const HOST = "127.0.0.1";

test("a port that another program holds is passed over, and costs no open file", async () => {
  const free = await freePort(HOST);
  const from = free - (free % 2);
  const holder = createSocket("udp4");
  await new Promise<void>((resolve) => void holder.bind(from, HOST, resolve));
  const before = readdirSync("/proc/self/fd").length;
  const pair = await openPair(new PortRange({ from, to: from + 3, quarantineMs: 0 }), HOST);
  expect(pair?.port).toBe(from + 2);
  const closed = [pair?.rtp, pair?.rtcp].map((socket) => new Promise<void>((done) => void socket?.close(done)));
  await Promise.all(closed);
  await expect.poll(() => readdirSync("/proc/self/fd").length).toBe(before);
  holder.close();
});
