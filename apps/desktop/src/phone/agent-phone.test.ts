import type { MicrophoneState } from "@legroom/sdk";
import { expect, test } from "vitest";
import { AgentPhone } from "./agent-phone.ts";
import { HandTimers, settled } from "./fixtures/hand-timers.ts";
import { ScriptedCall, ScriptedLine, ScriptedMicrophone } from "./fixtures/scripted-phone.ts";
import type { LineEvents } from "./sip-line.ts";

function scene(more: { wasPhone?: boolean; opensAs?: MicrophoneState; refusesTelling?: number } = {}) {
  const timers = new HandTimers();
  const microphone = new ScriptedMicrophone();
  microphone.opensAs = more.opensAs ?? "ready";
  const told: MicrophoneState[] = [];
  let refusals = more.refusesTelling ?? 0;
  const lines: ScriptedLine[] = [];
  const phone = new AgentPhone({
    pageId: "page-1",
    openLine: (events: LineEvents) => {
      const made = new ScriptedLine(events);
      lines.push(made);
      return made;
    },
    microphone,
    tellMicrophone: async (state) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error("not now");
      told.push(state);
    },
    wasPhone: more.wasPhone ?? false,
    onRinging: () => undefined,
    timers,
  });
  const line = lines[0] ?? new ScriptedLine({} as LineEvents);
  const rings = (offerId: string | undefined): ScriptedCall => {
    const call = new ScriptedCall("ringing");
    line.events.onRinging(call, offerId);
    return call;
  };
  return { phone, line, microphone, told, timers, rings, view: phone.view.get };
}

async function ready() {
  const here = scene();
  here.line.connects();
  await here.phone.want(true);
  here.line.events.onRegistered();
  return here;
}

test("a page registers only when it is wanted and its microphone is open [R-DESK-6]", async () => {
  const { phone, line, view } = scene();
  line.connects();
  await settled();
  expect(line.asked).toEqual(["start"]);
  await phone.want(true);
  expect(line.asked).toEqual(["start", "register"]);
  line.events.onRegistered();
  expect(view()).toMatchObject({ line: "ready", microphone: "ready" });
});

test("without a microphone it does not register, and the server is told why not", async () => {
  const { phone, line, told, view } = scene({ opensAs: "refused" });
  line.connects();
  await phone.want(true);
  expect(line.asked).not.toContain("register");
  expect(told.at(-1)).toBe("refused");
  expect(view()).toMatchObject({ line: "resting", microphone: "refused" });
});

test("a microphone that is lost is told to the server at once, and so is its return [R-DESK-7]", async () => {
  const { microphone, told } = await ready();
  microphone.becomes("missing");
  await settled();
  expect(told.at(-1)).toBe("missing");
  microphone.becomes("ready");
  await settled();
  expect(told.at(-1)).toBe("ready");
});

test("what the server could not be told is told again", async () => {
  const { phone, line, told, timers } = scene({ refusesTelling: 2 });
  line.connects();
  await phone.want(true);
  await timers.pass(5000);
  expect(told).toEqual(["ready"]);
});

test("after the line came back the page registers again, and tells its microphone again", async () => {
  const { line, told, view } = await ready();
  line.breaks(1006);
  expect(view().line).toBe("lost");
  told.length = 0;
  line.connects();
  await settled();
  expect(line.asked.filter((word) => word === "register")).toHaveLength(2);
  expect(told).toEqual(["ready"]);
});

test("a page that is not wanted any more unregisters and closes the microphone", async () => {
  const { phone, line, microphone } = await ready();
  await phone.want(false);
  expect(line.asked).toContain("unregister");
  expect(microphone.state.get()).toBe("closed");
});

test("when another page is the phone this one says so, closes its microphone, and does not come back by itself [R-DESK-2]", async () => {
  const { phone, line, microphone, view } = await ready();
  line.breaks(4409);
  expect(view().line).toBe("elsewhere");
  expect(line.asked).toContain("rest");
  expect(microphone.state.get()).toBe("closed");
  await phone.want(true);
  expect(view().line).toBe("elsewhere");
  expect(microphone.state.get()).toBe("closed");
});

