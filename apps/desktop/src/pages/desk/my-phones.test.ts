import { expect, test } from "vitest";
import { phonesOf } from "./MyPhonePanel.tsx";

test("my phones are my own devices, without the browser, which has no secret", () => {
  const device = (id: string, owner: { agent: string } | { contact: string }) => ({
    id,
    owner,
    hasSecret: false,
    endpoints: [],
  });
  const devices = [
    device("alice", { agent: "alice" }),
    device("alice.browser", { agent: "alice" }),
    device("bob", { agent: "bob" }),
    device("victor", { contact: "victor" }),
  ];
  expect(phonesOf(devices, "alice").map(({ id }) => id)).toEqual(["alice"]);
});
