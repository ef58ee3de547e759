/** Calls from the "call us" page: a visit, its tickets for the phone line, and where the call is. */
import { asId, idField, visitorCallBody, visitorCallWire, visitorNumbersWire, visitorTicketWire } from "@legroom/model";
import type { CentreConfig } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { visitorsIdentity } from "../customer.ts";
import { Problem } from "../problem.ts";
import { answer, jsonRoute, streamRoute } from "../route.ts";
import type { Answer } from "../route.ts";
import { showVisitorCall, topicName } from "../visitor-call.ts";
import { streamVisit } from "../visitor-stream.ts";
import { Visits } from "../visits.ts";
import type { Visit } from "../visits.ts";

const HEARTBEAT_MS = 15_000;
const SLOW_READER_MS = 10_000;
const STREAMS_MAX = 4096;

/** What would be printed as nothing, or turn the text around it. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const byId = z.strictObject({ id: idField });
type Ticket = z.output<typeof visitorTicketWire>;

export const visitorCallRoutes = [
  jsonRoute({
    method: "GET",
    path: "/visitor-numbers",
    summary: "The numbers that a visitor may call",
    tag: "visitors",
    needs: "open",
    reach: "self",
    status: 200,
    response: visitorNumbersWire,
    handle: async (call) => {
      const { config } = await call.ask((now) => now.config());
      return answer({ centreName: config.name, numbers: numbersOf(config) });
    },
  }),
  jsonRoute({
    method: "POST",
    path: "/visitor-calls",
    summary: "Begin a call from a browser: a ticket for the WebSocket within 60 s, and a token to come back by",
    tag: "visitors",
    needs: "open",
    reach: "self",
    body: visitorCallBody,
    status: 201,
    response: visitorTicketWire,
    handle: (call, { body }) => openVisit(call, body),
  }),
  jsonRoute({
    method: "POST",
    path: "/visitor-calls/{id}/ticket",
    summary: "Another ticket, and the token that takes the place of the one shown",
    tag: "visitors",
    needs: "visit",
    reach: "self",
    params: byId,
    status: 201,
    response: visitorTicketWire,
    handle: async (call) => {
      const { visit, token } = visiting(call);
      assertRoom(call, ["tickets"]);
      return answer(ticketFor(call, visit, call.parts.visits.renew(visit, token)));
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/visitor-calls/{id}",
    summary: "Where the call is: asked, waiting at a position, talking, over",
    tag: "visitors",
    needs: "visit",
    reach: "self",
    params: byId,
    status: 200,
    response: visitorCallWire,
    handle: async (call) => answer(await showVisitorCall(call, visiting(call).visit)),
  }),
  streamRoute({
    method: "GET",
    path: "/visitor-calls/{id}/events",
    summary: "The same at once and whenever it changes, as server-sent events of the type `call`",
    tag: "visitors",
    needs: "visit",
    reach: "self",
    params: byId,
    contentType: "text/event-stream",
    handle: async (call) => {
      const { hub, visits, log, settings, visitors } = call.parts;
      if (visitors.readers >= STREAMS_MAX)
        throw new Problem("events.too-many-readers", "too many visitors read along", { retryAfterSeconds: 5 });
      const { heartbeatMs = HEARTBEAT_MS, slowReaderMs = SLOW_READER_MS } = settings;
      const { visit } = visiting(call);
      const look = () => showVisitorCall(call, visit);
      const options = { hub, visits, visit, look, log, heartbeatMs, slowReaderMs };
      return answer((response) => visitors.reading(() => streamVisit(options, response)));
    },
  }),
];

async function openVisit(call: Call, asked: z.output<typeof visitorCallBody>): Promise<Answer<Ticket>> {
  const { limits, vault, visits } = call.parts;
  const waitSeconds = limits.visitorCalls.waitSeconds(call.from.address);
  if (waitSeconds !== undefined)
    throw new Problem("visits.too-many", "too many calls came from this address: wait a little", {
      retryAfterSeconds: waitSeconds,
    });
  limits.visitorCalls.note(call.from.address);
  assertRoom(call, ["tickets", "visits"]);
  const { config } = await call.ask((now) => now.config());
  const to = asked.to ?? config.frontLine.number;
  if (!numbersOf(config).some(({ number }) => number === to))
    throw new Problem("request.invalid", "not a number that a visitor may call", { field: "to" });
  if (asked.name !== undefined && UNPRINTABLE.test(asked.name))
    throw new Problem("request.invalid", "a name has no control characters", { field: "name" });
  const id = Visits.freshId();
  const identities = [visitorsIdentity(id)];
  const person = await vault.keep({ ...(asked.name === undefined ? {} : { name: asked.name }), identities });
  const { visit, token } = visits.open({ id, person, to });
  return answer(ticketFor(call, visit, token));
}

function ticketFor(call: Call, visit: Visit, token: string): Ticket {
  const { ticket, untilAt } = call.parts.visits.ticket(visit);
  return { visitId: visit.id, ticket, ticketUntilAt: untilAt, token, user: `visitor-${visit.id}`, to: visit.to };
}

function assertRoom(call: Call, of: readonly ("tickets" | "visits")[]): void {
  const full = call.parts.visits.full();
  if (full === undefined || !of.includes(full)) return;
  throw new Problem("visits.too-many", "too many people call at this moment", { retryAfterSeconds: 30 });
}

/** The front line, and each topic that has a number of its own. */
function numbersOf(config: CentreConfig): { number: string; name: string }[] {
  const direct = config.topics.flatMap(({ id, number }) =>
    number === undefined ? [] : [{ number, name: topicName(config, asId(id)) }],
  );
  return [{ number: config.frontLine.number, name: config.name }, ...direct];
}

function visiting({ visiting: visitor }: Call): NonNullable<Call["visiting"]> {
  if (visitor === undefined) throw new Error("a route for visitors was given to somebody else");
  return visitor;
}
