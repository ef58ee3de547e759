import { asId, unixMs } from "@legroom/model";
import type { InteractionView, VisitorCallWire } from "@legroom/model";
import { beforeEach, describe, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import type { Reply } from "../test/desk.ts";
import { START_AT } from "../test/fake-centre.ts";
import { FakeResponse } from "../test/fake-response.ts";
import { INTERACTION, makeEvent, makeRinging, view } from "../test/fixtures.ts";
import { streamVisit } from "./visitor-stream.ts";
import { Visits } from "./visits.ts";

type Ticket = { visitId: string; ticket: string; ticketUntilAt: number; token: string; user: string; to: string };

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

const call = (body: object = {}, from = "127.0.0.1"): Promise<Reply> =>
  desk.ask("POST", "/visitor-calls", { key: undefined, body, from });
const openCall = async (body: object = {}): Promise<Ticket> => (await call(body)).json as Ticket;

/** Asks as the visit's page does. */
const askAs = (method: "GET" | "POST", path: string, token: string): Promise<Reply> =>
  desk.ask(method, path, { key: undefined, headers: { authorization: `Visit ${token}` } });
const renew = async ({ visitId }: Ticket, token: string): Promise<Ticket> =>
  (await askAs("POST", `/visitor-calls/${visitId}/ticket`, token)).json as Ticket;
const stateOf = async ({ visitId, token }: Ticket): Promise<unknown> =>
  (await askAs("GET", `/visitor-calls/${visitId}`, token)).json;

/** The visit's interaction as the machine has it. */
function becomes({ visitId }: Ticket, more: Partial<InteractionView>): void {
  const { agentId: _agent, topic: _topic, ...rest } = view;
  desk.ports.centre.interactions = [{ ...rest, visitId: asId(visitId), ...more }];
}

function arrives({ visitId }: Ticket, seq = 101): void {
  const person = [...desk.ports.vault.people.keys()][0] ?? asId<"person">("nobody");
  const ids = { interactionId: INTERACTION, legId: asId<"leg">("leg-1"), seatId: asId<"seat">("seat-c") };
  const arrived = { type: "interaction.arrived", ...ids, to: "main", person, customerClass: "standard" } as const;
  desk.publish([makeEvent(seq, { ...arrived, visitId: asId(visitId), untilAt: START_AT })]);
}

describe("a visitor", () => {
  test("is told which numbers there are, by the names of what answers them [R-API-70]", async () => {
    expect((await desk.ask("GET", "/visitor-numbers", { key: undefined })).json).toEqual({
      centreName: "Legroom",
      numbers: [
        { number: "main", name: "Legroom" },
        { number: "sales", name: "Sales" },
        { number: "support", name: "Support" },
        { number: "billing", name: "Billing" },
        { number: "general", name: "General" },
      ],
    });
  });

  test("gets a ticket for a minute, a token, and is known to the vault alone [R-API-70]", async () => {
    const reply = await call({ to: "sales", name: "مريم 🌻" });
    const ticket = reply.json as Ticket;
    expect([reply.status, ticket]).toMatchObject([
      201,
      { to: "sales", user: `visitor-${ticket.visitId}`, ticketUntilAt: START_AT + 60_000 },
    ]);
    const identities = [{ kind: "sip", value: `sip:visitor-${ticket.visitId}@visitor.invalid` }];
    expect([...desk.ports.vault.people.values()]).toContainEqual({ name: "مريم 🌻", identities });
    expect((await openCall()).to).toBe("main");
  });

  test.each([
    [{ to: "alice" }, "to"],
    [{ to: "../x" }, "to"],
    [{ name: "x".repeat(101) }, "name"],
    [{ name: "x".repeat(10_000) }, "name"],
    [{ name: "a\u0007b" }, "name"],
    [{ name: "a\u202eb" }, "name"],
    [{ name: " " }, "name"],
    [{ queue: "vip" }, "queue"],
  ])(
    "who asks for what cannot be (%#) is refused with its field, and the vault learns nothing [R-API-10]",
    async (body, field) => {
      const reply = await call(body);
      expect([reply.status, reply.json]).toMatchObject([400, { error: { code: "request.invalid", field } }]);
      expect(JSON.stringify([...desk.ports.vault.people.values()])).not.toContain("visitor");
    },
  );

  test("calls ten times a minute from one address, and from this machine 600 times [R-API-71]", async () => {
    for (let i = 0; i < 10; i++) expect((await call({}, "192.0.2.1")).status).toBe(201);
    const refused = await call({}, "192.0.2.1");
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "60"]);
    expect((await call({}, "192.0.2.2")).status).toBe(201);
    for (let i = 0; i < 11; i++) expect((await call()).status).toBe(201);
    desk.ports.clock.pass(60_000);
    expect((await call({}, "192.0.2.1")).status).toBe(201);
  });

  test("is turned away while too many have tickets that nobody used [R-API-71]", async () => {
    const visit = desk.parts.visits.open({ id: asId("vis-1"), person: asId("person-1"), to: "main" }).visit;
    for (let i = 0; i < 10_000; i++) desk.parts.visits.ticket(visit);
    expect((await call()).json).toMatchObject({ error: { code: "visits.too-many" } });
    desk.ports.clock.pass(60_000);
    expect((await call()).status).toBe(201);
  });
});

