/** The leg against the browser that it is for: Chromium, with a tone as its microphone. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTone, writeWav } from "../src/index.ts";
import { Stage, expectTones, listen, state, value } from "./stage.ts";

const MICROPHONE_HZ = 700;
const PHONE_HZ = 975;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
];

/** What the page offers to the tests. Written as text: it runs there, and knows nothing of here. */
const SCRIPT = `
let connection, stream;
async function begin() {
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const microphone = await navigator.mediaDevices.getUserMedia({ audio });
  connection = new RTCPeerConnection();
  connection.addTrack(microphone.getAudioTracks()[0], microphone);
  connection.ontrack = (event) => { document.querySelector("audio").srcObject = stream = event.streams[0]; };
}
async function complete() {
  await connection.setLocalDescription();
  while (connection.iceGatheringState !== "complete")
    await new Promise((resolve) => { connection.onicegatheringstatechange = resolve; });
  return connection.localDescription.sdp;
}
async function offer() { await begin(); return complete(); }
async function answerTo(sdp) { await begin(); await connection.setRemoteDescription({ type: "offer", sdp }); return complete(); }
async function answer(sdp) { await connection.setRemoteDescription({ type: "answer", sdp }); }
async function connected() {
  while (connection.connectionState !== "connected")
    await new Promise((resolve) => { connection.onconnectionstatechange = resolve; });
}
async function levels(tones) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  context.createMediaStreamSource(stream).connect(analyser);
  await new Promise((resolve) => setTimeout(resolve, 800));
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const found = tones.map((hz) => Math.max(...bins.slice(Math.round(hz * 8192 / context.sampleRate) - 2).slice(0, 5)));
  await context.close();
  return found;
}
function press(digits) { connection.getSenders()[0].dtmf.insertDTMF(digits, 100, 70); }
function leave() { connection.close(); }
`;

let stage: Stage;
let directory: string;
let pages: Server;
let browser: BrowserContext;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "legroom-media-chromium-"));
  const tone = join(directory, "tone.wav");
  writeFileSync(tone, writeWav(makeTone({ hz: MICROPHONE_HZ, dbov: -12, ms: 10_000 })));
  stage = await Stage.open({ firstPort: 26_060, webrtcPorts: { from: 25_060, to: 25_060 } });
  pages = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Call</title><audio autoplay></audio><script>${SCRIPT}</script>`);
  });
  await new Promise<void>((resolve) => void pages.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launchPersistentContext(join(directory, "profile"), {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    args: [...FLAGS, `--use-file-for-fake-audio-capture=${tone}`],
  });
});
afterAll(async () => {
  await browser?.close();
  pages?.close();
  await stage?.close();
  rmSync(directory, { recursive: true, force: true });
});

async function open(): Promise<Page> {
  const page = await browser.newPage();
  const address = pages.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await page.goto(`http://127.0.0.1:${address.port}/`);
  return page;
}

/** Runs one of the page's functions. */
function ask<T>(page: Page, name: string, ...args: readonly unknown[]): Promise<T> {
  return page.evaluate<T>(`${name}(${args.map((arg) => JSON.stringify(arg)).join()})`);
}

test.each(["the page", "the server"])(
  "Chromium and a phone hear each other when %s offers; digits are pressed; leaving is lost at once [R-MEDIA-83]",
  async (who) => {
    const page = await open();
    const id = `chromium-${who}`;
    if (who === "the page") {
      const made = value(await stage.pool.createBrowserEndpoint({ endpointId: id, offer: await ask(page, "offer") }));
      await ask(page, "answer", made.sdp);
    } else {
      const { sdp } = value(await stage.pool.createBrowserEndpoint({ endpointId: id }));
      value(await stage.pool.setBrowserAnswer(id, await ask(page, "answerTo", sdp)));
    }
    await ask(page, "connected");
    await stage.until("endpoint.media-started", ({ endpointId }) => endpointId === id);
    const phone = await stage.leg(`phone-${who}`, { hz: PHONE_HZ });
    const conference = `talk-${who}`;
    value(await stage.pool.setConference([state(conference, 1, { [id]: [`phone-${who}`], [`phone-${who}`]: [id] })]));
    await stage.until("conference.applied", (event) => event.id === conference);
    await listen(phone.peer, 600);
    expectTones(await listen(phone.peer, 600), [MICROPHONE_HZ], [MICROPHONE_HZ, PHONE_HZ]);
    const [wanted = -200, foreign = 0] = await ask<number[]>(page, "levels", [PHONE_HZ, MICROPHONE_HZ]);
    expect(wanted).toBeGreaterThan(-50);
    expect(foreign).toBeLessThan(wanted - 20);

    await ask(page, "press", "7#");
    await stage.until("endpoint.digit", ({ endpointId, digit }) => endpointId === id && digit === "#");
    const digits = stage.events.flatMap((event) =>
      event.type === "endpoint.digit" && event.endpointId === id ? [event.digit] : [],
    );
    expect(digits).toEqual(["7", "#"]);
    const facts = value(await stage.pool.endpointFacts(id));
    expect(facts).toMatchObject({ codec: "PCMU", malformed: 0, strangers: 0 });

    await ask(page, "leave");
    const leftAt = Date.now();
    const lost = await stage.until("endpoint.media-lost", ({ endpointId }) => endpointId === id);
    expect(lost).toMatchObject({ started: true });
    expect(lost.at - leftAt).toBeLessThan(2_000);
    await page.close();
  },
);
