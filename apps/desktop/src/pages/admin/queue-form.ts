/** The form of a queue: every setting of the centre's file but its id. */
import { customerClasses, queueSettings, strategies, wrapUpModes } from "@legroom/model";
import type { QueueConfig } from "@legroom/model";
import { queueFormWords as words } from "../../words/en-queue-form.ts";
import type { FormKind } from "./form/form-kind.ts";
import type { Shape, Value } from "./form/shape.ts";

const number = { kind: "number", unit: 1 } as const;
const seconds = { kind: "number", unit: 1000 } as const;
const requirement = { kind: "requirement" } as const;
const perClass: Shape = { kind: "group", fields: Object.fromEntries(customerClasses.map((name) => [name, number])) };

export const relaxationKinds = ["waited", "position", "estimate", "staffing"] as const;
export const borrowingKinds = ["waiting", "oldest-wait-ms", "estimate-ms"] as const;

const relaxations: Shape = {
  kind: "rows",
  fields: { by: { kind: "choice", of: relaxationKinds }, amount: number, requires: requirement },
  codec: { open: openRelaxation, close: closeRelaxation },
  typedAs: { when: "amount" },
  blank: { by: "waited", amount: "60", requires: "" },
};

const borrows: Shape = {
  kind: "rows",
  fields: {
    from: { kind: "id", of: "queues" },
    when: { kind: "choice", of: borrowingKinds },
    startsAt: number,
    endsAt: number,
    leastMs: seconds,
  },
  codec: { open: (row) => scaled(row, 1 / 1000), close: (row) => scaled(row, 1000) },
  blank: { from: "", when: "waiting", startsAt: "5", endsAt: "2", leastMs: "60" },
};

const fields = {
  name: { kind: "text" },
  requires: requirement,
  members: { kind: "ids", of: "agents" },
  tiers: {
    kind: "rows",
    fields: { agent: { kind: "id", of: "agents" }, tier: number, delayMs: seconds },
    blank: { agent: "", tier: "2", delayMs: "0" },
  },
  points: perClass,
  secondsPerPoint: number,
  bands: perClass,
  escalations: {
    kind: "rows",
    fields: {
      customerClass: { kind: "choice", of: [...customerClasses, "any"] },
      afterMs: seconds,
      toBand: number,
      tell: { kind: "flag" },
    },
    blank: { customerClass: "any", afterMs: "120", toBand: "0", tell: true },
  },
  strategy: { kind: "choice", of: strategies },
  progressMs: seconds,
  weight: number,
  units: number,
  interrupts: { kind: "ids", of: "queues" },
  relaxations,
  preferredMs: seconds,
  preferredUnderMs: seconds,
  lastAgent: { kind: "choice", of: ["off", "members", "any"] },
  languageMs: seconds,
  offerMs: seconds,
  wrapUpMode: { kind: "choice", of: wrapUpModes },
  wrapUpMs: seconds,
  wrapUpExtensionMs: seconds,
  tellPosition: { kind: "flag" },
  tellEstimate: { kind: "flag" },
  tellComfort: { kind: "flag" },
  inQueueMs: seconds,
  offersMax: number,
  overflowTo: { kind: "id", of: "queues", isOptional: true },
  serviceLevelMs: seconds,
  waitingMax: number,
  borrows,
} as const satisfies { readonly [Name in Exclude<keyof QueueConfig, "id">]: Shape };

export const queueForm: FormKind<Omit<QueueConfig, "id">> = {
  shape: { kind: "group", fields },
  schema: queueSettings.omit({ id: true }),
  fields: words.fields,
  sections: words.sections,
  changedCode: "centre.changed",
  changedTitle: words.conflictTitle,
};

/** The name of the amount in the file, and how much of it is one that is typed. */
const amounts: Readonly<Record<string, readonly [name: string, unit: number]>> = {
  waited: ["afterMs", 1000],
  position: ["atMost", 1],
  estimate: ["overMs", 1000],
  staffing: ["atMost", 1],
};

type Row = { readonly [name: string]: Value };

function openRelaxation(row: Value): Value {
  const { when, requires } = asRow(row);
  const { by, ...rest } = asRow(when);
  const [name = "", unit = 1] = amounts[String(by)] ?? [];
  return { by, amount: Number(rest[name]) / unit, requires };
}

function closeRelaxation(row: Value): Value {
  const { by, amount, requires } = asRow(row);
  const [name = "", unit = 1] = amounts[String(by)] ?? [];
  return { when: { by, [name]: Math.round(Number(amount) * unit * 1000) / 1000 }, requires };
}

/** Thresholds of waits are typed in seconds, those of callers as they are. */
function scaled(row: Value, factor: number): Value {
  const { startsAt, endsAt, ...rest } = asRow(row);
  const by = rest["when"] === "waiting" ? 1 : factor;
  const of = (value: Value): number => Math.round(Number(value) * by * 1000) / 1000;
  return { ...rest, startsAt: of(startsAt), endsAt: of(endsAt) };
}

function asRow(value: Value): Row {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
