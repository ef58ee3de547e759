import { expect, test } from "vitest";
import { wallWords as words } from "../../words/en-wall.ts";
import { customerText } from "./customer-text.ts";
import type { WallAgent, WallQueue } from "./need.ts";
import { devicesText, staffing, stateCounts } from "./show.ts";

type Endpoint = WallAgent["endpoints"][number];
const endpoint = (more: Partial<Endpoint>): Endpoint => ({
  endpointId: "e",
  deviceId: "d",
  kind: "phone",
  alive: true,
  expiresAt: 0,
  ...more,
});

test.each<[Endpoint[], string]>([
  [[], "no device"],
  [[endpoint({ kind: "browser" })], "browser"],
  [[endpoint({}), endpoint({ kind: "browser" })], "browser and phone"],
  [[endpoint({}), endpoint({})], "2 phones"],
  [[endpoint({ alive: false, lostCause: "no-microphone" })], "lost: its microphone does not work"],
  [[endpoint({ alive: false, lostCause: "something new" })], "lost: something new"],
  [[endpoint({ alive: false, lostCause: "expired" }), endpoint({ kind: "browser" })], "browser"],
])("what can be rung is told of, or why nothing can", (endpoints, text) => {
  expect(devicesText(endpoints)).toBe(text);
});

test("who is signed out does not count among those who could be free", () => {
  const agents = { available: 2, busy: 1, "signed-out": 4 };
  expect(staffing({ agents } as unknown as WallQueue)).toEqual({ free: 2, signedIn: 3 });
});

test("states that nobody is in are not counted", () => {
  const of = (state: string): WallAgent => ({ availability: { state } }) as unknown as WallAgent;
  expect([...stateCounts([of("busy"), of("busy"), of("available")])]).toEqual([
    ["busy", 2],
    ["available", 1],
  ]);
});

test("a customer goes by name, else by number, else by where they come from", () => {
  expect(customerText({ name: "Zoë", address: "+15555550101", visitor: false })).toBe("Zoë");
  expect(customerText({ address: "+15555550101", visitor: false })).toBe("+15555550101");
  expect(customerText({ visitor: true })).toBe(words.visitor);
  expect(customerText({ visitor: false })).toBe(words.unknownCustomer);
});
