/** A call from the "call us" page: whoever has the visit's token may ask about it, and nobody else. */
import { visitorCallWire, visitorNumbersWire, visitorTicketWire } from "@legroom/model";
import type { ApiError } from "./api-error.ts";
import { jsonIn } from "./frames.ts";
import type { Asking, Http } from "./http.ts";
import { LiveStream, safely } from "./live-stream.ts";
import type { StreamHandle, StreamState } from "./live-stream.ts";
import type { VisitorCall, VisitorCallAsked, VisitorNumbers, VisitorTicket } from "./wire.ts";

export type VisitorEventsOptions = {
  /** At first, and whenever it changed. */
  readonly onCall: (call: VisitorCall) => void;
  /** `lost` comes back by itself; `ended` does not: the call is closed, or the error says why. */
  readonly onState?: (state: StreamState, error?: ApiError) => void;
};

export function visitorOf(http: Http, visitToken: () => string | undefined) {
  const authorization = (): string | undefined => {
    const token = visitToken();
    return token === undefined ? undefined : `Visit ${token}`;
  };
  return {
    /** Numbers that may be called. */
    visitorNumbers: (asking?: Asking): Promise<VisitorNumbers> =>
      http.ask(visitorNumbersWire, { ...asking, path: ["visitor-numbers"] }),
    /** Makes a visit; the ticket opens the phone line within 60 s, the token is kept to ask with. */
    startVisitorCall: (body: VisitorCallAsked = {}, asking?: Asking): Promise<VisitorTicket> =>
      http.ask(visitorTicketWire, { ...asking, method: "POST", path: ["visitor-calls"], body }),
    /** Another ticket and another token; the token before it is good until this one was used. */
    visitorTicket: (visitId: string, asking?: Asking): Promise<VisitorTicket> =>
      http.ask(visitorTicketWire, {
        ...asking,
        method: "POST",
        path: ["visitor-calls", visitId, "ticket"],
        authorization: authorization(),
      }),
    visitorCall: (visitId: string, asking?: Asking): Promise<VisitorCall> =>
      http.ask(visitorCallWire, { ...asking, path: ["visitor-calls", visitId], authorization: authorization() }),
    /** The call's state, as it changes. */
    visitorEvents: (visitId: string, options: VisitorEventsOptions): StreamHandle => {
      let phase: VisitorCall["phase"] | undefined;
      return new LiveStream({
        timers: http.timers,
        connect: (signal) =>
          http.stream({ path: ["visitor-calls", visitId, "events"], authorization: authorization(), signal }),
        onFrame: ({ event, data }) => {
          if (event === "stream.ended") return "again";
          const read = event === "call" ? visitorCallWire.safeParse(jsonIn(data)) : undefined;
          if (read?.success !== true) return "on"; // a later one tells all of it again
          phase = read.data.phase;
          safely(http.timers, () => options.onCall(read.data));
          // All is said, so its connection is given back.
          return phase === "closed" && read.data.cause !== undefined ? "over" : "on";
        },
        // Closed it is, though nobody said why: its stream is not asked for again.
        isDone: () => phase === "closed",
        onState: (state, error) => options.onState?.(state, error),
      });
    },
  };
}
