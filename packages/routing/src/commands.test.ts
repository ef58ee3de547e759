import { after, asId, defaultCentre } from "@legroom/model";
import type { CentreFile, InputBody } from "@legroom/model";
import { expect, test } from "vitest";
import { Centre, sealed } from "../test/centre.ts";
import { step } from "./index.ts";

test("a command that comes again gets the first answer and does nothing [R-ROUTE-31]", () => {
  const centre = new Centre();
  centre.register("alice");
  const first = centre.command({ type: "presence.set", agentId: asId("alice"), presence: "available" }, "same");
  const second = centre.command({ type: "presence.set", agentId: asId("alice"), presence: "available" }, "same");
  expect(first).toMatchObject({ ok: true, answer: { agentId: "alice" }, repeated: false });
  expect(second).toEqual({ ok: true, answer: { agentId: "alice" }, repeated: true, events: [], effects: [] });
});

test("a command is remembered for a day, and when there are very many the oldest are forgotten [R-ROUTE-31]", () => {
  const centre = new Centre();
  const choose = (commandId: string): boolean => {
    const body = { type: "presence.set", agentId: asId<"agent">("alice"), presence: "available" } as const;
    const result = step(centre.world, {
      ...{ id: asId<"input">(commandId), at: centre.at, entropy: "0".repeat(32), ...body },
      ...{ commandId: asId<"command">(commandId), actor: { kind: "operator" } },
    });
    return result.ok && result.repeated;
  };
  const dayMs = 86_400_000;
  expect([choose("first"), choose("first")]).toEqual([false, true]);
  centre.at = after(centre.at, dayMs - 1);
  expect(choose("first")).toBe(true);
  centre.at = after(centre.at, 1);
  expect([choose("first"), choose("first")]).toEqual([false, true]); // anew, and remembered for another day
  for (let n = 0; n < 10_000; n += 1) choose(`other-${n}`);
  expect([choose("other-9999"), choose("first")]).toEqual([true, false]);
  expect(centre.world.answered.size).toBeLessThanOrEqual(10_000);
});

test("a refused command may be tried again [R-ROUTE-31]", () => {
  const centre = new Centre();
  const end = { type: "wrap-up.end", agentId: asId<"agent">("alice") } as const;
  expect(centre.command(end, "same")).toMatchObject({ refusal: { code: "agent.not-wrapping" } });
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.hangsUp("erin");
  expect(centre.command(end, "same").ok).toBe(true);
});

test("what cannot be is refused with its code, and nothing has changed [R-ROUTE-31]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  const offerId = centre.last("offer.made").offerId;
  const interactionId = centre.last("interaction.arrived").interactionId;
  // `give` compares the world before and after each refusal.
  const codes = [
    centre.command({ type: "presence.set", agentId: asId("nobody"), presence: "busy" }),
    centre.command({ type: "offer.accept", offerId, agentId: asId("alice") }),
    centre.command({ type: "offer.decline", offerId, agentId: asId("bob") }),
    centre.command({ type: "offer.decline", offerId: asId("none"), agentId: asId("bob") }),
    centre.command({ type: "interaction.end", interactionId: asId("none") }),
    centre.command({ type: "wrap-up.note", agentId: asId("alice"), interactionId }),
    centre.command({ type: "device.set-secret", deviceId: asId("nobody"), secret: asId("s") }),
    centre.command({ type: "api-key.revoke", apiKeyId: asId("none") }),
  ].map((result) => (result.ok ? "ok" : result.refusal.code));
  expect(codes).toEqual([
    "agent.unknown",
    "offer.answer-your-phone",
    "offer.not-yours",
    "offer.unknown",
    "interaction.unknown",
    "wrap-up.not-yours",
    "device.unknown",
    "api-key.unknown",
  ]);
});

test("an agent declines, wraps up and notes for themselves only; a supervisor may for others [R-ROUTE-41]", () => {
  const centre = new Centre();
  centre.phones.set("alice", "rings");
  centre.available("alice");
  centre.calls("erin", "sales");
  const { offerId, interactionId, legs } = centre.last("offer.made");
  const by = (kind: "agent" | "staff", id: string, command: object): string => {
    const body = { ...command, agentId: "alice", actor: { kind, id }, commandId: `${kind}-${centre.events.length}` };
    const result = centre.give(body as InputBody); // ids are made where text enters
    return result.ok ? "ok" : result.refusal.code;
  };
  expect(by("agent", "bob", { type: "offer.decline", offerId })).toBe("offer.not-yours");
  centre.give({ type: "leg.answered", legId: legs[0]?.legId ?? asId("") });
  centre.media(legs[0]?.legId ?? "", "started");
  centre.hangsUp("erin");
  expect(by("agent", "bob", { type: "wrap-up.note", interactionId })).toBe("wrap-up.not-yours");
  expect(by("agent", "alice", { type: "wrap-up.note", interactionId })).toBe("ok");
  expect(by("agent", "bob", { type: "wrap-up.end" })).toBe("wrap-up.not-yours");
  expect(by("staff", "grace", { type: "wrap-up.end" })).toBe("ok");
});

