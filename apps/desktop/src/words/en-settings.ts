/** English of agents' and the centre's settings. */
import { customerClasses } from "@legroom/model";
import type { AgentConfig, CentreFile } from "@legroom/model";
import type { FieldWords, Section } from "../pages/admin/form/form-words.ts";
import { classWords, presenceWords } from "./en-centre.ts";

const level = { label: "Level", hint: "1 to 10; 5 is the usual one." };

export const agentFormWords = {
  agents: "Agents",
  more: "What each agent can do, and how much at once. Agents are added and removed in the centre file.",
  everyAgent: "Every agent",
  heads: { name: "Name", skills: "Skills", languages: "Languages", capacity: "Capacity", id: "Id" },
  all: "All agents",
  edit: (name: string) => `Settings of ${name}`,
  noAgent: "There is no such agent.",
  changedTitle: "Somebody else changed the centre meanwhile.",
  sections: [
    { title: "What they can do", fields: ["name", "capacity", "levels", "languages"] },
  ] satisfies readonly Section[],
  fields: {
    name: { label: "Name", hint: "As everybody sees it." },
    capacity: { label: "Capacity", hint: "Units of work at once; a queue says what a talk takes." },
    levels: {
      label: "Skills",
      hint: "What queues may require, such as sales >= 5.",
      add: "Add a skill",
      row: (place) => `Skill ${place}`,
      fields: { name: { label: "Skill", hint: "Small letters, digits, dash." }, value: level },
    },
    languages: {
      label: "Languages",
      hint: "What queues may require by language(de), and callers may ask for.",
      add: "Add a language",
      row: (place) => `Language ${place}`,
      fields: { name: { label: "Code", hint: "Such as de or en." }, value: level },
    },
  } satisfies { readonly [Name in keyof Pick<AgentConfig, "name" | "levels" | "languages" | "capacity">]: FieldWords },
};

type CentreSettings = Pick<
  CentreFile,
  "name" | "entries" | "reasonCodes" | "betweenQueues" | "callers" | "performance"
>;

export const centreFormWords = {
  settings: "Settings",
  more: "What holds for the whole centre.",
  changedTitle: "Somebody else changed the centre meanwhile.",
  sections: [
    { title: "The centre", fields: ["name", "betweenQueues", "callers"] },
    {
      title: "Who enters which queue",
      hint: "The first row that fits the caller's class and topic decides.",
      fields: ["entries"],
    },
    { title: "Reasons for not being available", fields: ["reasonCodes"] },
    { title: "Performance", fields: ["performance"] },
  ] satisfies readonly Section[],
  fields: {
    name: { label: "Name", hint: "Of the centre, as everybody sees it." },
    betweenQueues: {
      label: "Between queues of one agent",
      options: {
        order: { label: "Order of callers", line: "As if all their callers stood in one queue." },
        weight: { label: "Weight", line: "The heavier queue first." },
        "fair-share": { label: "Fair share", line: "Each queue gets offers in proportion to its weight." },
        "service-level-risk": { label: "Risk", line: "The queue first that is nearest to missing its service level." },
      },
    },
    callers: {
      label: "Callers",
      hint: "What a number counts that nobody has proved, and how long is looked for who calls.",
      fields: {
        unverifiedNumbers: {
          label: "Numbers that nobody proved",
          options: {
            standard: { label: "As strangers", line: "Only a block of the contact counts." },
            "as-contact": { label: "As the contact", line: "Class and preferences of the contact count." },
          },
        },
        lookUpMs: { label: "Look up for (seconds)", hint: "Then the caller goes on as who they are proven to be." },
        country: {
          label: "Country",
          hint: "Such as DE: where numbers without a country code are at home. Empty: only + and the code is understood.",
        },
        trustedTrunks: {
          label: "Trusted trunks",
          hint: "Of who calls by one of these, the operator's word counts as proof.",
          add: "Add a trunk",
          row: (place) => `Trunk ${place}`,
          fields: {
            name: { label: "Name of the trunk", hint: "For those who read it later." },
            addresses: { label: "Addresses", hint: "One on each line, such as 192.0.2.10 or 192.0.2.0/24." },
          },
        },
      },
    },
    entries: {
      label: "Rows",
      add: "Add a row",
      row: (place) => `Row ${place}`,
      fields: {
        customerClass: {
          label: "Class",
          options: {
            ...Object.fromEntries(customerClasses.map((value) => [value, { label: classWords[value] }])),
            any: { label: "Any" },
          },
        },
        topic: { label: "Topic", options: { any: { label: "Any" } } },
        queue: { label: "Queue", none: "choose one" },
        points: { label: "Points", hint: "In place of the queue's points for the class; empty for those." },
        requires: { label: "Required besides", hint: "Of the agent, besides what the queue requires." },
      },
    },
    reasonCodes: {
      label: "Reasons",
      hint: "What agents choose when they are not available.",
      add: "Add a reason",
      row: (place) => `Reason ${place}`,
      fields: {
        id: { label: "Id", hint: "Small letters, digits, dash." },
        name: { label: "Name", hint: "As agents read it." },
        presence: {
          label: "Status",
          options: Object.fromEntries(
            (["busy", "away", "break", "offline"] as const).map((value) => [value, { label: presenceWords[value] }]),
          ),
        },
      },
    },
    performance: {
      label: "Bands of performance",
      hint: "Agents of one band count alike; the longest idle of them is rung.",
      fields: {
        priorOffers: {
          label: "Weight of the beginning",
          hint: "How many offers it takes until the figures count most.",
        },
        bands: {
          label: "Lower limits",
          hint: "In thousandths, the best first: 800, 600, 400 makes four bands.",
          add: "Add a limit",
          row: (place) => `Limit ${place}`,
          fields: { limit: { label: "At least" } },
        },
      },
    },
  } satisfies { readonly [Name in keyof CentreSettings]: FieldWords },
};
