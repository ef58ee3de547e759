/** Requests of ours outside of dialogs: OPTIONS, REGISTER, anything but INVITE. */
import { Headers } from "../message/headers.ts";
import { nameAddressText } from "../message/name-address.ts";
import { asRequestUri, escapeUser, hostText, parseSipUri } from "../message/uri.ts";
import type { RegisterOptions, RequestOptions, RequestResult } from "./client-requests.ts";
import type { UserContext } from "./context.ts";
import { sendRequest } from "./request-sender.ts";

/** What a registration keeps from one refresh to the next (RFC 3261 10.2.4). */
type Registered = { readonly callId: string; seq: number };

export class UserAgentClient {
  readonly #context: UserContext;
  readonly #registered = new Map<string, Registered>();

  constructor(context: UserContext) {
    this.#context = context;
  }

  request(options: RequestOptions): Promise<RequestResult> {
    return this.#send(options, { callId: this.#context.token(), seq: 0 });
  }

  #send(options: RequestOptions, series: Registered): Promise<RequestResult> {
    const peer = options.peer ?? this.#context.wire.peerOf(options.target);
    if (peer === undefined) return Promise.resolve({ outcome: "transport", message: "no way to the target" });
    const target = asRequestUri(options.target);
    const tag = this.#context.token();
    const build = (): { target: string; headers: Headers } => {
      series.seq += 1;
      const headers = new Headers()
        .add("max-forwards", "70")
        .add("from", nameAddressText(options.from ?? { uri: this.#context.wire.ownUri }, tag))
        .add("to", nameAddressText(options.to ?? { uri: target }))
        .add("call-id", series.callId)
        .add("cseq", `${series.seq} ${options.method}`);
      if (options.method === "OPTIONS") headers.add("accept", "application/sdp");
      return { target, headers };
    };
    return sendRequest(this.#context, { ...options, peer, build });
  }

  register(options: RegisterOptions): Promise<RequestResult> {
    const registrar = parseSipUri(options.registrar);
    const peer = options.peer ?? this.#context.wire.peerOf(options.registrar);
    if (registrar === undefined || peer === undefined)
      return Promise.resolve({ outcome: "transport", message: "no way to the registrar" });
    const aor = `sip:${escapeUser(options.user)}@${hostText(options.domain ?? registrar.host)}`;
    const key = `${options.registrar} ${aor}`;
    const series = this.#registered.get(key) ?? { callId: this.#context.token(), seq: 0 };
    this.#registered.set(key, series);
    const port = registrar.port === undefined ? "" : `:${registrar.port}`;
    return this.#send(
      {
        method: "REGISTER",
        target: `sip:${hostText(registrar.host)}${port}`,
        peer,
        from: { uri: aor },
        to: { uri: aor },
        headers: [
          ["Contact", this.#context.wire.contact(peer, escapeUser(options.user))],
          ["Expires", String(options.expiresS ?? 600)],
        ],
        credentials: { user: options.user, password: options.password },
      },
      series,
    );
  }
}
