import { expect, test } from "vitest";
import { asId } from "@legroom/model";
import type { Country } from "@legroom/model";
import type { NameAddress } from "@legroom/sip";
import { parseSipUri } from "@legroom/sip";
import { claimOf } from "./identity.ts";

const from = (uriText: string): NameAddress => ({
  displayName: "VIP",
  uriText,
  uri: parseSipUri(uriText),
  params: new Map(),
});

type Said = { readonly asserted?: readonly string[]; readonly privacy?: string; readonly trusted?: boolean };

/** What counts of a caller who writes this into From. */
function claim(uriText: string, { asserted = [], privacy, trusted = true }: Said = {}, device?: string) {
  const lines: Readonly<Record<string, readonly string[]>> = {
    "P-Asserted-Identity": asserted,
    Privacy: privacy === undefined ? [] : [privacy],
  };
  return claimOf({
    ...{ from: from(uriText), legId: asId("leg-1"), country: undefined, isTrusted: trusted },
    deviceId: device === undefined ? undefined : asId(device),
    headers: { all: (name) => [...(lines[name] ?? [])] },
  });
}
const of = (uriText: string, legId = "leg-1", country?: Country) =>
  claimOf({
    ...{ deviceId: undefined, country, from: from(uriText), legId: asId(legId), isTrusted: false },
    headers: { all: () => [] },
  }).identity;

test.each([
  ["sip:erin@example.com", "sip", "sip:erin@example.com"],
  ["sip:+15555550142@example.com", "tel", "+15555550142"],
  ["sip:+1-555-555-0142;phone-context=example.com@example.com", "tel", "+15555550142"],
  ["tel:+1-(555)-555-0142;isub=1", "tel", "+15555550142"],
  ["sip:12@example.com", "sip", "sip:12@example.com"],
])("%s is looked up as %s %s, whatever name stands before it", (uri, kind, value) => {
  expect(of(uri)).toEqual({ kind, value });
});

test("a proven device is itself, whatever number it writes, and needs nobody's word", () => {
  const said = claim("sip:+15555550142@x", { asserted: ["<tel:+15555550101>"] }, "victor");
  expect(said).toEqual({ identity: { kind: "sip", value: "sip:victor" }, isVerified: false });
});

test.each(["sip:anonymous@anonymous.invalid", "sip:example.com", "http://example.com"])(
  "two who call as %s are not taken for one person",
  (uri) => {
    expect(of(uri, "leg-1")).not.toEqual(of(uri, "leg-2"));
  },
);

const TEL = { kind: "tel", value: "+15555550101" } as const;
const OWN = { kind: "tel", value: "+15555550142" } as const;

test.each<readonly [string, Said, object, boolean]>([
  ["the number that it asserts", { asserted: ["<sip:+15555550101@trunk.example>"] }, TEL, true],
  ["without brackets", { asserted: ["tel:+1-555-555-0101"] }, TEL, true],
  ["the number of two", { asserted: ['"V" <sip:victor@trunk.example>, <tel:+15555550101>'] }, TEL, true],
  ["on two lines", { asserted: ["<sip:victor@trunk.example>", "<tel:+15555550101>"] }, TEL, true],
  [
    "an address where there is no number",
    { asserted: ["<sip:victor@trunk.example>"] },
    { kind: "sip", value: "sip:victor@trunk.example" },
    true,
  ],
  ["From where it asserts nothing", {}, OWN, true],
  ["From where nothing is withheld", { privacy: "none" }, OWN, true],
  ["nobody where the caller wants it withheld", { asserted: ["<tel:+15555550101>"], privacy: "user; id" }, OWN, false],
  ["nobody where it cannot be read", { asserted: ['"V <tel:+15555550101>'] }, OWN, false],
  [
    "nobody where it asserts three",
    { asserted: ["<tel:+15555550101>", "<tel:+15555550102>, <tel:+15555550103>"] },
    OWN,
    false,
  ],
  ["nobody who is anonymous", { asserted: ["<sip:anonymous@anonymous.invalid>"] }, OWN, false],
])("of a trusted trunk %s counts [R-TEL-62]", (_what, said, identity, isVerified) => {
  expect(claim("sip:+15555550142@trunk.example", said)).toEqual({ identity, isVerified });
});

test("what anybody else asserts is not looked at, and an anonymous From is vouched for by nobody [R-TEL-62]", () => {
  const said = claim("sip:+15555550142@x", { asserted: ["<tel:+15555550101>"], trusted: false });
  expect(said).toEqual({ identity: OWN, isVerified: false });
  expect(claim("sip:anonymous@anonymous.invalid")).toMatchObject({ isVerified: false });
});

test.each([
  ["sip:03012345678@pbx.example", "+493012345678"],
  ["sip:0049-30-12345678@pbx.example", "+493012345678"],
  ["sip:+4930-12345678@pbx.example", "+493012345678"],
  ["sip:493012345678@pbx.example", "+493012345678"],
  ["sip:999999999999999999@pbx.example", "999999999999999999"],
])("in a centre in Germany %s is %s, however the exchange writes it [R-TEL-63]", (uri, value) => {
  expect(of(uri, "leg-1", "DE")).toEqual({ kind: "tel", value });
});

test("without a country a number is what it is spelled as [R-TEL-63]", () => {
  expect(of("sip:03012345678@pbx.example")).toEqual({ kind: "tel", value: "03012345678" });
});
