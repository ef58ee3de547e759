import { asId, defaultCentre, refuse } from "@legroom/model";
import { beforeEach, describe, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { ERIN, ERINS_NUMBER, seat } from "../test/fixtures.ts";
import { refusalStatus } from "./problem.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  seat(desk);
});

const busy = { presence: "busy", reasonCode: "lunch" };

test("a command is answered 202 with what is pending, and carries who asked [R-API-20]", async () => {
  const key = desk.key(["agents.presence"]);
  const reply = await desk.ask("POST", "/agents/alice/presence", { key, body: busy });
  expect([reply.status, reply.json]).toEqual([
    202,
    { state: "pending", commandId: expect.any(String), seq: 102, agentId: "alice" },
  ]);
  expect(desk.ports.centre.commanded).toEqual([
    {
      body: { type: "presence.set", agentId: "alice", presence: "busy", reasonCode: "lunch" },
      actor: { kind: "api-key", id: "key-centre-agents.presence" },
      commandId: (reply.json as { commandId: string }).commandId,
    },
  ]);
});

test.each([
  ["POST", "/agents/alice/wrap-up/end", { type: "wrap-up.end", agentId: "alice" }],
  ["POST", "/agents/alice/wrap-up/request", { type: "wrap-up.request", agentId: "alice" }],
  ["POST", "/interactions/int-1/end", { type: "interaction.end", interactionId: "int-1" }],
  ["POST", "/offers/off-1/decline", { type: "offer.decline", offerId: "off-1", agentId: "alice" }],
] as const)("%s %s is one command of the machine's", async (method, path, command) => {
  expect((await desk.ask(method, path)).status).toBe(202);
  expect(desk.ports.centre.commanded.map(({ body, actor }) => [body, actor])).toEqual([
    [command, { kind: "operator" }],
  ]);
});

test("an offer is declined in the name of the agent that is given, and the machine says whose it is [R-API-11]", async () => {
  desk.ports.centre.refuseNext = refuse("offer.not-yours", "this offer is Alice's");
  const reply = await desk.ask("POST", "/offers/off-1/decline", { body: { agentId: "bob" } });
  expect([reply.status, reply.json]).toMatchObject([403, { error: { code: "offer.not-yours" } }]);
});

test("an offer is accepted by answering the phone, and by nothing else yet [R-API-11]", async () => {
  const reply = await desk.ask("POST", "/offers/off-1/accept");
  expect([reply.status, reply.json]).toMatchObject([409, { error: { code: "offer.answer-your-phone" } }]);
  expect((await desk.ask("POST", "/offers/off-9/accept")).status).toBe(404);
});

test("a refusal comes with code, message, field and params [R-API-11]", async () => {
  desk.ports.centre.refuseNext = refuse("agent.no-endpoint", "Alice has no phone", {
    field: "presence",
    params: { agentId: "alice" },
  });
  const reply = await desk.ask("PUT", "/agents/alice/presence", { body: busy });
  expect([reply.status, reply.json]).toEqual([
    409,
    {
      error: {
        code: "agent.no-endpoint",
        message: "Alice has no phone",
        field: "presence",
        params: { agentId: "alice" },
      },
    },
  ]);
});

test.each([
  ["agent.unknown", 404],
  ["offer.not-yours", 403],
  ["command.bound", 429],
  ["centre.fenced", 503],
  ["offer.not-open", 409],
  ["presence.reason-unknown", 409],
  ["centre.invalid", 409],
] as const)("the refusal %s is %i [R-API-11]", (code, status) => {
  expect(refusalStatus(code)).toBe(status);
});

test("the same command twice gets the first answer and is done once [R-API-21]", async () => {
  const twice = { body: busy, headers: { "idempotency-key": "k1" } };
  const first = await desk.ask("POST", "/agents/alice/presence", twice);
  const second = await desk.ask("POST", "/agents/alice/presence", twice);
  expect([second.status, second.json]).toEqual([202, first.json]);
  expect(desk.ports.centre.commanded).toHaveLength(1);
});

