import { createSocket } from "node:dgram";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { PortRange } from "../src/port-range.ts";
import { openPair } from "../src/udp.ts";

const HOST = "127.0.0.1";
/** Below those that the system hands out: none of the four is somebody's by chance. */
const FROM = 24_000;

test("a port that another program holds is passed over, and costs no open file", async () => {
  const holder = createSocket("udp4");
  await new Promise<void>((resolve) => void holder.bind(FROM, HOST, resolve));
  const before = readdirSync("/proc/self/fd").length;
  const pair = await openPair(new PortRange({ from: FROM, to: FROM + 3, quarantineMs: 0 }), HOST);
  expect(pair?.port).toBe(FROM + 2);
  const closed = [pair?.rtp, pair?.rtcp].map((socket) => new Promise<void>((done) => void socket?.close(done)));
  await Promise.all(closed);
  await expect.poll(() => readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(before); // other files of this process may close theirs meanwhile
  holder.close();
});
