/** The real JsSIP against the stack: what pages run. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { outboundListener } from "../../test/phones.ts";
import {
  jsSipPage,
  silence,
  TextPeerConnection,
  TextSessionDescription,
  type JsSipEvent,
  type JsSipUa,
} from "../../test/jssip-page.ts";
import type { CallEnd } from "../call/call.ts";
import { browserOffer, openCentre, until, type Centre } from "../../test/pages.ts";

const answerText = browserOffer.replace("a=setup:actpass", "a=setup:active");
const pages: JsSipUa[] = [];
const centres: Centre[] = [];

beforeAll(() => {
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("RTCPeerConnection", TextPeerConnection);
  vi.stubGlobal("RTCSessionDescription", TextSessionDescription);
  TextPeerConnection.offer = browserOffer;
  TextPeerConnection.answer = answerText;
});

afterEach(async () => {
  for (const page of pages.splice(0)) page.stop();
  await Promise.all(centres.splice(0).map((centre) => centre.stop()));
  TextPeerConnection.heard.length = 0;
});

afterAll(() => {
  vi.unstubAllGlobals();
});

async function centreWith(options: Parameters<typeof openCentre>[0] = {}): Promise<Centre> {
  const centre = await openCentre({ policy: () => ({ allow: true, as: "alice.browser" }), ...options });
  centres.push(centre);
  return centre;
}

/** A page that has started, and what its JsSIP told. */
function pageOf(centre: Centre, configuration: object = {}): { ua: JsSipUa; told: string[]; events: JsSipEvent[] } {
  const ua = jsSipPage(`${centre.url}/alice`, configuration);
  pages.push(ua);
  const told: string[] = [];
  const events: JsSipEvent[] = [];
  for (const name of ["connected", "disconnected", "registered", "unregistered", "registrationFailed", "newRTCSession"])
    ua.on(name, (event) => {
      told.push(name);
      events.push(event);
    });
  ua.start();
  return { ua, told, events };
}

test("JsSIP registers without being asked for a secret, and signs off [R-SIP-114]", async () => {
  const centre = await centreWith();
  const { ua, told } = pageOf(centre, { register_expires: 120 });
  await until(() => told.includes("registered"));
  const [binding] = centre.stack.registrar.bindings("sip:alice.browser@centre.example");
  expect(binding).toMatchObject({ authenticatedUser: "alice.browser", peer: { transport: "ws", holder: "alice" } });
  expect(binding?.contactUri).toMatch(/^sip:\w+@\w+\.invalid;transport=ws$/);
  expect((binding?.expiresAt ?? 0) - Date.now()).toBeGreaterThan(110_000);
  ua.unregister();
  await until(() => told.includes("unregistered"));
  expect(centre.stack.registrar.all()).toEqual([]);
  ua.register();
  await until(() => ua.isRegistered());
  ua.unregister({ all: true });
  await until(() => centre.stack.registrar.all().length === 0);
  expect(centre.bindings.map((event) => event.type)).toEqual(["added", "removed", "added", "removed"]);
});

test("JsSIP whose connection is lost comes back by itself, to the same binding [R-SIP-114]", async () => {
  const centre = await centreWith();
  const { ua, told, events } = pageOf(centre);
  await until(() => ua.isRegistered());
  centre.door.close("alice", 4409, "taken over");
  await until(() => told.includes("disconnected"));
  expect(events[told.indexOf("disconnected")]).toMatchObject({ code: 4409, reason: "taken over" });
  await until(() => ua.isRegistered());
  expect(centre.bindings.map((event) => event.type)).toEqual(["added", "flow-closed", "refreshed"]);
  expect(centre.stack.registrar.all()).toHaveLength(1);
}, 10_000);

test("JsSIP that is refused by the policy reads the status [R-SIP-110]", async () => {
  const centre = await centreWith({ policy: () => ({ reject: 409, reason: "Another Page Is The Phone" }) });
  const { told, events } = pageOf(centre);
  await until(() => told.includes("registrationFailed"));
  expect(events[told.indexOf("registrationFailed")]).toMatchObject({ response: { status_code: 409 } });
});

