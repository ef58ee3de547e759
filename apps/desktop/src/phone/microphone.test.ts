import { expect, test } from "vitest";
import { HandTimers, settled } from "./fixtures/hand-timers.ts";
import { Microphone } from "./microphone.ts";
import { constraintsOf, stateOfError, wantsRawAudio } from "./microphone-state.ts";

class FarTrack {
  readyState = "live";
  #ended: (() => void)[] = [];
  addEventListener(_type: string, run: () => void): void {
    this.#ended.push(run);
  }
  stop(): void {
    this.readyState = "ended";
  }
  /** Unplugged. */
  goes(): void {
    this.readyState = "ended";
    for (const run of this.#ended) run();
  }
}

function scene(answers: (string | undefined)[]) {
  const timers = new HandTimers();
  const tracks: FarTrack[] = [];
  let changed = (): void => undefined;
  let permitted = (): void => undefined;
  let asked = 0;
  const microphone = new Microphone({
    isRaw: false,
    timers,
    permission: (onChange) => {
      permitted = onChange;
    },
    devices: {
      addEventListener: ((_type: string, run: () => void) => {
        changed = run;
      }) as MediaDevices["addEventListener"],
      getUserMedia: async () => {
        const error = answers[Math.min(asked, answers.length - 1)];
        asked += 1;
        if (error !== undefined) throw Object.assign(new Error("no"), { name: error });
        const track = new FarTrack();
        tracks.push(track);
        return { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream;
      },
    },
  });
  return { microphone, timers, tracks, plug: () => changed(), permit: () => permitted(), asked: () => asked };
}

test("an origin without devices is insecure, and opening it does not throw", async () => {
  const microphone = new Microphone({ devices: undefined, isRaw: false, timers: new HandTimers() });
  expect(microphone.state.get()).toBe("insecure");
  expect(await microphone.open()).toBe("insecure");
  microphone.close();
  expect(microphone.state.get()).toBe("insecure");
});

test.each([
  ["NotAllowedError", "refused"],
  ["SecurityError", "refused"],
  ["NotFoundError", "missing"],
  ["OverconstrainedError", "missing"],
  ["NotReadableError", "taken"],
  ["AbortError", "taken"],
  ["", "taken"],
])("%s is a microphone that is %s [R-DESK-9]", async (name, state) => {
  expect(stateOfError(name)).toBe(state);
  expect(await scene([name]).microphone.open()).toBe(state);
});

test("asked twice at once, it is opened once", async () => {
  const { microphone, asked } = scene([undefined]);
  expect(await Promise.all([microphone.open(), microphone.open()])).toEqual(["ready", "ready"]);
  expect(asked()).toBe(1);
});

test("unplugged in a call it is missing, and plugged in again it is ready by itself [R-DESK-9]", async () => {
  const { microphone, tracks, plug } = scene([undefined, "NotFoundError", undefined]);
  await microphone.open();
  tracks[0]?.goes();
  await settled();
  expect(microphone.state.get()).toBe("missing");
  plug();
  await settled();
  expect(microphone.state.get()).toBe("ready");
});

test("permission that is given later opens it", async () => {
  const { microphone, permit } = scene(["NotAllowedError", undefined]);
  await microphone.open();
  permit();
  await settled();
  expect(microphone.state.get()).toBe("ready");
});

test("one that another program has is asked for again until it is free", async () => {
  const { microphone, timers, asked } = scene(["NotReadableError", "NotReadableError", undefined]);
  await microphone.open();
  await timers.pass(6500);
  expect([microphone.state.get(), asked()]).toEqual(["ready", 3]);
});

test("a closed one is not opened by a plug, and its light goes out", async () => {
  const { microphone, tracks, plug, asked } = scene([undefined]);
  await microphone.open();
  microphone.close();
  plug();
  await settled();
  expect([microphone.state.get(), tracks[0]?.readyState, asked()]).toEqual(["closed", "ended", 1]);
});

test("closed while the browser still asks, nothing stays open", async () => {
  const { microphone, tracks } = scene([undefined]);
  const opening = microphone.open();
  microphone.close();
  expect(await opening).toBe("closed");
  expect(tracks[0]?.readyState).toBe("ended");
});

test("raw audio is asked for by the address, else by what this browser keeps", () => {
  expect(wantsRawAudio("?raw-audio=1", null)).toBe(true);
  expect(wantsRawAudio("?raw-audio=0", "1")).toBe(false);
  expect(wantsRawAudio("", "1")).toBe(true);
  expect(wantsRawAudio("?x=1", null)).toBe(false);
  expect(constraintsOf(true).audio).toEqual({
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  });
});
