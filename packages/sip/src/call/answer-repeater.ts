import type { Clock } from "../clock.ts";
import { Alarm } from "../transaction/alarm.ts";
import { T1_MS, T2_MS, TIMEOUT_MS } from "../transaction/timing.ts";

/**
 * A 200 to an INVITE, sent again until its ACK comes: "an interval that starts at T1 seconds and doubles … until it
 * reaches T2", over any transport, for 64*T1 at most (RFC 3261 13.3.1.4).
 */
export class AnswerRepeater {
  readonly #repeat: Alarm;
  readonly #giveUp: Alarm;
  readonly #send: () => void;

  constructor(clock: Clock, send: () => void, notAcknowledged: () => void) {
    this.#repeat = new Alarm(clock);
    this.#giveUp = new Alarm(clock);
    this.#send = send;
    this.#schedule(T1_MS);
    this.#giveUp.set(TIMEOUT_MS, () => {
      this.stop();
      notAcknowledged();
    });
  }

  #schedule(delayMs: number): void {
    this.#repeat.set(delayMs, () => {
      this.#send();
      this.#schedule(Math.min(delayMs * 2, T2_MS));
    });
  }

  stop(): void {
    this.#repeat.clear();
    this.#giveUp.clear();
  }
}
