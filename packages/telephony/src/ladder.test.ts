import { expect, test } from "vitest";
import { asId, unixMs } from "@legroom/model";
import type { Clock, TraceEntry } from "@legroom/engine/ports";
import { Ladder } from "./ladder.ts";

function makeLadder() {
  const entries: TraceEntry[] = [];
  const alarms: (() => void)[] = [];
  const clock: Clock = {
    now: () => unixMs(1_000_000),
    alarm: (_, ring) => {
      alarms.push(ring);
      return () => undefined;
    },
  };
  return { entries, alarms, ladder: new Ladder({ traces: { write: (entry) => entries.push(entry) }, clock }) };
}

const message = (callId: string, method = "INVITE", line = `Call-ID: ${callId}`) => ({
  direction: "in" as const,
  transport: "udp",
  local: { host: "192.0.2.1", port: 5060 },
  remote: { host: "192.0.2.7", port: 5060 },
  at: 1_000_000,
  text: `${method} sip:sales@192.0.2.1 SIP/2.0\r\n${line}\r\nCSeq: 1 ${method}\r\n\r\n`,
});
const claim = { legId: asId<"leg">("leg-1"), person: asId<"person">("person-1") };

test("what passed before a leg was known is on its ladder, in any form of the header [R-TEL-8]", () => {
  const { ladder, entries } = makeLadder();
  ladder.note(message("call-1"));
  ladder.note(message("call-1", "ACK", "i : call-1"));
  ladder.note(message("call-2"));
  expect(entries).toEqual([]);
  ladder.claim("call-1", claim);
  ladder.note(message("call-1", "BYE", "CALL-ID:call-1"));
  expect(entries.map(({ text }) => text.split(" ", 1)[0])).toEqual(["INVITE", "ACK", "BYE"]);
  expect(entries[0]).toMatchObject({ ...claim, kind: "sip", peer: "udp 192.0.2.7:5060" });
});

test("registrations and pings wait for no leg, and what waits is bounded [R-TEL-8]", () => {
  const { ladder, entries } = makeLadder();
  ladder.note(message("call-0", "OPTIONS"));
  ladder.note(message("call-0", "REGISTER"));
  ladder.claim("call-0", claim);
  for (let n = 1; n <= 600; n += 1) ladder.note(message(`call-${n}`));
  ladder.claim("call-1", claim);
  expect(entries).toEqual([]);
  ladder.claim("call-600", claim);
  expect(entries).toHaveLength(1);
});

test("after a leg's end its last messages are kept for a while, then no more [R-TEL-8]", () => {
  const { ladder, entries, alarms } = makeLadder();
  ladder.claim("call-1", claim);
  ladder.release("call-1");
  ladder.note(message("call-1", "BYE"));
  expect(entries).toHaveLength(1);
  alarms[0]?.();
  ladder.note(message("call-1", "BYE"));
  expect(entries).toHaveLength(1);
});
