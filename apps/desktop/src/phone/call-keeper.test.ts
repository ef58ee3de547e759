import { expect, test } from "vitest";
import { CallKeeper } from "./call-keeper.ts";
import { HandTimers } from "./fixtures/hand-timers.ts";
import { ScriptedCall } from "./fixtures/scripted-phone.ts";

function scene() {
  const timers = new HandTimers();
  const calls: ScriptedCall[] = [];
  const line = { isUp: true };
  const keeper = new CallKeeper({
    timers,
    call: (target) => {
      if (!line.isUp) return undefined;
      const call = new ScriptedCall("calling", target);
      calls.push(call);
      return call;
    },
  });
  /** Audio comes for so long. */
  const hear = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) {
      const call = calls.at(-1);
      if (call?.arrived !== undefined) call.arrived += 5;
      await timers.pass(100);
    }
  };
  return { timers, calls, keeper, line, hear };
}

async function up() {
  const here = scene();
  here.keeper.place("main");
  here.calls[0]?.becomes("up");
  await here.hear(500);
  return here;
}

test("a call is connecting until it is answered, and then flows", async () => {
  const { keeper, calls, hear } = scene();
  expect(keeper.place("sales")).toBe(true);
  expect(calls[0]?.target).toBe("sales");
  expect(keeper.view.get()).toEqual({ phase: "connecting", isMuted: false });
  calls[0]?.becomes("up");
  await hear(1000);
  expect(keeper.view.get()).toEqual({ phase: "up", isMuted: false, audio: "flowing" });
});

test("a second without sound is said, and sound that comes back is nothing more [R-DESK-4]", async () => {
  const { keeper, timers, hear } = await up();
  await timers.pass(1250);
  expect(keeper.view.get()).toMatchObject({ phase: "up", audio: "stalled" });
  await hear(500);
  expect(keeper.view.get()).toMatchObject({ phase: "up", audio: "flowing" });
});

test("sound that stays away is a dead connection: the seat is called for, and the old call let go without a goodbye [R-DESK-5]", async () => {
  const { keeper, timers, calls } = await up();
  await timers.pass(3000);
  expect(keeper.view.get().phase).toBe("returning");
  expect(calls[1]?.target).toBe("return");
  expect(calls[0]?.asked).toContain("drop");
  expect(calls[0]?.asked).not.toContain("goodbye");
  calls[1]?.becomes("up");
  expect(keeper.view.get()).toMatchObject({ phase: "up", audio: "flowing" });
});

test("while there is no line the return waits, and is tried at once when there is one", async () => {
  const { keeper, timers, calls, line } = await up();
  line.isUp = false;
  await timers.pass(5000);
  expect(calls).toHaveLength(1);
  line.isUp = true;
  keeper.nudge();
  expect(calls[1]?.target).toBe("return");
});

test("a return that fails is tried again; one that finds no seat is the end", async () => {
  const { keeper, timers, calls } = await up();
  await timers.pass(3000);
  calls[1]?.becomes("ended", { by: "far", status: 503 });
  expect(keeper.view.get().phase).toBe("returning");
  await timers.pass(1500);
  calls[2]?.becomes("ended", { by: "far", status: 404 });
  expect(keeper.view.get()).toEqual({ phase: "ended", end: { by: "far", status: 404 } });
  await timers.pass(10_000);
  expect(calls).toHaveLength(3);
});

test("nobody returns for ever: after the seat is given up it is the end", async () => {
  const { keeper, timers, line } = await up();
  line.isUp = false;
  await timers.pass(40_000);
  expect(keeper.view.get().phase).toBe("ended");
});

test("the former call's end does not end the one that took its place", async () => {
  const { keeper, timers, calls } = await up();
  await timers.pass(3000);
  calls[1]?.becomes("up");
  calls[0]?.becomes("ended", { by: "far" });
  expect(keeper.view.get().phase).toBe("up");
});

test("who was muted is still muted after coming back", async () => {
  const { keeper, timers, calls } = await up();
  keeper.setMuted(true);
  await timers.pass(3000);
  calls[1]?.becomes("up");
  expect(keeper.view.get()).toMatchObject({ phase: "up", isMuted: true });
  expect(calls[1]?.asked).toContain("mute");
});

test("the next call begins unmuted", async () => {
  const { keeper, calls } = await up();
  keeper.setMuted(true);
  keeper.hangUp();
  keeper.place("main");
  calls[1]?.becomes("up");
  expect(keeper.view.get()).toMatchObject({ isMuted: false });
});

test("to end says goodbye once", async () => {
  const { keeper, calls } = await up();
  keeper.hangUp();
  expect(calls[0]?.asked.filter((word) => word === "goodbye")).toHaveLength(1);
  expect(keeper.view.get()).toEqual({ phase: "ended", end: { by: "us" } });
});
