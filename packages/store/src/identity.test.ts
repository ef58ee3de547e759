import { expect, test } from "vitest";
import { normalIdentity } from "./identity.ts";

test.each([
  ["tel", "+1 (555) 555-0101", "tel:+15555550101"],
  ["tel", "+15555550101", "tel:+15555550101"],
  ["tel", "0171/555 01", "tel:017155501"],
  ["sip", "sip:Erin@Example.COM", "sip:Erin@example.com"],
  ["sip", "sips:erin@example.com;transport=tcp", "sip:erin@example.com"],
  ["sip", "<sip:erin@example.com>", "sip:erin@example.com"],
  ["sip", "erin@192.0.2.7:5062", "sip:erin@192.0.2.7:5062"],
] as const)("the %s identity %j has one spelling [R-STORE-11]", (kind, value, normal) => {
  expect(normalIdentity({ kind, value })).toBe(normal);
});

test("user parts that differ in case stay two identities, as RFC 3261 19.1.4 has it [R-STORE-11]", () => {
  const spelled = ["sip:Erin@example.com", "sip:erin@example.com"].map((value) =>
    normalIdentity({ kind: "sip", value }),
  );
  expect(new Set(spelled).size).toBe(2);
});
