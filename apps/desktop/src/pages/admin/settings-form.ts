/** The forms of an agent and of the centre. */
import { centreFile, customerClasses, DEFAULT_LEVEL, queueComparisons } from "@legroom/model";
import type { AgentConfig, CentreFile } from "@legroom/model";
import { agentFormWords, centreFormWords } from "../../words/en-settings.ts";
import type { FormKind } from "./form/form-kind.ts";
import type { Shape, Value } from "./form/shape.ts";

const number = { kind: "number", unit: 1 } as const;
const levels: Shape = { kind: "record", of: number };

/** The skills are those that have a level. */
export type AgentSettings = Pick<AgentConfig, "name" | "levels" | "languages" | "capacity">;

export const agentForm: FormKind<AgentSettings> = {
  ...agentFormWords,
  shape: { kind: "group", fields: { name: { kind: "text" }, capacity: number, levels, languages: levels } },
  schema: centreFile.shape.agents.element.pick({ name: true, levels: true, languages: true, capacity: true }),
  changedCode: "centre.changed",
};

/** Every skill with its level, also those for which none is said. */
export function openAgent({ name, skills, levels: said, languages, capacity }: AgentConfig): AgentSettings {
  const all = skills.map((skill) => [skill, said[skill] ?? DEFAULT_LEVEL] as const);
  return { name, languages, capacity, levels: Object.fromEntries(all) };
}

/** The centre with that agent as it was typed. */
export function withAgent(file: CentreFile, id: string, settings: AgentSettings): CentreFile {
  const skills = Object.keys(settings.levels);
  return { ...file, agents: file.agents.map((one) => (one.id === id ? { ...one, ...settings, skills } : one)) };
}

export type CentreSettings = Pick<
  CentreFile,
  "name" | "entries" | "reasonCodes" | "betweenQueues" | "callers" | "performance"
>;

export const centreForm: FormKind<CentreSettings> = {
  ...centreFormWords,
  shape: {
    kind: "group",
    fields: {
      name: { kind: "text" },
      betweenQueues: { kind: "choice", of: queueComparisons },
      callers: {
        kind: "group",
        fields: {
          unverifiedNumbers: { kind: "choice", of: ["standard", "as-contact"] },
          lookUpMs: { kind: "number", unit: 1000 },
          country: { kind: "text", isOptional: true },
          trustedTrunks: {
            kind: "rows",
            isOptional: true,
            fields: { name: { kind: "text" }, addresses: { kind: "lines" } },
            blank: { name: "", addresses: "" },
          },
        },
      },
      entries: {
        kind: "rows",
        fields: {
          customerClass: { kind: "choice", of: [...customerClasses, "any"] },
          topic: { kind: "id", of: "topics", also: ["any"] },
          queue: { kind: "id", of: "queues" },
          points: { ...number, isOptional: true },
          requires: { kind: "requirement", isOptional: true },
        },
        blank: { customerClass: "any", topic: "any", queue: "", points: "", requires: "" },
      },
      reasonCodes: {
        kind: "rows",
        fields: {
          id: { kind: "text" },
          name: { kind: "text" },
          presence: { kind: "choice", of: ["busy", "away", "break", "offline"] },
        },
        blank: { id: "", name: "", presence: "break" },
      },
      performance: {
        kind: "group",
        fields: {
          priorOffers: number,
          bands: {
            kind: "rows",
            fields: { limit: number },
            codec: { open: (limit) => ({ limit }), close: limitOf },
            blank: { limit: "" },
          },
        },
      },
    },
  },
  schema: centreFile.pick({
    name: true,
    entries: true,
    reasonCodes: true,
    betweenQueues: true,
    callers: true,
    performance: true,
  }),
  changedCode: "centre.changed",
};

function limitOf(row: Value): Value {
  return typeof row === "object" && row !== null && "limit" in row ? row.limit : row;
}
