import { centreFile, defaultCentre } from "@legroom/model";
import { expect, test } from "vitest";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { FormContext, FormField } from "./form/FormFields.tsx";
import { settingsOf } from "./form/form-kind.ts";
import { groupDraft } from "./form/shape.ts";
import { agentForm, centreForm, openAgent, withAgent } from "./settings-form.ts";

const file = defaultCentre();

test("a centre's settings that are opened and sent unchanged are the same [R-PAGE-43]", () => {
  const draft = groupDraft(centreForm.shape.fields, file);
  const { name, entries, reasonCodes, betweenQueues, callers, performance } = file;
  const settings = { name, entries, reasonCodes, betweenQueues, callers, performance };
  expect(settingsOf(centreForm, draft)).toEqual({ ok: true, settings });
});

test("who calls is settled by fields for every setting, trunks and country among them [R-PAGE-43]", () => {
  const callers = {
    ...file.callers,
    country: "DE" as const,
    trustedTrunks: [{ name: "Operator", addresses: ["192.0.2.0/24", "2001:db8::1"] }],
  };
  const draft = groupDraft(centreForm.shape.fields, { ...file, callers });
  expect(settingsOf(centreForm, draft)).toMatchObject({ ok: true, settings: { callers } });
  const shape = centreForm.shape.fields["callers"];
  const known = shape?.kind === "group" ? Object.keys(shape.fields) : [];
  expect(known.toSorted()).toEqual(Object.keys(centreFile.shape.callers.shape).toSorted());
  const faulty = { ...callers, trustedTrunks: [{ name: "Operator", addresses: ["the cellar"] }] };
  expect(settingsOf(centreForm, groupDraft(centreForm.shape.fields, { ...file, callers: faulty }))).toMatchObject({
    faults: { "callers.trustedTrunks.0.addresses": { why: "refused" } },
  });
});

test("a row of the decision table may have points and a requirement of its own, or neither [R-PAGE-43]", () => {
  const row = { customerClass: "vip", topic: "any", queue: "sales", points: "3", requires: "sales >= 7" };
  const draft = { ...groupDraft(centreForm.shape.fields, file), entries: [row, { ...row, points: "", requires: " " }] };
  expect(settingsOf(centreForm, draft)).toMatchObject({
    ok: true,
    settings: {
      entries: [
        { customerClass: "vip", topic: "any", queue: "sales", points: 3, requires: "sales >= 7" },
        { customerClass: "vip", topic: "any", queue: "sales" },
      ],
    },
  });
  const faulty = { ...draft, entries: [{ ...row, requires: "sales >=" }] };
  expect(settingsOf(centreForm, faulty)).toMatchObject({ faults: { "entries.0.requires": { why: "refused" } } });
});

test.each([
  ["any", "Any"],
  ["sales", "sales"],
  ["gone", "gone"],
])(
  "the topic %s of a row is chosen among the centre's topics, any, and what stands there [R-PAGE-43]",
  (topic, label) => {
    const shape = centreForm.shape.fields["entries"];
    const words = centreForm.fields["entries"]?.fields?.["topic"];
    if (shape?.kind !== "rows" || shape.fields["topic"] === undefined || words === undefined)
      throw new Error("it has rows");
    const scope = {
      faults: {},
      agents: [],
      queues: [],
      topics: [{ id: "sales", name: "sales" }],
      onType: () => undefined,
    };
    const field = createElement(FormField, { shape: shape.fields["topic"], words, draft: topic, path: ["topic"] });
    const page = renderToStaticMarkup(createElement(FormContext, { value: scope }, field));
    expect(page).toMatch(new RegExp(`role="combobox".*>${label}<`));
  },
);

test("a limit of a band that cannot be is told at its row [R-PAGE-43]", () => {
  const performance = { priorOffers: "10", bands: [{ limit: "800" }, { limit: "x" }] };
  const draft = { ...groupDraft(centreForm.shape.fields, file), performance };
  expect(settingsOf(centreForm, draft)).toMatchObject({ ok: false, faults: { "performance.bands.1": {} } });
});

test("an agent's skills are those with a level, and a skill without one has the usual one [R-PAGE-43]", () => {
  const [agent] = file.agents;
  if (agent === undefined) throw new Error("the default centre has agents");
  const opened = openAgent({ ...agent, skills: ["sales", "help"], levels: { sales: 8 } });
  expect(opened.levels).toEqual({ sales: 8, help: 5 });
  const draft = { ...groupDraft(agentForm.shape.fields, opened), levels: [{ name: "sales", value: "9" }] };
  const read = settingsOf(agentForm, draft);
  if (!read.ok) throw new Error("it can be");
  const next = withAgent(file, agent.id, read.settings);
  expect(next.agents[0]).toEqual({ ...agent, skills: ["sales"], levels: { sales: 9 } });
  expect(next.agents.slice(1)).toEqual(file.agents.slice(1));
});
