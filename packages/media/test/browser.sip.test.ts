/** Browsers' legs over real ICE, DTLS and SRTP: both ways in, mixed with RTP legs, lost, found again, and gone. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Stage, expectTones, listen, listenBrowser, state, value } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({ firstPort: 42_000, webrtcPorts: { from: 41_000, to: 41_000 } });
});
afterAll(() => stage.close());

test("two browsers hear each other, whoever made the offer [R-MEDIA-80]", async () => {
  const a = await stage.browserLeg("both-a", { hz: 600 });
  const b = await stage.browserLeg("both-b", { hz: 975, from: "browser" });
  value(await stage.pool.setConference([state("both", 1, { "both-a": ["both-b"], "both-b": ["both-a"] })]));
  await stage.until("conference.applied", ({ id }) => id === "both");
  await listenBrowser(a, 300);
  const heard = await Promise.all([listenBrowser(a, 1_000), listenBrowser(b, 1_000)]);
  expectTones(heard[0], [975], [600, 975, 1_275]);
  expectTones(heard[1], [600], [600, 975, 1_275]);
});

test("a browser and a phone hear each other, and digits come and go both ways", async () => {
  const browser = await stage.browserLeg("mixed-browser", { hz: 600 });
  const phone = await stage.leg("mixed-phone", { hz: 975, codec: "PCMA" });
  const hears = { "mixed-browser": ["mixed-phone"], "mixed-phone": ["mixed-browser"] };
  value(await stage.pool.setConference([state("mixed", 1, hears)]));
  await stage.until("conference.applied", ({ id }) => id === "mixed");
  await listen(phone.peer, 300);
  const heard = await Promise.all([listenBrowser(browser, 1_000), listen(phone.peer, 1_000)]);
  expectTones(heard[0], [975], [600, 975, 1_275]);
  expectTones(heard[1], [600], [600, 975, 1_275]);
  for (const digit of "19#") await browser.sendDigit(digit);
  await stage.until("endpoint.digit", ({ endpointId, digit }) => endpointId === "mixed-browser" && digit === "#");
  const digits = stage.events.flatMap((event) => (event.type === "endpoint.digit" ? [event.digit] : []));
  expect(digits).toEqual(["1", "9", "#"]);
  value(await stage.pool.sendDigits({ endpointId: "mixed-browser", digits: "42*" }));
  expect(await browser.untilDigits(3)).toBe("42*");
});