test("a repeat key is one asker's, for one path [R-API-21]", async () => {
  const headers = { "idempotency-key": "k1" };
  const key = desk.key(["agents.presence"]);
  await desk.ask("POST", "/agents/alice/presence", { body: busy, headers });
  await desk.ask("POST", "/agents/alice/presence", { body: busy, headers, key });
  await desk.ask("POST", "/agents/bob/presence", { body: busy, headers });
  expect(new Set(desk.ports.centre.commanded.map(({ commandId }) => commandId)).size).toBe(3);
});

test("without a repeat key the same body twice is two commands [R-API-21]", async () => {
  await desk.ask("POST", "/agents/alice/presence", { body: busy });
  await desk.ask("POST", "/agents/alice/presence", { body: busy });
  expect(desk.ports.centre.commanded).toHaveLength(2);
});

test("a repeat key with another body is a mistake, not a success [R-API-21]", async () => {
  const headers = { "idempotency-key": "k1" };
  await desk.ask("POST", "/agents/alice/presence", { body: busy, headers });
  const reply = await desk.ask("POST", "/agents/alice/presence", { body: { presence: "away" }, headers });
  expect([reply.status, reply.json]).toMatchObject([409, { error: { code: "idempotency.reused" } }]);
  const odd = await desk.ask("POST", "/agents/alice/presence", { body: busy, headers: { "idempotency-key": "a b" } });
  expect([odd.status, odd.json]).toMatchObject([400, { error: { field: "Idempotency-Key" } }]);
});

test("a phone's secret is generated, sealed before it is commanded, and shown with where to register [R-API-22]", async () => {
  const reply = await desk.ask("POST", "/devices/alice/secret");
  expect([reply.status, reply.json]).toEqual([
    201,
    {
      deviceId: "alice",
      user: "alice",
      secret: expect.stringMatching(/^[A-Za-z2-9]{24}$/),
      host: "192.0.2.1",
      port: 5060,
      transports: ["udp", "tcp"],
      address: "sip:alice@192.0.2.1:5060",
    },
  ]);
  const { secret } = reply.json as { secret: string };
  const [command] = desk.ports.centre.commanded;
  expect(JSON.stringify(command)).not.toContain(secret);
  const { vault } = desk.ports;
  expect(command?.body.type === "device.set-secret" && vault.open(command.body.secret)).toBe(secret);
  expect((await desk.ask("GET", "/devices")).text).not.toContain(secret);
});

test("asking again rotates the secret; a repeat of the same request shows the same one [R-API-22]", async () => {
  const ask = async (key: string): Promise<unknown> =>
    (await desk.ask("POST", "/devices/victor/secret", { headers: { "idempotency-key": key } })).json;
  const [first, again] = await Promise.all([ask("one"), ask("one")]);
  expect(again).toEqual(first);
  expect(desk.ports.centre.commanded).toHaveLength(1);
  expect(await ask("two")).not.toEqual(first);
});

test("a secret that was refused may be asked for again [R-API-22]", async () => {
  const headers = { "idempotency-key": "one" };
  desk.ports.centre.refuseNext = refuse("command.bound", "too many commands wait");
  const refused = await desk.ask("POST", "/devices/alice/secret", { headers });
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "1"]);
  expect((await desk.ask("POST", "/devices/alice/secret", { headers })).status).toBe(201);
  expect((await desk.ask("POST", "/devices/nobody/secret")).json).toMatchObject({ error: { code: "device.unknown" } });
});

test("a wrap-up note is sealed under the customer's key before it makes a command [R-API-23]", async () => {
  const body = { agentId: "alice", disposition: "sold", note: "Erin wants a call on Monday" };
  expect((await desk.ask("POST", "/interactions/int-1/wrap-up", { body })).status).toBe(202);
  const [command] = desk.ports.centre.commanded;
  expect(JSON.stringify(command)).not.toContain("Monday");
  expect(command?.body).toEqual({
    type: "wrap-up.note",
    agentId: "alice",
    interactionId: "int-1",
    disposition: "sold",
    note: desk.ports.vault.seal(ERIN, "Erin wants a call on Monday"),
  });
});

test("a note may follow when the interaction is closed, and not where there never was one [R-API-23]", async () => {
  desk.ports.centre.interactions = [];
  const body = { agentId: "alice", note: "later" };
  expect((await desk.ask("POST", "/interactions/int-1/wrap-up", { body })).status).toBe(202);
  const unknown = await desk.ask("POST", "/interactions/int-9/wrap-up", { body });
  expect([unknown.status, unknown.json]).toMatchObject([404, { error: { code: "interaction.unknown" } }]);
});

