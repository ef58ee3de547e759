/** Whether audio arrives: the server sends without a pause, so that a second without a packet is a loss. */
import type { Timers } from "./timers.ts";

export type AudioFlow = "flowing" | "stalled";

/** How many packets have come, as samples tell; `sinceAt` is when the last new one was seen. */
export type FlowState = { readonly packets: number; readonly sinceAt: number };

export const LOOK_MS = 250;
const STALLED_MS = 900;

export function nextFlow(flow: FlowState | undefined, packets: number, now: number): FlowState {
  return flow === undefined || packets !== flow.packets ? { packets, sinceAt: now } : flow;
}

/** How long nothing has come, in milliseconds. */
export function quietMs(flow: FlowState | undefined, now: number): number {
  return flow === undefined ? 0 : now - flow.sinceAt;
}

export function flowOf(flow: FlowState | undefined, now: number): AudioFlow {
  return quietMs(flow, now) > STALLED_MS ? "stalled" : "flowing";
}

/** Looks at it until it is stopped. `packets` is undefined while it cannot be told. */
export function watchFlow(options: {
  readonly packets: () => Promise<number | undefined>;
  readonly onLook: (flow: AudioFlow, quietMs: number) => void;
  readonly timers: Timers;
}): () => void {
  const { packets, onLook, timers } = options;
  let flow: FlowState | undefined = { packets: 0, sinceAt: timers.now() };
  let isStopped = false;
  const look = async (): Promise<void> => {
    const count = await packets().catch(() => undefined);
    if (isStopped || count === undefined) return;
    const now = timers.now();
    flow = nextFlow(flow, count, now);
    onLook(flowOf(flow, now), quietMs(flow, now));
  };
  const stop = timers.every(LOOK_MS, () => void look());
  return () => {
    isStopped = true;
    stop();
  };
}
