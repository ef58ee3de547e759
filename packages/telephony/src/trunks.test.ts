import { expect, test } from "vitest";
import { centreFile, defaultCentre, defaultCentreSettings } from "@legroom/model";
import type { CallerConfig } from "@legroom/model";
import { TrustedTrunks } from "./trunks.ts";

const callers = (...addresses: string[]): CallerConfig => ({
  ...defaultCentreSettings.callers,
  trustedTrunks: [{ name: "Carrier", addresses }],
});
const trusts = (host: string, ...addresses: string[]): boolean =>
  new TrustedTrunks(() => callers(...addresses)).trusts({ host });

test.each([
  ["192.0.2.7", "192.0.2.7", true],
  ["192.0.2.8", "192.0.2.7", false],
  ["192.0.2.200", "192.0.2.128/25", true],
  ["192.0.2.127", "192.0.2.128/25", false],
  ["::ffff:192.0.2.200", "192.0.2.128/25", true],
  ["2001:db8::7", "2001:db8::7", true],
  ["2001:db8:0:0::7", "2001:DB8::/32", true],
  ["2001:db9::7", "2001:db8::/32", false],
  ["fe80::1%eth0", "fe80::/10", true],
  ["trunk.example", "0.0.0.0/0", false],
  ["", "0.0.0.0/0", false],
])("%s is trusted because of %s: %s [R-TEL-62]", (host, address, expected) => {
  expect(trusts(host, "198.51.100.1", address)).toBe(expected);
});

test("nobody is trusted by a centre that names no trunk, a page never, and a change counts at once [R-TEL-62]", () => {
  let now = defaultCentreSettings.callers;
  const trunks = new TrustedTrunks(() => now);
  expect(trunks.trusts({ host: "192.0.2.7" })).toBe(false);
  now = callers("192.0.2.7");
  expect([trunks.trusts({ host: "192.0.2.7" }), trunks.trusts({ host: "192.0.2.7", holder: "page" })]).toEqual([
    true,
    false,
  ]);
  now = callers("192.0.2.8");
  expect(trunks.trusts({ host: "192.0.2.7" })).toBe(false);
});

test.each(["192.0.2.300", "192.0.2.0/33", "trunk.example", "2001:db8::/129", "192.0.2", ""])(
  "a trunk at %j is refused with its field",
  (address) => {
    const centre = defaultCentre();
    const read = centreFile.safeParse({ ...centre, callers: callers("192.0.2.7", address) });
    expect(read.error?.issues[0]).toMatchObject({
      path: ["callers", "trustedTrunks", 0, "addresses", 1],
      message: expect.stringContaining("192.0.2.0/24"),
    });
  },
);
