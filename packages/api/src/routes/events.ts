/** Events as they become true, for whoever reads along. */
import type { ServerResponse } from "node:http";
import type { Event } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { streamEvents } from "../event-stream.ts";
import type { StreamOptions } from "../event-stream.ts";
import { OwnEvents } from "../own-events.ts";
import { Problem } from "../problem.ts";
import { answer, streamRoute } from "../route.ts";

const HEARTBEAT_MS = 15_000;
const SLOW_READER_MS = 10_000;
const STREAMS_MAX = 256;
const TYPES_MAX = 50;
const LOOK_MS = 5 * 60_000;

const name = z
  .string()
  .regex(/^[a-z-]{1,40}(\.[a-z-]{1,40})?$/, "a type such as `offer.ended`, or a subject such as `offer`");

export const eventRoutes = [
  streamRoute({
    method: "GET",
    path: "/events",
    summary:
      "Events in order, as server-sent events. `Last-Event-ID` (or `after`) resumes behind any event ever numbered; " +
      "`types` keeps some types or subjects, separated by commas; an agent sees what is theirs",
    tag: "events",
    needs: "events.read",
    reach: "list",
    query: z.strictObject({
      after: z.string().max(20).optional(),
      types: z
        .string()
        .max(2000)
        .transform((text) => text.split(","))
        .pipe(z.array(name).max(TYPES_MAX))
        .optional(),
    }),
    contentType: "text/event-stream",
    handle: async (call, { query }) => {
      const { hub, queries, log, settings } = call.parts;
      const afterSeq = await placeOf(call, query.after);
      if (hub.readers >= (settings.streamsMax ?? STREAMS_MAX))
        throw new Problem("events.too-many-readers", "too many event streams are open", { retryAfterSeconds: 5 });
      const { heartbeatMs = HEARTBEAT_MS, slowReaderMs = SLOW_READER_MS } = settings;
      const shared = { hub, queries, log, afterSeq, types: new Set(query.types ?? []), heartbeatMs, slowReaderMs };
      await auditLook(call);
      const { agentId } = call.principal;
      const ask: Call["ask"] = (question) => call.ask(question);
      const own = agentId === undefined ? undefined : await OwnEvents.at({ agentId, afterSeq }, { ask, queries });
      const view = own === undefined ? {} : { view: (event: Event) => own.view(event) };
      return answer((response) => hub.reading(() => streamWhileSignedIn(call, { ...shared, ...view }, response)));
    },
  }),
];

/** Who reads only what is theirs looks at nobody else. A page comes back often: that is one look for a while. */
async function auditLook(call: Call): Promise<void> {
  const { agentId, signedIn, actor } = call.principal;
  if (agentId !== undefined) return;
  const audit = () => call.audit("events.read", "events");
  if (signedIn === undefined) return audit();
  const { clock, looks } = call.parts;
  await looks.note(`events ${JSON.stringify(actor)}`, { at: clock.now(), everyMs: LOOK_MS }, audit);
}

/** A person's stream ends with their sign-in, at once. */
async function streamWhileSignedIn(call: Call, options: StreamOptions, response: ServerResponse): Promise<void> {
  const { signedIn } = call.principal;
  if (signedIn === undefined) return streamEvents(options, response);
  const watch = call.parts.signIns.watch(signedIn.signIn, () => options.hub.nudge());
  await streamEvents({ ...options, isSignedIn: watch.isOpen }, response);
  watch.leave();
}

/** Behind which event the reader wants to begin: where it was, or now. */
async function placeOf(call: Call, after: string | undefined): Promise<number> {
  const seq = await call.ask((now) => now.seq);
  const [text, field] = call.lastEventId === undefined ? [after, "after"] : [call.lastEventId, "Last-Event-ID"];
  if (text === undefined) return seq;
  const place = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (place < 0) throw new Problem("request.invalid", "the number of an event, or 0", { field });
  // A place that this journal never reached comes from another one: the reader must load anew, not wait for ever.
  if (place > seq) throw new Problem("events.ahead", "there is no such event yet", { field, params: { seq } });
  return place;
}