test("what is exported can be imported, and holds no secret [R-API-24]", async () => {
  await desk.ask("POST", "/devices/alice/secret");
  const file = await desk.ask("GET", "/centre");
  expect(file.json).toEqual(defaultCentre());
  expect((await desk.ask("PUT", "/centre", { body: file.json })).status).toBe(202);
  expect((await desk.ask("GET", "/centre")).json).toEqual(file.json);
});

test("an import's names and numbers go to the vault, and only refs to the machine [R-API-23]", async () => {
  const centre = defaultCentre();
  const contact = { id: "erin", customerClass: "premium", name: "Erin Example", numbers: [ERINS_NUMBER] };
  await desk.ask("PUT", "/centre", { body: { ...centre, contacts: [...centre.contacts, contact] } });
  const [command] = desk.ports.centre.commanded;
  const text = JSON.stringify(command);
  expect(text).not.toContain("Erin Example");
  expect(text).not.toContain(ERINS_NUMBER);
  expect(command?.body.type === "centre.import" && command.body.config.contacts.at(-1)).toEqual({
    id: "erin",
    customerClass: "premium",
    person: expect.stringMatching(/^person-/),
  });
});

test("a contact stays the same person when its name, numbers and phones change [R-API-24]", async () => {
  const { centre, vault } = desk.ports;
  const before = centre.config.contacts[0]?.person;
  const file = defaultCentre();
  const [victor, ...others] = file.contacts;
  const devices = file.devices.filter(({ id }) => id !== asId("victor"));
  const contacts = [{ ...victor, name: "Victor V.", numbers: ["+15555550101", "+15555550188"] }, ...others];
  expect((await desk.ask("PUT", "/centre", { body: { ...file, devices, contacts } })).status).toBe(202);
  expect(centre.config.contacts[0]?.person).toBe(before);
  expect(before === undefined ? undefined : vault.describe(before)?.name).toBe("Victor V.");
  expect((await desk.ask("GET", "/centre")).json).toEqual({ ...file, devices, contacts });
});

test("contacts whose details are as before are not written again", async () => {
  const { vault } = desk.ports;
  let writes = 0;
  const keep = vault.keep.bind(vault);
  vault.keep = (details) => {
    writes += 1;
    return keep(details);
  };
  const file = defaultCentre();
  await desk.ask("PUT", "/centre", { body: file });
  expect(writes).toBe(0);
  const erin = { id: "erin", customerClass: "trial", name: "Erin", numbers: [] };
  await desk.ask("PUT", "/centre", { body: { ...file, contacts: [...file.contacts, erin] } });
  expect(writes).toBe(1);
});

test("an erased contact keeps id and class, and the file is still one [R-API-24]", async () => {
  const { centre, vault } = desk.ports;
  const [victor] = centre.config.contacts;
  if (victor !== undefined) await vault.erase(victor.person);
  const file = (await desk.ask("GET", "/centre")).json as { contacts: unknown[] };
  expect(file.contacts[0]).toEqual({ id: "victor", customerClass: "vip", name: "(erased)", numbers: [] });
  expect((await desk.ask("PUT", "/centre", { body: file })).status).toBe(202);
});

