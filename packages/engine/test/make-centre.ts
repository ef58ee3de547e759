/** A centre over fakes, with what leaves it in arrays. */
import { asId, unixMs } from "@legroom/model";
import type { CentreConfig, Effect, Event, TelephonyFact } from "@legroom/model";
import { SimDisk, SimJournal, VirtualClock, seededEntropy } from "@legroom/sim";
import { Centre } from "../src/index.ts";
import type { CentreParts } from "../src/index.ts";
import type { Telephony, TelephonyStart } from "../src/ports/index.ts";
import { toyMachine } from "./toy-machine.ts";

export type RecordedTelephony = Telephony & {
  started: TelephonyStart[];
  taken: Effect[];
  stops: number;
  refuseStart: Error | undefined;
  onStop: () => Promise<void>;
};

export function recordedTelephony(): RecordedTelephony {
  const telephony: RecordedTelephony = {
    capabilities: { voices: "matrix", playToLeg: true, tracks: true, moves: true, dialsPerSecondMax: 1000 },
    started: [],
    taken: [],
    stops: 0,
    refuseStart: undefined,
    onStop: () => Promise.resolve(),
    start(start) {
      telephony.started.push(start);
      return telephony.refuseStart === undefined ? Promise.resolve() : Promise.reject(telephony.refuseStart);
    },
    take: (effects) => void telephony.taken.push(...effects),
    async stop() {
      telephony.stops += 1;
      await telephony.onStop();
    },
    health: () => ({ sip: true, media: true }),
  };
  return telephony;
}

export function makeCentre(over: Partial<CentreParts> & { disk?: SimDisk; appendMs?: number } = {}) {
  const { disk: givenDisk, appendMs, ...parts } = over;
  const clock = new VirtualClock();
  const disk = givenDisk ?? new SimDisk();
  const journal = new SimJournal({ clock: over.clock ?? clock, disk, appendMs: appendMs ?? 0 });
  const telephony = recordedTelephony();
  const published: Event[] = [];
  const lines: string[] = [];
  const write = (sentence: string): void => void lines.push(sentence);
  const machine = toyMachine();
  const centre = new Centre({
    centreId: asId("test"),
    journal,
    telephony,
    publisher: { publish: (events) => void published.push(...events) },
    clock,
    entropy: seededEntropy(1),
    log: { debug: write, info: write, warn: write, error: write },
    codeVersion: "1.0.0",
    firstConfig: () => Promise.resolve(tinyConfig),
    machine,
    ...parts,
  });
  return { centre, clock, disk, journal, telephony, published, lines, machine };
}

export const tinyConfig = {
  name: "Tiny",
  devices: [{ id: "alice", owner: { agent: "alice" } }],
} as unknown as CentreConfig; // all that the toy reads

export const ready = (endpoint: string, expiresMs = 1): TelephonyFact => ({
  type: "endpoint.ready",
  endpointId: asId(endpoint),
  deviceId: asId("alice"),
  binding: asId("sealed"),
  expiresAt: unixMs(expiresMs),
});
export const arrived = (leg: string): TelephonyFact => ({
  type: "leg.arrived",
  legId: asId(leg),
  to: "nowhere",
  person: asId("p1"),
});
/** A deadline in so many ms. */
export const deadlineIn = (ms: number): TelephonyFact => ({
  type: "digits.received",
  legId: asId("leg"),
  digits: String(ms),
});
export const ended = (leg: string): TelephonyFact => ({
  type: "leg.ended",
  legId: asId(leg),
  cause: "hung-up",
  by: "far",
});
export const operator = { kind: "operator" } as const;
let commands = 0;
export const by = (id = `command-${(commands += 1)}`) => ({ actor: operator, commandId: asId<"command">(id) });
export const presence = (agentId: string) =>
  ({ type: "presence.set", agentId: asId<"agent">(agentId), presence: "available" }) as const;
export const typesOf = (events: readonly Event[]): string[] => events.map((event) => event.type);
