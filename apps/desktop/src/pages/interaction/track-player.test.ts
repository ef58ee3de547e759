import { expect, test } from "vitest";
import { TrackPlayer } from "./track-player.ts";
import type { PlayerState, Sound } from "./track-player.ts";

/** An audio element without a browser: time moves when the test says so. */
class FakeSound extends EventTarget implements Pick<Sound, "currentTime" | "muted" | "paused"> {
  currentTime = 0;
  muted = false;
  paused = true;
  refuses: string | undefined;

  async play(): Promise<void> {
    if (this.refuses !== undefined) throw Object.assign(new Error("no"), { name: this.refuses });
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  reach(seconds: number): void {
    this.currentTime = seconds;
    this.dispatchEvent(new Event("timeupdate"));
  }
}

function player(): { player: TrackPlayer; customer: FakeSound; agent: FakeSound; states: PlayerState[] } {
  const [customer, agent] = [new FakeSound(), new FakeSound()];
  const states: PlayerState[] = [];
  const tracks = [
    { seatId: "customer", durationMs: 60_000, sound: customer as unknown as Sound },
    { seatId: "agent", durationMs: 40_000, sound: agent as unknown as Sound },
  ];
  return { player: new TrackPlayer({ tracks, onChange: (state) => states.push(state) }), customer, agent, states };
}

test("one press plays all tracks, and one pauses them [R-PAGE-4]", async () => {
  const { player: both, customer, agent } = player();
  await both.play();
  expect([customer.paused, agent.paused, both.state.isPlaying]).toEqual([false, false, true]);
  both.pause();
  expect([customer.paused, agent.paused, both.state.isPlaying]).toEqual([true, true, false]);
});

test("a track that drifts is set beside the leading one [R-PAGE-4]", async () => {
  const { player: both, customer, agent } = player();
  await both.play();
  agent.currentTime = 9.5;
  customer.reach(10);
  expect(agent.currentTime).toBe(10);
  agent.currentTime = 10.03;
  customer.reach(10.01);
  expect(agent.currentTime).toBe(10.03);
  expect(both.state.atS).toBe(10.01);
});

test("seeking places all tracks, the shorter one at its end, and back again", async () => {
  const { player: both, customer, agent } = player();
  await both.play();
  both.seek(50);
  expect([customer.currentTime, agent.currentTime]).toEqual([50, 40]);
  agent.pause();
  both.seek(5);
  expect([customer.currentTime, agent.currentTime, agent.paused]).toEqual([5, 5, false]);
});

test("each track is muted by itself [R-PAGE-4]", () => {
  const { player: both, customer, agent } = player();
  both.toggleMute("agent");
  expect([customer.muted, agent.muted]).toEqual([false, true]);
  both.toggleMute("agent");
  expect(agent.muted).toBe(false);
});

test("at its end it stops, and Play begins anew", async () => {
  const { player: both, customer } = player();
  await both.play();
  customer.dispatchEvent(new Event("ended"));
  expect(both.state).toMatchObject({ isPlaying: false, atS: 60 });
  await both.play();
  expect([customer.currentTime, both.state.isPlaying]).toEqual([0, true]);
});

test.each([
  ["NotAllowedError", "not-allowed"],
  ["NotSupportedError", "unplayable"],
  ["AbortError", undefined],
])("when the browser refuses with %s, nothing plays on and the state says %s", async (name, blocked) => {
  const { player: both, customer, agent } = player();
  agent.refuses = name;
  await both.play();
  expect(customer.paused).toBe(true);
  expect(both.state.isPlaying).toBe(false);
  expect(both.state.blocked).toBe(blocked);
});

test("a closed player hears nothing of its tracks any more", () => {
  const { player: both, customer, states } = player();
  both.close();
  customer.reach(3);
  expect(states).toEqual([]);
});