test("an interaction is ended by command, once [R-ROUTE-31]", () => {
  const centre = new Centre();
  centre.calls("erin", "sales");
  const interactionId = centre.last("interaction.arrived").interactionId;
  centre.obliging = false;
  expect(centre.command({ type: "interaction.end", interactionId }).ok).toBe(true);
  expect(centre.command({ type: "interaction.end", interactionId })).toMatchObject({
    refusal: { code: "interaction.closed" },
  });
  expect(centre.last("queue-segment.ended").outcome).toBe("withdrawn");
});

test("a note is taken from the agent who had the interaction, also after wrap-up [R-ROUTE-31]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  const interactionId = centre.last("interaction.arrived").interactionId;
  centre.hangsUp("erin");
  centre.wait(60_000);
  expect(centre.command({ type: "wrap-up.note", agentId: asId("alice"), interactionId, note: asId("sealed") }).ok).toBe(
    true,
  );
  expect(centre.last("agent.wrap-up-noted")).toMatchObject({ interactionId, note: "sealed" });
});

const broken: [string, string, (file: CentreFile) => void][] = [
  ["a member who is no agent", "queues.0.members.0", (file) => void file.queues[0]?.members.unshift(asId("zoe"))],
  ["a queue that stands twice", "queues.7.id", (file) => void file.queues.push(...file.queues.slice(0, 1))],
  [
    "an overflow that is not there",
    "queues.0.overflowTo",
    (file) => void Object.assign(file.queues[0] ?? {}, { overflowTo: "x" }),
  ],
  [
    "an overflow that overflows",
    "queues.0.overflowTo",
    (file) => void Object.assign(file.queues[6] ?? {}, { overflowTo: "sales" }),
  ],
  [
    "a row to a queue that is not there",
    "entries.0.queue",
    (file) => void Object.assign(file.entries[0] ?? {}, { queue: "x" }),
  ],
  ["a topic without a queue for some class", "entries", (file) => void file.entries.splice(2, 1)],
  [
    "a number that leads to two places",
    "topics",
    (file) => void Object.assign(file.topics[0] ?? {}, { number: "main" }),
  ],
  [
    "a device of nobody",
    "devices.0.owner",
    (file) => void Object.assign(file.devices[0] ?? {}, { owner: { agent: "zoe" } }),
  ],
];

test.each(broken)("a centre with %s is refused, naming %s [R-ROUTE-33]", (_, field, breakIt) => {
  const centre = new Centre();
  const file = structuredClone(defaultCentre());
  breakIt(file);
  const result = centre.command({ type: "centre.import", config: sealed(file) });
  expect(result).toMatchObject({ refusal: { code: "centre.invalid", field } });
});

test("a change to a centre that somebody else has changed meanwhile is refused, and tells the version [R-ROUTE-33]", () => {
  const centre = new Centre();
  const change = (expectedVersion: number) =>
    centre.command({ type: "centre.import", config: sealed(defaultCentre()), expectedVersion });
  const { version } = centre.look().config();
  expect(change(version).ok).toBe(true);
  expect(change(version)).toMatchObject({ refusal: { code: "centre.changed", params: { version: version + 1 } } });
  expect(change(version + 1).ok).toBe(true);
});

test("a queue with callers and an agent with a customer are not configured away [R-ROUTE-33]", () => {
  const centre = new Centre();
  centre.available("alice");
  centre.calls("erin", "sales");
  centre.calls("frank", "support");
  const without = (change: (file: CentreFile) => void): ReturnType<Centre["command"]> => {
    const file = structuredClone(defaultCentre());
    change(file);
    return centre.command({ type: "centre.import", config: sealed(file) });
  };
  const noSupport = without((file) => {
    file.queues.splice(1, 1);
    for (const row of file.entries) if (row.queue === "support") row.queue = asId("general");
  });
  expect(noSupport).toMatchObject({ refusal: { code: "centre.queue-in-use" } });
  const noAlice = without((file) => {
    file.agents.splice(0, 1);
    for (const queue of file.queues) queue.members = queue.members.filter((id) => id !== "alice");
    file.devices = file.devices.filter((device) => device.id !== "alice");
  });
  expect(noAlice).toMatchObject({ refusal: { code: "centre.agent-in-use", params: { agentId: "alice" } } });
});

test("a new member is offered who waits already [R-ROUTE-6]", () => {
  const centre = new Centre();
  centre.available("bob");
  centre.calls("erin", "sales");
  const file = structuredClone(defaultCentre());
  file.agents[1]?.skills.push("sales");
  file.queues[0]?.members.push(asId("bob"));
  centre.command({ type: "centre.import", config: sealed(file) });
  expect(centre.agentOf("erin")).toBe("bob");
});
