/** What goes wrong with browsers' legs: pages that die or fall silent, text that is none, ports that are taken. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MediaEvent } from "../src/index.ts";
import { Stage, expectTones, listen, listenBrowser, state, value } from "./stage.ts";

const WEBRTC_PORT = 25_010;
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({ firstPort: 26_100, webrtcPorts: { from: WEBRTC_PORT, to: WEBRTC_PORT } });
});
afterAll(() => stage.close());

/** What a media process holds open to the network: its own line to control included. */
function socketsOf(pid: number): number {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).filter((descriptor) => {
    try {
      return readlinkSync(`${directory}/${descriptor}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}

function pidOf(of: Stage, index = 0): number {
  const pid = of.pool.pids()[index];
  if (pid === undefined) throw new Error("no media process");
  return pid;
}

function of(endpointId: string): (event: MediaEvent) => boolean {
  return (event) => "endpointId" in event && event.endpointId === endpointId;
}

test("a browser that is killed is lost three seconds later, and only it [R-MEDIA-83]", async () => {
  const killed = await stage.browserLeg("killed", { hz: 600 });
  const phone = await stage.leg("killed-phone", { hz: 975 });
  value(
    await stage.pool.setConference([state("killing", 1, { killed: ["killed-phone"], "killed-phone": ["killed"] })]),
  );
  await listen(phone.peer, 400);
  expectTones(await listen(phone.peer, 400), [600], [600, 975]);
  process.kill(killed.pid ?? 0, "SIGKILL");
  const killedAt = Date.now();
  const lost = await stage.until("endpoint.media-lost", of("killed"));
  expect(lost.started).toBe(true);
  expect(lost.at - killedAt).toBeGreaterThan(2_700);
  expect(lost.at - killedAt).toBeLessThan(4_000);
  expect(stage.events.filter((event) => event.type === "endpoint.media-lost")).toHaveLength(1);
  value(await stage.pool.closeEndpoint("killed"));
  const { quality } = await stage.until("endpoint.closed", of("killed"));
  expect(quality).toMatchObject({ codec: "PCMU", mediaStarted: true, malformed: 0, strangers: 0 });
  expect(quality.received.packets).toBeGreaterThan(10);
});

test("a browser that falls silent is lost, and found again when it says something [R-MEDIA-83]", async () => {
  const browser = await stage.browserLeg("mute", { hz: 600 });
  await browser.pause();
  await stage.until("endpoint.media-lost", of("mute"));
  expect(stage.events.some((event) => event.type === "endpoint.media-restored")).toBe(false);
  await browser.sayTone(600);
  await stage.until("endpoint.media-restored", of("mute"));
});

test("an answer of somebody else is not connected, and that is told [R-MEDIA-83]", async () => {
  const browser = await stage.browser();
  const { sdp } = value(await stage.pool.createBrowserEndpoint({ endpointId: "forged" }));
  const answer = await browser.answerTo(sdp);
  const forged = answer.replace(/(a=fingerprint:sha-256 )../, (_all, start: string) => `${start}${"00"}`);
  expect(forged).not.toBe(answer);
  value(await stage.pool.setBrowserAnswer("forged", forged));
  const lost = await stage.until("endpoint.media-lost", of("forged"));
  expect(lost.started).toBe(false);
  expect(value(await stage.pool.endpointFacts("forged")).mediaStarted).toBe(false);
});

test("text that is no description is refused, and the leg can still be made with a good one [R-MEDIA-82]", async () => {
  const browser = await stage.browser();
  const offer = await browser.offer();
  for (const garbage of ["", "hello", "\0", offer.slice(0, 300), offer.replace("m=audio", "m=video")]) {
    const refused = await stage.pool.createBrowserEndpoint({ endpointId: "garbled", offer: garbage });
    expect(refused).toMatchObject({ ok: false, refusal: { code: "bad-sdp" } });
  }
  await browser.answer(value(await stage.pool.createBrowserEndpoint({ endpointId: "garbled", offer })).sdp);
  await browser.untilOpen();

  const { sdp } = value(await stage.pool.createBrowserEndpoint({ endpointId: "garbled-2" }));
  const answer = await browser.answerTo(sdp);
  const wrong = ["", answer.replace(/a=setup:\w+/, "a=setup:actpass"), answer.replace("SAVPF 0 101", "SAVPF 8 101")];
  for (const garbage of wrong) {
    const refused = await stage.pool.setBrowserAnswer("garbled-2", garbage);
    expect(refused).toMatchObject({ ok: false, refusal: { code: "bad-sdp" } });
  }
  value(await stage.pool.setBrowserAnswer("garbled-2", answer));
  await browser.untilOpen();
});

test("what belongs to the other kind of leg is refused by type", async () => {
  value(await stage.pool.createBrowserEndpoint({ endpointId: "browser" }));
  const phone = await stage.leg("phone");
  const code = (result: { readonly ok: boolean }): unknown => ("refusal" in result ? result.refusal : result);
  expect(code(await stage.pool.createEndpoint({ endpointId: "browser" }))).toMatchObject({ code: "endpoint-exists" });
  expect(code(await stage.pool.createBrowserEndpoint({ endpointId: "phone" }))).toMatchObject({
    code: "endpoint-exists",
  });
  expect(code(await stage.pool.setRemote("browser", phone.peer.remote()))).toMatchObject({ code: "bad-request" });
  expect(code(await stage.pool.setBrowserAnswer("phone", "v=0"))).toMatchObject({ code: "bad-request" });
  expect(code(await stage.pool.setBrowserAnswer("nobody", "v=0"))).toMatchObject({ code: "unknown-endpoint" });
  expect(value(await stage.pool.endpointFacts("phone")).codec).toBe("PCMU");
});

test("what strangers send to the browsers' port harms nobody [R-MEDIA-82]", async () => {
  const browser = await stage.browserLeg("disturbed", { hz: 600 });
  const phone = await stage.leg("disturbed-phone");
  const hears = { disturbed: [], "disturbed-phone": ["disturbed"] };
  value(await stage.pool.setConference([state("disturbing", 1, hears)]));
  const stranger = createSocket("udp4");
  const stun = Buffer.from("000100102112a44200112233445566778899aabb0006000b6e6f626f64793a6861636b00", "hex");
  for (let n = 0; n < 500; n += 1) {
    const bytes =
      n % 3 === 0 ? stun : Buffer.from(Array.from({ length: 1 + (n % 90) }, (_, at) => (at * 31 + n * 7) & 0xff));
    stranger.send(bytes, WEBRTC_PORT, "127.0.0.1");
  }
  expectTones(await listen(phone.peer, 600), [600], [600]);
  stranger.close();
  expect((await browser.facts()).isOpen).toBe(true);
  expect(value(await stage.pool.endpointFacts("disturbed")).malformed).toBe(0);
});

test("two hundred legs made and closed, answered or not, leave nothing behind [R-MEDIA-86]", async () => {
  const own = await Stage.open({ firstPort: 26_180, webrtcPorts: { from: 25_020, to: 25_020 } });
  try {
    const pid = pidOf(own);
    const browser = await own.browser();
    const round = async (name: string): Promise<void> => {
      const offered = value(await own.pool.createBrowserEndpoint({ endpointId: `${name}-offered` }));
      expect(offered.sdp).toContain("127.0.0.1 25020");
      const { sdp } = value(await own.pool.createBrowserEndpoint({ endpointId: `${name}-met` }));
      value(await own.pool.setBrowserAnswer(`${name}-met`, await browser.answerTo(sdp)));
      if (name.endsWith("0")) await browser.untilOpen();
      value(await own.pool.closeEndpoint(`${name}-met`));
      value(await own.pool.closeEndpoint(`${name}-offered`));
    };
    for (let n = 0; n < 10; n += 1) await round(`first-${n}`);
    const before = { sockets: socketsOf(pid), threads: readdirSync(`/proc/${pid}/task`).length };
    for (let n = 0; n < 100; n += 1) await round(`n-${n}`);
    await expect.poll(() => socketsOf(pid), { timeout: 30_000 }).toBe(before.sockets);
    expect(readdirSync(`/proc/${pid}/task`).length).toBeLessThanOrEqual(before.threads);
    expect(own.events.filter((event) => event.type === "endpoint.closed")).toHaveLength(220);
    expect(
      value((await own.pool.processFacts())[0] ?? { ok: false, refusal: { code: "no-process", message: "" } }),
    ).toMatchObject({ endpoints: 0 });
  } finally {
    await own.close();
  }
});

test("without a port browsers are refused, and so they are while another program has it [R-MEDIA-87]", async () => {
  const squatter = createSocket("udp4");
  squatter.bind(25_031, "127.0.0.1");
  await once(squatter, "listening");
  const own = await Stage.open({
    firstPort: 26_140,
    processes: 3,
    webrtcPorts: { from: 25_030, to: 25_031 },
  });
  try {
    const ask = (process: number): ReturnType<typeof own.pool.createBrowserEndpoint> =>
      own.pool.createBrowserEndpoint({ endpointId: `leg-${process}`, process });
    expect(value(await ask(0)).sdp).toContain("m=audio 25030 ");
    expect(await ask(1)).toMatchObject({ ok: false, refusal: { code: "webrtc-failed", message: /25031/ } });
    expect(await ask(2)).toMatchObject({ ok: false, refusal: { code: "no-webrtc-port" } });
    squatter.close();
    await once(squatter, "close");
    expect(value(await ask(1)).sdp).toContain("m=audio 25031 ");
    expect(own.events.filter((event) => event.type === "process.lost")).toEqual([]);
  } finally {
    await own.close();
  }
});

test("the death of a process takes its browsers with it, is told, and others go on; the next one has the port again [R-MEDIA-60]", async () => {
  const own = await Stage.open({ firstPort: 26_160, processes: 2, webrtcPorts: { from: 25_040, to: 25_041 } });
  try {
    await own.browserLeg("dies", { process: 0 });
    const lives = await own.browserLeg("lives", { process: 1 });
    process.kill(pidOf(own, 0), "SIGKILL");
    expect(await own.until("process.lost")).toMatchObject({ process: 0, endpoints: ["dies"] });
    const tone = { kind: "tone", hz: 440, dbov: -12 } as const;
    value(await own.pool.setConference([state("living", 1, { lives: [tone] })]));
    await own.until("conference.applied");
    expectTones(await listenBrowser(lives, 600), [440], [440]);
    await own.until("process.ready");
    await own.browserLeg("again", { process: 0 });
  } finally {
    await own.close();
  }
});

test("browsers are met over IPv6 too [R-MEDIA-24]", async () => {
  const own = await Stage.open({
    firstPort: 26_120,
    host: "::1",
    publicAddress: "::1",
    webrtcPorts: { from: 25_045, to: 25_045 },
  });
  try {
    await own.browserLeg("six", { host: "::1" });
  } finally {
    await own.close();
  }
});
