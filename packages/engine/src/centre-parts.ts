/** What a centre is built from: all collaborators at once, and its limits. */
import type { CentreConfig, CentreId, Input } from "@legroom/model";
import type { Machine } from "./machine.ts";
import type { CallerLookup } from "./ports/callers.ts";
import type { Clock, Entropy } from "./ports/clock.ts";
import type { Journal } from "./ports/journal.ts";
import type { Log } from "./ports/log.ts";
import type { Publisher } from "./ports/publisher.ts";
import type { Telephony } from "./ports/telephony.ts";
import type { SnapshotMaker } from "./snapshot.ts";

export type CentreLimits = {
  /** Commands that are not answered yet; one more is refused with `command.bound`. */
  readonly commandsMax: number;
  /** New legs that wait for the machine (while it is rebuilt or the disk is slow); one more is rejected as overloaded. */
  readonly arrivalsMax: number;
  /** Steps in one commit: bounds how long a commit takes, and how much can be undurable at once (twice this). */
  readonly groupMax: number;
  /** A snapshot is asked for after so many events; later where making one takes long. */
  readonly snapshotEveryEvents: number;
  /** The first wait before the journal is opened again after a failed commit; doubled each time up to `retryMsMax`. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  /** How often the engine looks at the clock when nothing happens; the clock jumped if it missed 1 s more than that. */
  readonly beatMs: number;
  /** How long `stop` waits for last facts and the last commit. */
  readonly stopMs: number;
};

export const defaultLimits: CentreLimits = {
  commandsMax: 1000,
  arrivalsMax: 10_000,
  groupMax: 512,
  snapshotEveryEvents: 4000,
  retryMs: 100,
  retryMsMax: 5000,
  beatMs: 1000,
  stopMs: 2000,
};

export type CentreParts = {
  readonly centreId: CentreId;
  readonly journal: Journal;
  readonly telephony: Telephony;
  readonly publisher: Publisher;
  /** Who calls; without it nobody is known. */
  readonly callers?: CallerLookup;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  /** Recorded at each start; a snapshot of another version is not used. */
  readonly codeVersion: string;
  /** What an empty journal begins with. Asked only then, so that its contacts are sealed only once. */
  readonly firstConfig: () => Promise<CentreConfig>;
  /** Start although the clock is more than 5 minutes behind the journal (`--accept-clock`). */
  readonly acceptClock?: boolean;
  readonly limits?: Partial<CentreLimits>;
  /** Makes snapshots elsewhere (a second thread). Without one they are made at stop, and at start after a long tail. */
  readonly snapshots?: SnapshotMaker;
  /** Told of each step that threw, before it is contained. The simulator makes it fatal. */
  readonly onFault?: (error: unknown, input: Input) => void;
  /** `routingMachine` unless stated. */
  readonly machine?: Machine;
};