describe("the centre's settings", () => {
  test("of one queue are changed, the rest of the centre stays [R-API-66]", async () => {
    const before = desk.ports.centre.config;
    const body = { offerMs: 15_000, members: ["alice", "bob"], expectedVersion: 1 };
    const reply = await desk.ask("PUT", "/queues/sales", { body });
    expect(reply.status).toBe(202);
    const queues = before.queues.map((queue) =>
      queue.id === "sales" ? { ...queue, offerMs: 15_000, members: ["alice", "bob"] } : queue,
    );
    expect(desk.ports.centre.commanded[0]?.body).toEqual({
      ...{ type: "centre.import", config: { ...before, queues }, expectedVersion: 1 },
    });
    expect(desk.ports.queries.audits[0]).toMatchObject({ act: "queue.settings", subject: "queue/sales" });
  });

  test("that somebody else changed meanwhile are not overwritten [R-API-66]", async () => {
    await desk.ask("PUT", "/queues/sales", { body: { offerMs: 15_000, expectedVersion: 1 } });
    const stale = await desk.ask("PUT", "/queues/sales", { body: { wrapUpMs: 1000, expectedVersion: 1 } });
    expect([stale.status, stale.json]).toMatchObject([409, { error: { code: "centre.changed" } }]);
    const people = desk.ports.vault.people.size;
    const file = defaultCentre();
    const added = { id: asId<"contact">("nora"), customerClass: "vip" as const, name: "Nora", numbers: [] };
    const body = { ...file, contacts: [...file.contacts, added] };
    const staleFile = await desk.ask("PUT", "/centre?expectedVersion=1", { body });
    expect([staleFile.status, staleFile.json]).toMatchObject([409, { error: { code: "centre.changed" } }]);
    expect([desk.ports.vault.people.size, desk.ports.centre.config.queues[0]?.offerMs]).toEqual([people, 15_000]);
    expect((await desk.ask("PUT", "/centre?expectedVersion=2", { body })).status).toBe(202);
    expect(desk.ports.centre.commanded.at(-1)?.body).toMatchObject({ expectedVersion: 2 });
  });

  test("are read with the version that goes back with them [R-API-66]", async () => {
    const version = async (): Promise<unknown> => (await desk.ask("GET", "/centre")).headers["x-legroom-version"];
    expect(await version()).toBe("1");
    await desk.ask("PUT", "/queues/sales", { body: { offerMs: 15_000 } });
    expect(await version()).toBe("2");
  });

  test.each([
    [{ offerMs: 1 }, "offerMs"],
    [{ members: ["Alice!"] }, "members.0"],
    [{ overflowTo: "No queue" }, "overflowTo"],
    [{ relaxations: [{ when: { by: "waited", afterMs: 1 }, requires: "sales" }] }, "relaxations.0.when.afterMs"],
    [{ requires: "sales >=" }, "requires"],
    [{ id: "other" }, "id"],
    [{ name: "" }, "name"],
    [{ expectedVersion: "1" }, "expectedVersion"],
  ])("of a queue that cannot be (%#) are refused with their field [R-API-10]", async (body, field) => {
    const reply = await desk.ask("PUT", "/queues/sales", { body });
    expect([reply.status, reply.json]).toMatchObject([400, { error: { code: "request.invalid", field } }]);
    expect(desk.ports.centre.commanded).toEqual([]);
  });

  test("of a queue are all that it has, and an overflow of null is none [R-API-66]", async () => {
    const settings = {
      requires: "sales >= 5",
      strategy: "round-robin",
      relaxations: [{ when: { by: "waited", afterMs: 60_000 }, requires: "anyone" }],
      tellEstimate: true,
    };
    const of = () => desk.ports.centre.config.queues.find(({ id }) => id === "sales");
    await desk.ask("PUT", "/queues/sales", { body: { ...settings, overflowTo: "support" } });
    expect(of()).toMatchObject({ ...settings, overflowTo: "support", name: "Sales" });
    await desk.ask("PUT", "/queues/sales", { body: { weight: 3 } });
    expect(of()).toMatchObject({ ...settings, overflowTo: "support", weight: 3 });
    await desk.ask("PUT", "/queues/sales", { body: { overflowTo: null } });
    expect(of()).not.toHaveProperty("overflowTo");
  });

  test("of a queue that is not there are refused [R-API-66]", async () => {
    expect((await desk.ask("PUT", "/queues/none", { body: { offerMs: 15_000 } })).status).toBe(404);
  });
});

test("a note of 10,000 characters is refused with its field, and one of 4,000 is taken as it is [R-API-10]", async () => {
  seat(desk);
  const note = (text: string) =>
    desk.ask("POST", "/interactions/int-1/wrap-up", { body: { agentId: "alice", note: text } });
  expect((await note("x".repeat(10_000))).json).toMatchObject({ error: { code: "request.invalid", field: "note" } });
  const text = "שלום 🌻 \u202e\n".repeat(400);
  expect((await note(text)).status).toBe(202);
  const { body } = desk.ports.centre.commanded[0] ?? {};
  const sealed = body?.type === "wrap-up.note" ? body.note : undefined;
  expect(sealed === undefined ? undefined : desk.ports.vault.open(sealed)).toBe(text);
});
