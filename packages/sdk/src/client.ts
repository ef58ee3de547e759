/** Puts the parts together: one client asks at one base, as one asker. */
import { accountsOf } from "./accounts.ts";
import { askingOf } from "./asking.ts";
import { commandingOf } from "./commanding.ts";
import { contactsOf } from "./contacts.ts";
import { followEvents } from "./events.ts";
import type { EventsOptions } from "./events.ts";
import { flowOf } from "./flow.ts";
import { Http } from "./http.ts";
import type { StreamHandle } from "./live-stream.ts";
import { realTimers } from "./timers.ts";
import type { Timers } from "./timers.ts";
import { visitorOf } from "./visitor.ts";

export type ClientOptions = {
  /** `/as/{handle}/api/v1` in the pages of who is signed in; `/api/v1` for visitors; `https://…/api/v1` for programs. */
  readonly base: string;
  /** An API key. Without one the browser's cookie says who asks. */
  readonly key?: string;
  /** The visit's newest token, asked for before each question about the visit. */
  readonly visitToken?: () => string | undefined;
  /** For tests, and for what stands between. */
  readonly fetch?: typeof fetch;
  readonly timers?: Timers;
};

export type LegroomClient = ReturnType<typeof createClient>;
export type VisitorClient = ReturnType<typeof createVisitorClient>;

export function createClient(options: ClientOptions) {
  const http = httpOf(options);
  return {
    ...askingOf(http),
    ...commandingOf(http),
    ...contactsOf(http),
    ...flowOf(http),
    ...accountsOf(http),
    ...visitorOf(http, options.visitToken ?? noToken),
    /** Follows the centre's events until it is closed. */
    events: (following: EventsOptions): StreamHandle => followEvents(http, following),
  };
}

/** What the "call us" page needs, and nothing else: a page that is to load fast takes this one. */
export function createVisitorClient(options: ClientOptions) {
  return visitorOf(httpOf(options), options.visitToken ?? noToken);
}

function httpOf({ base, key, fetch = globalThis.fetch, timers = realTimers }: ClientOptions): Http {
  return new Http({ base, key, fetch, timers });
}

function noToken(): undefined {}
