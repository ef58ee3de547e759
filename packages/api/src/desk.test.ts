import { asId, deskWire, unixMs, wallWire } from "@legroom/model";
import type { DeskView } from "@legroom/model";
import { beforeEach, describe, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import type { SignedIn } from "../test/desk.ts";
import { START_AT } from "../test/fake-centre.ts";
import { ERIN, ERINS_NUMBER, INTERACTION, makeEvent, offer, record, seat, view } from "../test/fixtures.ts";

let desk: Desk;
let alice: SignedIn;
beforeEach(async () => {
  desk = await Desk.open();
  alice = await desk.signIn("alice");
  seat(desk);
});

const SENTENCE = "nobody is being rung";
const no = { ok: false, refusal: { code: "offer.unknown", message: SENTENCE, params: { secret: 1 } } } as const;
const yes = { ok: true } as const;

function sits(more: Partial<DeskView>): void {
  const agent = desk.ports.centre.agents.find(({ id }) => id === "alice");
  if (agent === undefined) throw new Error("Alice is in the default centre");
  const presence = { available: yes, busy: yes, away: yes, break: yes, offline: yes };
  const can = {
    presence,
    accept: no,
    decline: yes,
    end: no,
    endWrapUp: no,
    extendWrapUp: no,
    requestWrapUp: no,
    returnToCall: no,
  };
  const theirs = [more.offer?.interactionId, more.work?.interaction.id, more.wrapUp?.interactionId].flatMap(
    (id) => id ?? [],
  );
  const queues = [{ id: asId<"queue">("sales"), name: "Sales", waiting: 2, oldestEnteredAt: START_AT }];
  desk.ports.centre.desks.set("alice", { agent, interactionIds: theirs, queues, can, ...more });
}

const deskOf = async (who: SignedIn): Promise<unknown> => (await desk.askAs(who, "GET", "/me/desk")).json;

describe("a desk", () => {
  test("shows who rings, for which queue, why, and how long they had waited then [R-API-62]", async () => {
    sits({ offer: { ...offer, madeAt: START_AT, endpointIds: [asId("alice.browser:page-1")] } });
    desk.ports.centre.interactions = [{ ...view, phase: "offering" }];
    desk.ports.clock.pass(3000);
    const shown = deskWire.parse(await deskOf(alice));
    expect(shown.offer).toEqual({
      ...{ id: "off-1", interactionId: INTERACTION, queueId: "sales", queueName: "Sales", topic: "sales" },
      ...{ phase: "ringing", madeAt: START_AT, untilAt: START_AT + 20_000, waitedMs: 1200 },
      why: 'You meet "sales", and nobody else is free.',
      endpointIds: ["alice.browser:page-1"],
      customer: { name: "Erin", address: ERINS_NUMBER, customerClass: "standard", visitor: false },
    });
    expect([shown.at, shown.seq]).toEqual([START_AT + 3000, desk.ports.centre.seq]);
  });

  test.each([
    ["skill-fit", 'You meet "sales": of 3 who are free, best fitting skills.'],
    ["longest-idle", 'You meet "sales": of 3 who are free, longest idle.'],
    ["id", 'You meet "sales": of 3 who are free, first of equals.'],
  ] as const)("says in words what the decision was by: %s [R-API-62]", async (tieBreak, why) => {
    const filters = { ...offer.reasons.filters, notCoolingDown: 3 };
    const reasons = { ...offer.reasons, tieBreak, filters };
    sits({ offer: { ...offer, reasons, madeAt: START_AT, endpointIds: [] } });
    expect(deskWire.parse(await deskOf(alice)).offer?.why).toBe(why);
  });

  test("shows the talk: with whom, since when, and who is away [R-API-62]", async () => {
    const seats = view.seats.map((one) => ({ ...one, away: one.role === "customer" }));
    const interaction = { ...view, seats, queueId: asId<"queue">("sales") };
    const times = { acceptedAt: START_AT, connectedAt: unixMs(START_AT + 300) };
    sits({ work: { interaction, offerId: offer.id, seatId: asId("seat-a"), ...times } });
    expect(deskWire.parse(await deskOf(alice)).work).toMatchObject({
      ...{ interactionId: INTERACTION, offerId: "off-1", queueName: "Sales", ...times },
      ...{ customerAway: true, agentAway: false, customer: { name: "Erin" } },
      now: { phase: "live", agentId: "alice", seats: [{ away: true }, { away: false }] },
    });
  });

  test("shows the wrap-up with what this agent noted last, opened [R-API-62]", async () => {
    sits({ wrapUp: { interactionId: INTERACTION, untilAt: START_AT, mode: "mandatory", extensionLeftMs: 30_000 } });
    const note = (agent: string, text: string) =>
      ({
        type: "agent.wrap-up-noted",
        ...{ agentId: asId<"agent">(agent), interactionId: INTERACTION, disposition: "sold" },
        note: desk.ports.vault.seal(ERIN, text),
      }) as const;
    desk.ports.queries.events = [
      makeEvent(1, note("alice", "first")),
      makeEvent(2, note("alice", "wants a call on Monday")),
      makeEvent(3, note("bob", "another's")),
    ];
    expect(deskWire.parse(await deskOf(alice)).wrapUp).toEqual({
      ...{ interactionId: INTERACTION, untilAt: START_AT, mode: "mandatory", extensionLeftMs: 30_000 },
      ...{ disposition: "sold", note: "wants a call on Monday" },
      customer: { name: "Erin", address: ERINS_NUMBER, customerClass: "standard", visitor: false },
    });
  });

  test("shows a visitor without an address, and whom the vault forgot without a name [R-API-62]", async () => {
    const visitor = "sip:visitor-0123@visitor.invalid";
    desk.ports.vault.people.set(ERIN, { name: "Zoë", identities: [{ kind: "sip", value: visitor }] });
    sits({});
    const recentOf = async () => deskWire.parse(await deskOf(alice)).recent.map(({ customer }) => customer);
    expect(await recentOf()).toEqual([{ name: "Zoë", customerClass: "standard", visitor: true }]);
    desk.ports.vault.people.delete(ERIN);
    expect(await recentOf()).toEqual([{ customerClass: "standard", visitor: false }]);
  });

  test("says what may be pressed, and why not, as the machine says it [R-API-62]", async () => {
    sits({});
    const { can, queues } = deskWire.parse(await deskOf(alice));
    expect(can).toMatchObject({
      accept: { ok: false, code: "offer.unknown", message: SENTENCE },
      decline: { ok: true },
      presence: { break: { ok: true } },
    });
    expect(JSON.stringify(can)).not.toContain("secret");
    expect(queues).toEqual([{ id: "sales", name: "Sales", waiting: 2, oldestEnteredAt: START_AT }]);
  });

  test("is each agent's own [R-API-62]", async () => {
    const bob = await desk.signIn("bob");
    expect(deskWire.parse(await deskOf(bob)).agent.id).toBe("bob");
    expect(deskWire.parse(await deskOf(alice)).agent.id).toBe("alice");
  });

  test.each([
    ["ready", true],
    ["refused", false],
    ["taken", false],
    ["closed", false],
  ])("tells telephony whether its page's microphone is %s [R-API-63]", async (state, isReady) => {
    const reply = await desk.askAs(alice, "PUT", "/me/pages/page-0001/microphone", { body: { state } });
    expect([reply.status, reply.json]).toEqual([200, { state }]);
    expect(desk.ports.pageDoor.microphones).toEqual([{ agentId: "alice", pageId: "page-0001", isReady }]);
  });

  test("refuses a state of a microphone that there is not [R-API-63]", async () => {
    const reply = await desk.askAs(alice, "PUT", "/me/pages/page-0001/microphone", { body: { state: "loud" } });
    expect([reply.status, desk.ports.pageDoor.microphones]).toMatchObject([400, []]);
  });
});

describe("an agent's lists", () => {
  test("hold what is theirs, and what they command is for themselves [R-API-9]", async () => {
    const bob = await desk.signIn("bob");
    const items = async (who: SignedIn, path: string): Promise<unknown[]> =>
      ((await desk.askAs(who, "GET", path)).json as { items: unknown[] }).items;
    expect(await items(alice, "/agents")).toMatchObject([{ id: "alice" }]);
    expect(await items(alice, "/devices")).toMatchObject([{ id: "alice" }]);
    expect(await items(alice, "/queues")).toMatchObject(
      ["sales", "general", "premium", "overflow"].map((id) => ({ id })),
    );
    expect([(await items(alice, "/offers")).length, (await items(bob, "/offers")).length]).toEqual([1, 0]);
    expect([(await items(alice, "/interactions")).length, (await items(bob, "/interactions")).length]).toEqual([1, 0]);
    const asked = await desk.askAs(bob, "GET", "/interactions?agentId=alice");
    expect([asked.status, asked.json]).toMatchObject([403, { error: { code: "auth.scope" } }]);
    const noted = { agentId: "bob", disposition: "sold" };
    const wrapUp = await desk.askAs(alice, "POST", `/interactions/${INTERACTION}/wrap-up`, { body: noted });
    expect(wrapUp.status).toBe(403);
    const declined = await desk.askAs(alice, "POST", "/offers/off-1/decline", { body: { agentId: "bob" } });
    expect([declined.status, desk.ports.centre.commanded]).toEqual([403, []]);
  });

  test("an offer that is over is still known to be theirs: the machine says what became of it [R-API-9]", async () => {
    const bob = await desk.signIn("bob");
    const made = { type: "offer.made", offerId: offer.id, agentId: offer.agentId } as never;
    desk.publish([makeEvent(101, made)]);
    desk.ports.centre.offers = [];
    expect((await desk.askAs(alice, "POST", "/offers/off-1/decline")).status).toBe(202);
    expect((await desk.askAs(bob, "POST", "/offers/off-1/decline")).status).toBe(403);
  });

  test("an interaction is theirs while it is offered to them, and is not once it was declined [R-API-9]", async () => {
    const bob = await desk.signIn("bob");
    const read = async (): Promise<number> => (await desk.askAs(bob, "GET", `/interactions/${INTERACTION}`)).status;
    const agent = desk.ports.centre.agents.find(({ id }) => id === "bob");
    sits({});
    const quiet = desk.ports.centre.desks.get("alice");
    if (agent === undefined || quiet === undefined) throw new Error("both are in the default centre");
    const rung = { ...offer, agentId: asId<"agent">("bob"), madeAt: START_AT, endpointIds: [] };
    desk.ports.centre.desks.set("bob", { ...quiet, agent, interactionIds: [INTERACTION], offer: rung });
    expect(await read()).toBe(200);
    desk.ports.centre.desks.set("bob", { ...quiet, agent });
    expect(await read()).toBe(403);
  });

  test("what an agent of several has besides what the desk shows is theirs too [R-API-103]", async () => {
    const bob = await desk.signIn("bob");
    const agent = desk.ports.centre.agents.find(({ id }) => id === "bob");
    sits({});
    const quiet = desk.ports.centre.desks.get("alice");
    if (agent === undefined || quiet === undefined) throw new Error("both are in the default centre");
    const shown = { interactionId: asId<"interaction">("int-0"), untilAt: START_AT } as const;
    const wrapUp = { ...shown, mode: "optional", extensionLeftMs: 0 } as const;
    const theirs = [shown.interactionId, INTERACTION];
    desk.ports.centre.desks.set("bob", { ...quiet, agent, wrapUp, interactionIds: theirs });
    expect((await desk.askAs(bob, "GET", `/interactions/${INTERACTION}`)).status).toBe(200);
  });
});

describe("the wall", () => {
  test("shows queues, agents and open interactions in one go, the oldest first [R-API-64]", async () => {
    const grace = await desk.signIn("grace");
    const waiting = { ...view, id: asId<"interaction">("int-0"), phase: "queued" as const, position: 1 };
    const { agentId: _agent, ...line } = waiting;
    const closed = { ...view, id: asId<"interaction">("int-9"), phase: "closed" as const };
    const earlier = { arrivedAt: unixMs(START_AT - 9000), firstEnteredAt: unixMs(START_AT - 5000) };
    desk.ports.centre.interactions = [view, closed, { ...line, ...earlier }];
    const busySinceAt = unixMs(START_AT - 700);
    desk.ports.centre.agents = desk.ports.centre.agents.map((agent) =>
      agent.id === "alice"
        ? {
            ...agent,
            sinceAt: busySinceAt,
            availability: { state: "busy", inUse: 1, capacity: 1, interactionId: INTERACTION },
          }
        : agent,
    );
    const wall = wallWire.parse((await desk.askAs(grace, "GET", "/wall")).json);
    expect(wall.interactions).toMatchObject([
      { id: "int-0", phase: "queued", position: 1, sinceAt: START_AT - 5000, customer: { name: "Erin" } },
      { id: INTERACTION, phase: "live", agentId: "alice", sinceAt: busySinceAt, agentAway: false },
    ]);
    expect([wall.queues.length, wall.agents.length, wall.more, wall.seq]).toEqual([7, 4, 0, desk.ports.centre.seq]);
  });

  test("shows 200 interactions and counts the rest [R-API-64]", async () => {
    desk.ports.centre.interactions = Array.from({ length: 203 }, (_, i) => ({ ...view, id: asId(`int-${i}`) }));
    const wall = wallWire.parse((await desk.ask("GET", "/wall")).json);
    expect([wall.interactions.length, wall.more]).toEqual([200, 3]);
  });

  test("is audited once for each person in five minutes, and without the audit not shown [R-API-64]", async () => {
    const [grace, admin] = [await desk.signIn("grace"), await desk.signIn("admin")];
    const looks = (): number => desk.ports.queries.audits.filter(({ act }) => act === "wall.read").length;
    desk.ports.queries.auditFault = new Error("disk full");
    expect((await desk.askAs(grace, "GET", "/wall")).status).toBe(500);
    expect((await desk.askAs(grace, "GET", "/wall")).status).toBe(500);
    desk.ports.queries.auditFault = undefined;
    for (let i = 0; i < 3; i++) expect((await desk.askAs(grace, "GET", "/wall")).status).toBe(200);
    expect(looks()).toBe(1);
    await desk.askAs(admin, "GET", "/wall");
    expect(looks()).toBe(2);
    desk.ports.clock.pass(5 * 60_000);
    await desk.askAs(grace, "GET", "/wall");
    expect(looks()).toBe(3);
  });
});

describe("a recording", () => {
  test("is saved, or played inline, in whole or from anywhere [R-API-65]", async () => {
    desk.ports.recordings.wav = Buffer.from("0123456789");
    const get = (query: string, range?: string) =>
      desk.askAs(
        alice,
        "GET",
        `/recordings/rec-1/tracks/seat-c${query}`,
        range === undefined ? {} : { headers: { range } },
      );
    expect((await get("")).headers).toMatchObject({
      "content-disposition": 'attachment; filename="rec-1-seat-c.wav"',
      "accept-ranges": "bytes",
    });
    expect((await get("?inline")).headers["content-disposition"]).toMatch(/^inline;/);
    const part = async (range: string): Promise<unknown[]> => {
      const { status, text, headers } = await get("?inline=true", range);
      return [status, text, headers["content-range"]];
    };
    expect(await part("bytes=2-4")).toEqual([206, "234", "bytes 2-4/10"]);
    expect(await part("bytes=7-")).toEqual([206, "789", "bytes 7-9/10"]);
    expect(await part("bytes=-3")).toEqual([206, "789", "bytes 7-9/10"]);
    expect(await part("bytes=8-99")).toEqual([206, "89", "bytes 8-9/10"]);
    expect(await part("bytes=10-")).toEqual([416, "", "bytes */10"]);
    for (const whole of ["bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x"])
      expect(await part(whole)).toEqual([200, "0123456789", undefined]);
  });

  test("is named by the path of who asks [R-API-65]", async () => {
    const { items } = (await desk.askAs(alice, "GET", `/interactions/${INTERACTION}/recordings`)).json as {
      items: { tracks: { path: string }[] }[];
    };
    expect(items[0]?.tracks[0]?.path).toBe(`${alice.base}/recordings/rec-1/tracks/seat-c`);
    expect(record.id).toBe(INTERACTION);
  });
});
