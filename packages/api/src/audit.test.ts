import { defaultCentre } from "@legroom/model";
import type { CommandType } from "@legroom/model";
import { beforeEach, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { seat } from "../test/fixtures.ts";
import { routes } from "./route-table.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  seat(desk);
  desk.ports.queries.audits.length = 0;
});

const reason = "r";
const move = { interactionId: "int-1", queueId: "support" };
type Asked = readonly [request: string, body?: unknown];

/** How each kind of command is given: the type leaves none out. */
const asked: { readonly [Type in CommandType]: Asked } = {
  "centre.import": ["PUT /centre", defaultCentre()],
  "presence.set": ["PUT /agents/alice/presence", { presence: "break" }],
  "wrap-up.end": ["POST /agents/alice/wrap-up/end"],
  "wrap-up.extend": ["POST /agents/alice/wrap-up/extend", { byMs: 30_000 }],
  "wrap-up.request": ["POST /agents/alice/wrap-up/request"],
  "wrap-up.note": ["POST /interactions/int-1/wrap-up", { agentId: "alice", disposition: "sold" }],
  "interaction.end": ["POST /interactions/int-1/end"],
  "interaction.route": ["POST /interactions/int-1/route", { topic: "sales" }],
  "interaction.move": ["POST /interactions/int-1/move", { queueId: "support", reason }],
  "interaction.assign": ["POST /interactions/int-1/assign", { agentId: "bob", reason }],
  "interaction.reprioritise": ["POST /interactions/int-1/priority", { band: 0, reason }],
  "interaction.withdraw": ["POST /interactions/int-1/withdraw", { reason }],
  "membership.set": ["PUT /queues/sales/members/bob", { reason }],
  "queues.rebalance": ["POST /queues/rebalance", { moves: [move], reason }],
  "override.undo": ["POST /overrides/ov-1/undo"],
  "offer.accept": ["POST /offers/off-1/accept"],
  "offer.decline": ["POST /offers/off-1/decline"],
  "device.set-secret": ["POST /devices/alice/secret"],
  "api-key.create": ["POST /api-keys", { name: "wall", capabilities: ["queues.read"], scope: "centre" }],
  "api-key.revoke": ["DELETE /api-keys/key-victim"],
};
const kinds = Object.entries(asked).map(([type, [request, body]]) => ({ type, request, body }));

function give({ request, body }: { request: string; body?: unknown }, who?: Awaited<ReturnType<Desk["signIn"]>>) {
  const [method, path] = request.split(" ") as ["POST", string]; // our own text
  return who === undefined ? desk.ask(method, path, { body }) : desk.askAs(who, method, path, { body });
}

test.each(kinds)("$type is audited before it is given, with who gave it [R-API-183] [R-API-25]", async (kind) => {
  desk.ports.centre.hashes.set("00", { id: "key-victim" as never, name: "v", capabilities: [], scope: "own" });
  let before: number | undefined;
  desk.ports.centre.heard = (body) => {
    if (body.type === kind.type) before = desk.ports.queries.audits.length;
  };
  await give(kind);
  expect(before).toBe(1);
  expect(desk.ports.queries.audits).toMatchObject([{ actor: { kind: "operator" }, subject: expect.any(String) }]);
});

test.each(kinds)("$type is not given when it cannot be audited [R-API-183] [R-API-25]", async (kind) => {
  desk.ports.queries.auditFault = new Error("disk full");
  expect((await give(kind)).status).toBe(500);
  expect(desk.ports.centre.commanded).toEqual([]);
});

const ownDay = ["presence.set", "wrap-up.end", "wrap-up.extend", "wrap-up.request"];

test.each(kinds.filter(({ type }) => ownDay.includes(type)))(
  "$type by a supervisor is audited, by the agent themselves it is not [R-API-183]",
  async (kind) => {
    const [alice, grace] = [await desk.signIn("alice"), await desk.signIn("grace")];
    desk.ports.queries.audits.length = 0;
    expect((await give(kind, alice)).status).toBe(202);
    expect(desk.ports.queries.audits).toEqual([]);
    expect((await give(kind, grace)).status).toBe(202);
    expect(desk.ports.queries.audits).toMatchObject([
      { actor: { kind: "staff", id: "grace" }, act: expect.stringMatching(/^agent\./), subject: "agent/alice" },
    ]);
  },
);

test("whatever changes another's things is audited, by the table itself [R-API-183]", () => {
  const changing = routes.filter(({ method, reach }) => method !== "GET" && reach !== "self");
  const unaudited = changing.filter((route) => route.audit === undefined);
  expect(unaudited.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /queues/rebalance/preview"]); // changes nothing
  const only = changing.filter((route) => route.audit?.ofOthers === true);
  expect(new Set(only.map(({ reach }) => reach))).toEqual(new Set(["agent"]));
});
