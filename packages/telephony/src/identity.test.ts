import { expect, test } from "vitest";
import { asId } from "@legroom/model";
import type { NameAddress } from "@legroom/sip";
import { parseSipUri } from "@legroom/sip";
import { identityOf } from "./identity.ts";

const from = (uriText: string): NameAddress => ({
  displayName: "VIP",
  uriText,
  uri: parseSipUri(uriText),
  params: new Map(),
});
const of = (uriText: string, legId = "leg-1") =>
  identityOf({ deviceId: undefined, from: from(uriText), legId: asId(legId) });

test.each([
  ["sip:erin@example.com", "sip", "sip:erin@example.com"],
  ["sip:+15555550142@example.com", "tel", "+15555550142"],
  ["sip:+1-555-555-0142;phone-context=example.com@example.com", "tel", "+15555550142"],
  ["tel:+1-(555)-555-0142;isub=1", "tel", "+15555550142"],
  ["sip:12@example.com", "sip", "sip:12@example.com"],
])("%s is looked up as %s %s, whatever name stands before it", (uri, kind, value) => {
  expect(of(uri)).toEqual({ kind, value });
});

test("a proven device is itself, whatever number it writes", () => {
  const identity = identityOf({ deviceId: asId("victor"), from: from("sip:+15555550142@x"), legId: asId("leg-1") });
  expect(identity).toEqual({ kind: "sip", value: "sip:victor" });
});

test.each(["sip:anonymous@anonymous.invalid", "sip:example.com", "http://example.com"])(
  "two who call as %s are not taken for one person",
  (uri) => {
    expect(of(uri, "leg-1")).not.toEqual(of(uri, "leg-2"));
  },
);
