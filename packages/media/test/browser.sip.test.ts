/** Browsers' legs over real ICE, DTLS and SRTP: both ways in, mixed with RTP legs, prompted, recorded, and held. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { levelDbov, readWav, startBrowserPeers } from "../src/index.ts";
import { Stage, expectTones, listen, listenBrowser, state, value } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({ firstPort: 26_000, webrtcPorts: { from: 25_000, to: 25_000 } });
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

test("four browsers at one port hear whom they are to hear, and no tone crosses [R-MEDIA-80]", async () => {
  const tones = [600, 750, 975, 1_275];
  const peers = await startBrowserPeers(4);
  try {
    const connect = async (peer: (typeof peers)[number], index: number): Promise<void> => {
      await peer.sayTone(tones[index] ?? 0);
      const ask = { endpointId: `four-${index}`, offer: await peer.offer() };
      await peer.answer(value(await stage.pool.createBrowserEndpoint(ask)).sdp);
      await peer.untilOpen();
    };
    await Promise.all(peers.map((peer, index) => connect(peer, index)));
    for (const [a, b] of [
      [0, 1],
      [2, 3],
    ]) {
      const hears = { [`four-${a}`]: [`four-${b}`], [`four-${b}`]: [`four-${a}`] };
      value(await stage.pool.setConference([state(`four-${a}-${b}`, 1, hears)]));
      await stage.until("conference.applied", ({ id }) => id === `four-${a}-${b}`);
    }
    await Promise.all(peers.map((peer) => peer.listen(300)));
    const heard = await Promise.all(peers.map((peer) => listenBrowser(peer, 600)));
    for (const [index, pcm] of heard.entries()) expectTones(pcm, [tones[index ^ 1] ?? 0], tones);
  } finally {
    for (const peer of peers) await peer.close();
  }
});

test("a browser and a phone hear each other, and digits come and go both ways [R-MEDIA-80]", async () => {
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

test("a prompt is heard by a browser, and what is pressed there is gathered [R-MEDIA-80]", async () => {
  const browser = await stage.browserLeg("asked");
  const prompt = { promptId: "p1", to: { endpointId: "asked" }, items: [{ tone: { hz: 850, dbov: -12, ms: 1_500 } }] };
  const collect = { max: 4, firstMs: 4_000, betweenMs: 4_000, end: "#" };
  value(await stage.pool.playPrompt({ ...prompt, collect }));
  await stage.until("prompt.started", ({ promptId }) => promptId === "p1");
  expectTones(await listenBrowser(browser, 600), [850], [600, 850]);
  for (const digit of "07#") await browser.sendDigit(digit);
  const ended = await stage.until("prompt.ended", ({ promptId }) => promptId === "p1");
  expect(ended).toMatchObject({ reason: "digit", digits: "07" });
});

test("a browser's track holds what it says, alone [R-MEDIA-80]", async () => {
  const browser = await stage.browserLeg("taped", { hz: 600, from: "browser" });
  const phone = await stage.leg("taped-phone", { hz: 975 });
  const hears = { taped: ["taped-phone"], "taped-phone": ["taped"] };
  value(await stage.pool.setConference([state("taping", 1, hears)]));
  await stage.until("conference.applied", ({ id }) => id === "taping");
  await listen(phone.peer, 300);
  const { directory } = stage;
  value(await stage.pool.startRecording({ recordingId: "r1", directory, seats: [{ seat: "taped" }] }));
  await stage.until("recording.started", ({ recordingId }) => recordingId === "r1");
  await browser.listen(2_000);
  value(await stage.pool.stopRecording("r1"));
  const { tracks } = await stage.until("recording.finished", ({ recordingId }) => recordingId === "r1");
  const wav = readWav(readFileSync(tracks[0]?.path ?? ""));
  if (!wav.ok) throw new Error(wav.cause);
  expect(wav.pcm.length).toBeGreaterThan(8_000);
  expectTones(wav.pcm, [600], [600, 975]);
});

test("a page that holds is sent nothing more, on the same connection, until it resumes [R-MEDIA-84]", async () => {
  const browser = await stage.browser();
  const offer = await browser.offer();
  const ask = { endpointId: "held", offer };
  const [first, again] = await Promise.all([
    stage.pool.createBrowserEndpoint(ask),
    stage.pool.createBrowserEndpoint(ask),
  ]);
  expect(value(again)).toEqual(value(first));
  await browser.answer(value(first).sdp);
  await browser.untilOpen();
  expect(value(await stage.pool.createBrowserEndpoint(ask))).toEqual(value(first));
  const tone = { kind: "tone", hz: 440, dbov: -12 } as const;
  value(await stage.pool.setConference([state("holding", 1, { held: [tone] })]));
  await stage.until("conference.applied", ({ id }) => id === "holding");
  expectTones(await listenBrowser(browser, 600), [440], [440]);

  const inactive = offer.replace("a=sendrecv", "a=inactive");
  const held = value(await stage.pool.createBrowserEndpoint({ endpointId: "held", offer: inactive })).sdp;
  expect(held).toContain("a=inactive");
  expect(held.match(/^a=(ice-ufrag|fingerprint|setup|candidate).*/gm)).toEqual(
    value(first).sdp.match(/^a=(ice-ufrag|fingerprint|setup|candidate).*/gm),
  );
  expect(Number(/^o=- \d+ (\d+)/m.exec(held)?.[1])).toBe(2);
  await expect(browser.listen(600, 900)).rejects.toThrow(/of 30 packets/);

  value(await stage.pool.createBrowserEndpoint({ endpointId: "held", offer: `${offer}a=resumed\r\n` }));
  expectTones(await listenBrowser(browser, 600), [440], [440]);
  const another = await browser.offer();
  const refused = await stage.pool.createBrowserEndpoint({ endpointId: "held", offer: another });
  expect(refused).toMatchObject({ ok: false, refusal: { code: "bad-sdp", message: /another connection/ } });
});

test("an answer told again changes nothing, and an offer asked for again is the same [R-MEDIA-84]", async () => {
  const browser = await stage.browser();
  const { sdp } = value(await stage.pool.createBrowserEndpoint({ endpointId: "twice" }));
  expect(value(await stage.pool.createBrowserEndpoint({ endpointId: "twice" })).sdp).toBe(sdp);
  const answer = await browser.answerTo(sdp);
  value(await stage.pool.setBrowserAnswer("twice", answer));
  value(await stage.pool.setBrowserAnswer("twice", answer));
  await browser.untilOpen();
  expect(levelDbov(await listenBrowser(browser, 600))).toBe(Number.NEGATIVE_INFINITY);
  expect(stage.events.filter((event) => event.type === "endpoint.media-lost" && event.endpointId === "twice")).toEqual(
    [],
  );
});