describe("a ticket", () => {
  test("lets in once, within its minute, and when it is forged never [R-API-72]", async () => {
    const { visits } = desk.parts;
    const first = await openCall();
    expect(visits.admit(first.ticket)?.id).toBe(first.visitId);
    expect(visits.admit(first.ticket)).toBeUndefined();
    const late = await openCall();
    desk.ports.clock.pass(60_000);
    expect(visits.admit(late.ticket)).toBeUndefined();
    expect(visits.admit(first.token)).toBeUndefined();
    expect(visits.admit("a-ticket-that-was-guessed")).toBeUndefined();
  });

  test("is had again by the token, which is replaced, and the former one holds until the new one was used [R-API-73]", async () => {
    const first = await openCall();
    const second = await renew(first, first.token);
    expect(second).toMatchObject({ visitId: first.visitId, to: first.to });
    expect([second.token, second.ticket]).not.toEqual([first.token, first.ticket]);
    // The answer was lost: the page comes again with what it has.
    const third = await renew(first, first.token);
    expect(desk.parts.visits.admit(third.ticket)?.id).toBe(first.visitId);
    expect((await stateOf({ ...first, token: second.token })) as object).toMatchObject({
      error: { code: "visit.unknown" },
    });
    expect(await stateOf({ ...first, token: third.token })).toMatchObject({ phase: "not-called" });
    expect(await stateOf(first)).toMatchObject({ error: { code: "visit.unknown" } });
  });
});

describe("a visit", () => {
  test("is shown to its token alone, and what is unknown is told as what is another's [R-API-74]", async () => {
    const [mine, other] = [await openCall(), await openCall()];
    const forged = await askAs("GET", `/visitor-calls/${mine.visitId}`, other.token);
    const unknown = await askAs("GET", "/visitor-calls/0123456789abcdef", other.token);
    expect([forged.status, forged.text]).toEqual([404, unknown.text]);
    expect((await desk.ask("GET", `/visitor-calls/${mine.visitId}`, { key: undefined })).status).toBe(401);
    expect((await desk.ask("GET", `/visitor-calls/${mine.visitId}`)).status).toBe(404);
    expect(await stateOf(mine)).toEqual({ visitId: mine.visitId, at: START_AT, phase: "not-called" });
  });

  test("is unknown after a restart, and a day after its last use [R-API-74]", async () => {
    const ticket = await openCall();
    desk.ports.clock.pass(23 * 3_600_000);
    expect(await stateOf(ticket)).toMatchObject({ phase: "not-called" });
    desk.ports.clock.pass(24 * 3_600_000);
    expect(await stateOf(ticket)).toMatchObject({ error: { code: "visit.unknown" } });
    const another = await openCall();
    desk = await Desk.open({}, desk.ports);
    expect(await stateOf(another)).toMatchObject({ error: { code: "visit.unknown" } });
  });

  test("tells the keys while it is asked, the place while it waits, who answered, and how it ended [R-API-75]", async () => {
    const ticket = await openCall();
    const head = { visitId: ticket.visitId, at: START_AT, arrivedAt: START_AT };
    arrives(ticket);
    becomes(ticket, { phase: "in-flow" });
    expect(await stateOf(ticket)).toEqual({
      ...{ ...head, phase: "in-flow" },
      keys: [
        { key: "1", name: "Sales" },
        { key: "2", name: "Support" },
        { key: "3", name: "Billing" },
        { key: "4", name: "General" },
      ],
    });
    const line = {
      topic: asId<"topic">("sales"),
      queueId: asId<"queue">("sales"),
      position: 3,
      firstEnteredAt: START_AT,
    };
    becomes(ticket, { phase: "queued", ...line });
    expect(await stateOf(ticket)).toEqual({
      ...{ ...head, phase: "queued", queueName: "Sales", position: 3, waitingSinceAt: START_AT },
    });
    becomes(ticket, { phase: "connecting", ...line, agentId: asId("alice") });
    expect(await stateOf(ticket)).not.toHaveProperty("agentName");
    becomes(ticket, { phase: "live", topic: line.topic, agentId: asId("alice"), queueId: line.queueId });
    expect(await stateOf(ticket)).toEqual({ ...head, phase: "live", agentName: "Alice", agentAway: false });
    const seats = view.seats.map((seat) => ({ ...seat, away: seat.role === "agent" }));
    becomes(ticket, { phase: "live", topic: line.topic, agentId: asId("alice"), seats });
    expect(await stateOf(ticket)).toMatchObject({ agentAway: true });
    // The goodbye is no menu.
    becomes(ticket, { phase: "in-flow", topic: line.topic });
    expect(await stateOf(ticket)).not.toHaveProperty("keys");

    desk.ports.centre.interactions = [];
    const closed = { type: "interaction.closed", interactionId: INTERACTION, cause: "agent-ended" } as const;
    desk.publish([makeEvent(102, { ...closed, durationMs: 5000 })]);
    expect(await stateOf(ticket)).toEqual({
      ...{ visitId: ticket.visitId, at: START_AT, phase: "closed", cause: "agent-ended" },
      arrivedAt: unixMs(START_AT + 101),
    });
  });

  test("says nothing of the centre's inside [R-API-75]", async () => {
    const ticket = await openCall();
    becomes(ticket, { phase: "live", agentId: asId("alice"), contactId: asId("victor"), customerClass: "vip" });
    const text = JSON.stringify(await stateOf(ticket));
    expect(text).not.toMatch(/victor|vip|conf-1|seat-|leg-|person/);
  });
});

