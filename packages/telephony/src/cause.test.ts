import { expect, test } from "vitest";
import { hangUpCauses, rejectCauses } from "@legroom/model";
import type { LegEnd } from "@legroom/model";
import type { CallEnd } from "@legroom/sip";
import { endOf, failureOf, reasonOf, statusOf } from "./cause.ts";

test("what nobody answered is nobody's proven fault [R-TEL-18]", () => {
  expect(failureOf({ cause: "timeout", message: "" })).toEqual({ cause: "timeout", side: "unknown" });
  expect(failureOf({ cause: "transport", message: "" })).toEqual({ cause: "transport", side: "unknown" });
});

test("every final status has a cause, and each of the phone's own is the phone's [R-TEL-18]", () => {
  for (let status = 300; status < 700; status += 1) {
    const failed = failureOf({ cause: "status", status, reason: "", retryAfterS: undefined, headers: [] });
    expect(failed.side).toBe("theirs");
    expect(failed.cause === "server-error").toBe(status >= 500 && status < 600);
  }
});

test.each<[CallEnd["cause"], CallEnd["by"], LegEnd]>([
  ["bye", "remote", "hung-up"],
  ["bye", "local", "released"],
  ["no-ack", "remote", "not-acknowledged"],
  ["lost", "remote", "lost"],
])("a call that ends by %s (%s) is %s", (cause, by, end) => {
  for (const isPage of [false, true]) expect(endOf({ cause, by, reason: undefined }, { isPage }).cause).toBe(end);
});

test("only a page's own BYE for a failure is a loss: a phone's is a hang-up, ours is a release [R-TEL-61]", () => {
  const reason = { protocol: "SIP", cause: 408, text: "RTP Timeout" } as const;
  const ended = (by: CallEnd["by"], isPage: boolean) => endOf({ cause: "bye", by, reason }, { isPage });
  expect(ended("remote", true)).toEqual({ cause: "lost", by: "system" });
  expect(ended("remote", false)).toEqual({ cause: "hung-up", by: "far" });
  expect(ended("local", true)).toEqual({ cause: "released", by: "us" });
});

test("every reject cause is a refusal on the wire [R-TEL-4]", () => {
  const statuses = rejectCauses.map(statusOf);
  expect(statuses.every((status) => status >= 400 && status < 700)).toBe(true);
  expect(new Set(statuses).size).toBe(rejectCauses.length);
});

test("every hang-up says why, and only what was answered elsewhere hides a missed call [R-TEL-39]", () => {
  const hidden = hangUpCauses.filter((cause) => reasonOf(cause).protocol === "SIP" && reasonOf(cause).cause === 200);
  expect(hidden).toEqual(["answered-elsewhere", "late-answer", "replaced"]);
  for (const cause of hangUpCauses) expect(reasonOf(cause).text).toMatch(/^[A-Z]/);
});
