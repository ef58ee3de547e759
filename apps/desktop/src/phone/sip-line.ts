/** The page's SIP, by JsSIP: a connection, a registration, calls. The only room for its words besides `sip-call.ts`. */
import { UA } from "jssip";
import type { Call } from "./call.ts";
import { OFFER_HEADER, offerIdOf } from "./offer-header.ts";
import type { PageSocket } from "./page-socket.ts";
import { PEER, SipCall } from "./sip-call.ts";
import type { Timers } from "./timers.ts";

export type LineEvents = {
  readonly onConnecting: () => void;
  readonly onConnected: () => void;
  readonly onDisconnected: (code: number | undefined) => void;
  readonly onRegistered: () => void;
  readonly onRefused: (status: number | undefined) => void;
  readonly onUnregistered: () => void;
  /** It rings here, for this offer. */
  readonly onRinging: (call: Call, offerId: string | undefined) => void;
};

export type LineOptions = LineEvents & {
  readonly socket: PageSocket;
  /** SIP user and host of this page's address. */
  readonly user: string;
  readonly host: string;
  readonly timers: Timers;
};

/** What the phone needs of a line; tests hand in their own. */
export interface Line {
  readonly start: () => void;
  /** For good: says goodbye in calls that are up. */
  readonly close: () => void;
  readonly register: (isTakingOver: boolean) => void;
  readonly unregister: () => void;
  readonly call: (target: string, stream: MediaStream) => Call;
  /** Connects again at once, if it is not connected; also from rest. */
  readonly reconnect: () => void;
  /** Does not connect again by itself. */
  readonly rest: () => void;
  /** After sleep, or when the network is another one: unless it rests it connects at once, or finds out whether it still is. */
  readonly wake: () => void;
  readonly isConnected: () => boolean;
}

/** The first tries follow fast: most losses are over at once. */
const WAIT_MIN_MS = 200;
const WAIT_MAX_MS = 4000;
const REGISTER_S = 300;
/** Has no class of its own in JsSIP's declarations: its connections, which it makes again only after seconds. */
type WithTransport = { readonly transport: { connect(): void; disconnect(): void } };

type Rang = {
  readonly originator: string;
  readonly session: ReturnType<UA["call"]>;
  readonly request: { getHeader(name: string): string | undefined };
};

export function openLine(options: LineOptions): Line {
  const { socket, user, host } = options;
  const ua = new UA({
    sockets: [socket as never], // ours has what its declarations ask of a class of JsSIP's own
    uri: `sip:${user}@${host}`,
    register: false,
    register_expires: REGISTER_S,
    // The server watches the audio itself; a page that is gone says nothing.
    session_timers: false,
    no_answer_timeout: 300,
    user_agent: "Legroom page",
  });
  const { transport } = ua as unknown as WithTransport;
  const again = connectsAgain(options.timers, () => transport.connect());
  ua.on("connecting", options.onConnecting);
  ua.on("connected", () => {
    again.worked();
    options.onConnected();
  });
  ua.on("disconnected", ({ code }) => {
    again.failed();
    options.onDisconnected(code);
  });
  ua.on("registered", options.onRegistered);
  ua.on("unregistered", options.onUnregistered);
  ua.on("registrationFailed", ({ response }) => options.onRefused(response?.status_code));
  ua.on("newRTCSession", ({ originator, session, request }: Rang) => {
    if (originator === "remote")
      options.onRinging(new SipCall(session, "ringing"), offerIdOf(request.getHeader(OFFER_HEADER)));
  });
  return {
    start: () => ua.start(),
    close: () => {
      again.rest();
      ua.stop();
      // It waits for answers to what it sent; with nobody there they never come, and it would go on connecting.
      if (!ua.isConnected()) transport.disconnect();
    },
    register: (isTakingOver) => {
      ua.registrator().setExtraHeaders(isTakingOver ? ["X-Legroom-Take-Over: yes"] : []);
      ua.register();
    },
    unregister: () => ua.unregister(),
    call: (target, stream) =>
      new SipCall(ua.call(`sip:${target}@${host}`, { mediaStream: stream, pcConfig: PEER }), "calling", stream),
    reconnect: again.now,
    rest: () => {
      again.rest();
      transport.disconnect();
    },
    wake: () => {
      if (again.isResting()) return;
      again.now();
      socket.probe();
    },
    isConnected: () => ua.isConnected(),
  };
}

/** Longer waits after each failure, without all pages of a centre coming back in one moment. */
function connectsAgain(timers: Timers, connect: () => void) {
  let failures = 0;
  let isResting = false;
  let cancel = (): void => undefined;
  return {
    worked: (): void => {
      failures = 0;
      cancel();
    },
    now: (): void => {
      isResting = false;
      connect();
    },
    isResting: (): boolean => isResting,
    failed: (): void => {
      cancel();
      if (isResting) return;
      const longest = Math.min(WAIT_MAX_MS, WAIT_MIN_MS * 2 ** failures);
      failures += 1;
      cancel = timers.after(longest * (0.75 + Math.random() * 0.25), connect);
    },
    rest: (): void => {
      isResting = true;
      cancel();
    },
  };
}