describe("a visit's stream", () => {
  const call0: VisitorCallWire = { visitId: "vis-1", at: START_AT, phase: "queued", position: 2 };

  function open(more: { heartbeatMs?: number; slowReaderMs?: number } = {}, call: VisitorCallWire = call0) {
    const { hub } = desk.parts;
    const visits = new Visits(desk.ports.clock);
    const { visit } = visits.open({ id: asId("vis-1"), person: asId("person-1"), to: "main" });
    const state = { call, looks: 0 };
    const look = async (): Promise<VisitorCallWire> => {
      state.looks += 1;
      return state.call;
    };
    const response = new FakeResponse();
    const given = { hub, visits, visit, look, log: desk.ports.log, heartbeatMs: 60_000, slowReaderMs: 20, ...more };
    const over = streamVisit(given, response as never);
    const publish = (events: Parameters<Visits["note"]>[0]): void => {
      visits.note(events);
      hub.publish(events);
    };
    return { response, state, publish, over, hub };
  }

  const frames = (text: string): unknown[] =>
    [...text.matchAll(/^event: call\ndata: (.+)\n\n/gm)].map((match) => JSON.parse(match[1] ?? ""));

  test("tells the call at once, and again when it changed, and not when it did not [R-API-76]", async () => {
    const { response, state, publish, over } = open();
    await response.until("event: call");
    const ids = { interactionId: INTERACTION, legId: asId<"leg">("leg-1"), seatId: asId<"seat">("seat-c") };
    const person = asId<"person">("person-1");
    const arrived = { type: "interaction.arrived", ...ids, to: "main", person, customerClass: "standard" } as const;
    publish([makeEvent(101, { ...arrived, visitId: asId("vis-1"), untilAt: START_AT })]);
    state.call = { ...call0, phase: "live", agentName: "Alice" };
    publish([makeRinging(102)]);
    await response.until("Alice");
    publish([makeRinging(103)]);
    state.call = { ...call0, phase: "closed", cause: "agent-ended" };
    publish([
      makeEvent(104, { type: "interaction.closed", interactionId: INTERACTION, cause: "agent-ended", durationMs: 1 }),
    ]);
    await response.until("agent-ended");
    expect(frames(response.text)).toEqual([
      call0,
      { ...call0, phase: "live", agentName: "Alice" },
      { ...call0, phase: "closed", cause: "agent-ended" },
    ]);
    await over;
    expect(response.text).toContain('event: stream.ended\ndata: {"type":"stream.ended","reason":"over"}');
  });

  test("is not over before the cause is told, and ends with the server [R-API-76]", async () => {
    const { response, over, hub } = open({}, { ...call0, phase: "closed" });
    await response.until('"closed"');
    await new Promise(setImmediate);
    expect(response.text).not.toContain("stream.ended");
    hub.close();
    await over;
    expect(response.text).toContain('event: stream.ended\ndata: {"type":"stream.ended","reason":"closing"}');
  });

  test("is not looked up for what happens to others, but where the line moved [R-API-76]", async () => {
    const { response, state, publish, over, hub } = open();
    await response.until("event: call");
    publish([makeRinging(101)]);
    await new Promise(setImmediate);
    expect(state.looks).toBe(1);
    state.call = { ...call0, position: 1 };
    const ended = { type: "queue-segment.ended", interactionId: asId<"interaction">("int-2") } as const;
    publish([makeEvent(102, { ...ended, queueId: asId("sales"), segment: 1, outcome: "answered", waitedMs: 1 })]);
    await response.until('"position":1');
    hub.close();
    await over;
  });

  test("is alive in between, and cut from a reader that takes nothing [R-API-76]", async () => {
    const { response, over } = open({ heartbeatMs: 10, slowReaderMs: 10 });
    await response.until(": alive");
    response.takes = false;
    await over;
    expect(response.text).toContain('"reason":"slow-reader"');
  });
});
