/** The port through which durable events are shown. */
import type { Event } from "@legroom/model";

export interface Publisher {
  /** Events in order, each once, after their commit. Never throws, never waits. */
  publish(events: readonly Event[]): void;
}