test("a registration that meets another page's is not pressed; to take over is asked for by name", async () => {
  const { phone, line, view } = scene();
  line.connects();
  await phone.want(true);
  line.events.onRefused(409);
  expect(view()).toMatchObject({ line: "elsewhere", microphone: "closed" });
  phone.takeOver();
  await settled();
  expect(line.asked.at(-1)).toBe("register taking over");
  line.events.onRegistered();
  expect(view()).toMatchObject({ line: "ready", microphone: "ready" });
});

test("a page whose connection was closed by a take-over takes over again when it is back", async () => {
  const { phone, line, view } = await ready();
  line.breaks(4409);
  phone.takeOver();
  await settled();
  expect(line.asked.at(-1)).toBe("reconnect");
  line.connects();
  await settled();
  expect(line.asked.at(-1)).toBe("register taking over");
  line.events.onRegistered();
  expect(view().line).toBe("ready");
});

test("a tab that was the phone before it was loaded again takes its own place", async () => {
  const { phone, line } = scene({ wasPhone: true });
  line.connects();
  await phone.want(true);
  expect(line.asked).toContain("register taking over");
});

test("an offer can be accepted only while it rings here [R-DESK-8]", async () => {
  const { phone, rings, view } = await ready();
  expect(phone.accept("offer-1")).toBe(false);
  const call = rings("offer-1");
  expect(view().ringing).toEqual(["offer-1"]);
  expect(phone.accept("offer-1")).toBe(true);
  expect(call.asked).toContain("answer");
  expect(view()).toMatchObject({ ringing: [], call: { phase: "up" } });
});

test("an offer that stops ringing cannot be accepted any more", async () => {
  const { phone, rings, view } = await ready();
  rings("offer-1").becomes("ended", { by: "far" });
  expect(view().ringing).toEqual([]);
  expect(phone.accept("offer-1")).toBe(false);
});

test("to decline answers the offer's own call, and says when it does not ring here", async () => {
  const { phone, rings } = await ready();
  const call = rings("offer-1");
  expect([phone.decline("offer-1"), phone.decline("offer-2")]).toEqual([true, false]);
  expect(call.asked).toEqual(["decline"]);
});

test("a call that names no offer is not taken", async () => {
  const { rings, view } = await ready();
  expect(rings(undefined).asked).toEqual(["decline"]);
  expect(view().ringing).toEqual([]);
});

test("a page that was loaded again calls for its seat as soon as line and microphone are there [R-DESK-5]", async () => {
  const { phone, line, view } = scene({ wasPhone: true });
  await phone.returnToCall();
  expect(line.calls).toEqual([]);
  line.connects();
  expect(line.calls.map(({ target }) => target)).toEqual(["return"]);
  line.calls[0]?.becomes("up");
  expect(view().call).toMatchObject({ phase: "up" });
});

test("the loss of the connection alone ends no call", async () => {
  const { phone, line, rings, view } = await ready();
  const call = rings("offer-1");
  phone.accept("offer-1");
  line.breaks(1006);
  expect(call.phase).toBe("up");
  expect(view().call.phase).toBe("up");
});

test("a sign-out ends what is here without a goodbye", async () => {
  const { phone, line, rings, view } = await ready();
  const call = rings("offer-1");
  phone.accept("offer-1");
  line.breaks(4401);
  expect(call.asked).toContain("drop");
  expect(view()).toMatchObject({ line: "signed-out", call: { phase: "none" }, microphone: "closed" });
});

test("another microphone in a call takes the place of the one that went", async () => {
  const { phone, microphone, rings } = await ready();
  const call = rings("offer-1");
  phone.accept("offer-1");
  microphone.becomes("missing");
  microphone.becomes("ready");
  expect(call.asked).toContain("track");
});