test("JsSIP calls, sends a digit, and hangs up [R-SIP-114]", async () => {
  const centre = await centreWith();
  const { ua, told } = pageOf(centre);
  await until(() => told.includes("registered"));
  const session = ua.call("sip:sales@centre.example", { mediaStream: silence });
  await until(() => centre.calls.length > 0);
  const [call] = centre.calls;
  expect(call?.offerText).toBe(browserOffer);
  call?.ring();
  call?.answer({ raw: answerText });
  await until(() => session.isEstablished() && call?.phase === "up");
  expect(TextPeerConnection.heard).toEqual([answerText]);
  session.sendDTMF("7", { transportType: "INFO", duration: 120 });
  await until(() => centre.heard.length > 1);
  session.terminate();
  await until(() => call?.phase === "ended");
  expect(centre.heard).toEqual(["ack", "digit 7 120", "ended by remote: bye"]);
});

test("JsSIP whose audio has lost its way ends with a BYE that says so: cause 408, which nobody pressed [R-SIP-114]", async () => {
  let end: CallEnd | undefined;
  const centre = await centreWith({
    onInvite: (call) => {
      call.answer({ raw: answerText });
      return { onEnded: (ended) => (end = ended) };
    },
  });
  const { ua, told } = pageOf(centre);
  await until(() => told.includes("registered"));
  const session = ua.call("sip:sales@centre.example", { mediaStream: silence });
  await until(() => session.isEstablished());
  session.connection.loseTheWay();
  await until(() => end !== undefined);
  expect(end).toEqual({
    by: "remote",
    cause: "bye",
    reason: { protocol: "SIP", cause: 408, text: "RTP Timeout" },
  });
});

test("JsSIP is called by its binding, reads our header, answers; its call outlives the connection, and ends on the next [R-SIP-114]", async () => {
  const centre = await centreWith();
  const { ua, told, events } = pageOf(centre);
  await until(() => ua.isRegistered());
  const [binding] = centre.stack.registrar.all();
  if (binding === undefined) throw new Error("not registered");
  const heard: string[] = [];
  const answers: (string | undefined)[] = [];
  const call = centre.stack.dial({
    callId: "offer-1",
    fromTag: "offer-1-tag",
    branch: "offer-1",
    target: binding.contactUri,
    peer: binding.peer,
    from: { displayName: "Erin", uri: "sip:erin@centre.example" },
    headers: [["X-Legroom-Offer", 'o-1; queue="Sales"; why="longest idle"']],
    offer: { raw: browserOffer },
    listener: { ...outboundListener(heard), onAnswered: ({ sdpText }) => answers.push(sdpText) },
  });
  await until(() => told.includes("newRTCSession"));
  const event = events[told.indexOf("newRTCSession")];
  expect(event?.request?.getHeader("X-Legroom-Offer")).toBe('o-1; queue="Sales"; why="longest idle"');
  expect(event?.request?.body).toBe(browserOffer);
  let ended = "";
  event?.session?.on("ended", ({ originator, cause }) => (ended = `${originator}: ${cause}`));
  event?.session?.answer({ mediaStream: silence });
  await until(() => call.phase === "up");
  expect(answers).toEqual([answerText]);
  const before = told.filter((name) => name === "registered").length;
  centre.door.close("alice", 4000, "network");
  await until(() => told.filter((name) => name === "registered").length > before);
  expect([call.phase, event?.session?.isEstablished()]).toEqual(["up", true]);
  call.hangUp();
  await until(() => ended !== "");
  expect(ended).toBe("remote: Terminated");
}, 10_000);

test("JsSIP declines with 603 [R-SIP-114]", async () => {
  const centre = await centreWith();
  const { ua, told, events } = pageOf(centre);
  await until(() => ua.isRegistered());
  const [binding] = centre.stack.registrar.all();
  const heard: string[] = [];
  if (binding !== undefined)
    centre.stack.dial({
      callId: "offer-2",
      fromTag: "offer-2-tag",
      branch: "offer-2",
      target: binding.contactUri,
      peer: binding.peer,
      from: { uri: "sip:erin@centre.example" },
      offer: { raw: browserOffer },
      listener: outboundListener(heard),
    });
  await until(() => told.includes("newRTCSession"));
  events[told.indexOf("newRTCSession")]?.session?.terminate({ status_code: 603 });
  await until(() => heard.includes("failed 603"));
  expect(heard.filter((word) => word.startsWith("failed"))).toEqual(["failed 603"]);
});
