/** A browser page for tests: it speaks SIP over WebSocket at message level, as JsSIP would, and does what it is told. */
import { randomBytes } from "node:crypto";
import { readSip, tagOf, writeSip } from "./sip-text.ts";
import type { SipText } from "./sip-text.ts";
import { WebSocketClient } from "./web-socket-client.ts";

const word = (): string => randomBytes(8).toString("hex");

/** One call of a page, made by it or come to it. */
export class PageCall {
  /** What we got or sent first. */
  readonly invite: SipText;
  readonly isIncoming: boolean;
  /** The last answer to our INVITE. */
  readonly answered: Promise<SipText>;
  /** The other side hung up, or cancelled: the request that says it. */
  readonly ended: Promise<SipText>;
  /** The 200 of ours was acknowledged. */
  readonly acknowledged: Promise<void>;
  readonly settle: {
    answered: (response: SipText) => void;
    ended: (request: SipText) => void;
    acknowledged: () => void;
  };
  readonly #page: ScriptedPage;
  readonly #ourTag: string;
  #remote: SipText | undefined;
  #seq = 1;

  constructor(page: ScriptedPage, invite: SipText, isIncoming: boolean) {
    this.#page = page;
    this.invite = invite;
    this.isIncoming = isIncoming;
    this.#ourTag = isIncoming ? word() : tagOf(invite.header("from"));
    const [answered, ended] = [Promise.withResolvers<SipText>(), Promise.withResolvers<SipText>()];
    const acknowledged = Promise.withResolvers<void>();
    this.answered = answered.promise;
    this.ended = ended.promise;
    this.acknowledged = acknowledged.promise;
    this.settle = { answered: answered.resolve, ended: ended.resolve, acknowledged: acknowledged.resolve };
    if (isIncoming) this.#remote = invite;
  }

  get callId(): string {
    return this.invite.header("call-id");
  }

  ring(): void {
    this.#respond("180 Ringing");
  }

  answer(sdp: string): void {
    this.#respond("200 OK", sdp);
  }

  reject(status: number): void {
    this.#respond(`${status} No`);
  }

  cancel(): void {
    const names = ["via", "from", "to", "call-id"] as const;
    const headers = names.map((name) => [name, this.invite.header(name)] as const);
    const target = this.invite.start.split(" ")[1] ?? "";
    this.#page.send(writeSip(`CANCEL ${target} SIP/2.0`, [...headers, ["CSeq", "1 CANCEL"], ["Max-Forwards", "70"]]));
  }

  bye(reason = ""): Promise<SipText> {
    return this.#request("BYE", "", "", reason);
  }

  /** A key by INFO. */
  info(digit: string): Promise<SipText> {
    return this.#request("INFO", `Signal=${digit}\r\nDuration=160\r\n`, "application/dtmf-relay");
  }

  /** A re-INVITE, acknowledged. */
  reoffer(sdp: string): Promise<SipText> {
    return this.#request("INVITE", sdp, "application/sdp");
  }

  /** Final answers of INVITEs are acknowledged; what a 200 says is where the dialog goes from then on. */
  took(response: SipText): void {
    if (response.status < 200) return;
    if (response.status < 300) this.#remote = response;
    const branch = response.status < 300 ? undefined : this.invite.header("via");
    this.#page.send(this.#inDialog("ACK", response.header("cseq").split(" ")[0] ?? "1", branch));
    this.settle.answered(response);
  }

  #request(method: string, body = "", type = "", reason = ""): Promise<SipText> {
    this.#seq += 1;
    const text = this.#inDialog(method, String(this.#seq)).replace(/Content-Length: 0\r\n\r\n$/, "");
    const typed = body === "" ? "" : `Content-Type: ${type}\r\n`;
    const why = reason === "" ? "" : `Reason: ${reason}\r\n`;
    this.#page.send(`${text}${why}${typed}Content-Length: ${body.length}\r\n\r\n${body}`);
    return this.#page.responseTo(this.callId, `${this.#seq} ${method}`);
  }

  #inDialog(method: string, seq: string, via?: string): string {
    const remote = this.#remote ?? this.invite;
    const contact = /<([^>]+)>/.exec(this.#remote?.header("contact") ?? "")?.[1];
    const target = contact ?? this.invite.start.split(" ")[1] ?? "";
    const [from, to] = this.isIncoming
      ? [`${this.invite.header("to")};tag=${this.#ourTag}`, this.invite.header("from")]
      : [this.invite.header("from"), remote.header("to")];
    return writeSip(`${method} ${target} SIP/2.0`, [
      ["Via", via ?? this.#page.via()],
      ["Max-Forwards", "70"],
      ["From", from],
      ["To", to],
      ["Call-ID", this.callId],
      ["CSeq", `${seq} ${method}`],
      ["Contact", this.#page.contact],
    ]);
  }

  #respond(status: string, sdp = ""): void {
    this.#page.respond(this.invite, status, { sdp, toTag: this.#ourTag });
  }
}

export class ScriptedPage {
  readonly contact = `<sip:${word()}@${word()}.invalid;transport=ws>`;
  readonly received: SipText[] = [];
  readonly calls: PageCall[] = [];
  /** Told of each call that comes. */
  onCall: (call: PageCall) => void = () => undefined;
  socket: WebSocketClient | undefined;
  readonly #user: string;
  readonly #callId = word();
  readonly #fromTag = word();
  readonly #waiting: { callId: string; cseq: string; resolve: (response: SipText) => void }[] = [];
  readonly #nextCalls: ((call: PageCall) => void)[] = [];
  #seq = 0;

  /** `user` is what it calls itself. */
  constructor(user: string) {
    this.#user = user;
  }

  /** Connects, or connects anew: JsSIP keeps its calls meanwhile. */
  async connect(port: number, path: string): Promise<this> {
    this.socket = await WebSocketClient.open(port, path);
    this.socket.onText = (text) => this.#take(readSip(text));
    return this;
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  via(): string {
    return `SIP/2.0/WS ${word()}.invalid;branch=z9hG4bK${word()}`;
  }

  /** Gives the final answer. */
  register(of: { takeOver?: boolean; expiresS?: number; user?: string } = {}): Promise<SipText> {
    this.#seq += 1;
    const aor = `<sip:${of.user ?? this.#user}@127.0.0.1>`;
    this.send(
      writeSip("REGISTER sip:127.0.0.1 SIP/2.0", [
        ["Via", this.via()],
        ["Max-Forwards", "69"],
        ["To", aor],
        ["From", `${aor};tag=${this.#fromTag}`],
        ["Call-ID", this.#callId],
        ["CSeq", `${this.#seq} REGISTER`],
        ["Contact", `${this.contact};+sip.ice;reg-id=1;expires=${of.expiresS ?? 600}`],
        ["Expires", String(of.expiresS ?? 600)],
        ["Supported", "path,gruu,outbound"],
        ...(of.takeOver === true ? [["X-Legroom-Take-Over", "yes"] as const] : []),
      ]),
    );
    return this.responseTo(this.#callId, `${this.#seq} REGISTER`);
  }

  call(number: string, sdp: string): PageCall {
    const text = writeSip(
      `INVITE sip:${number}@127.0.0.1 SIP/2.0`,
      [
        ["Via", this.via()],
        ["Max-Forwards", "69"],
        ["To", `<sip:${number}@127.0.0.1>`],
        ["From", `<sip:${this.#user}@127.0.0.1>;tag=${word()}`],
        ["Call-ID", word()],
        ["CSeq", "1 INVITE"],
        ["Contact", this.contact],
      ],
      sdp,
    );
    const call = new PageCall(this, readSip(text), false);
    this.calls.push(call);
    this.send(text);
    return call;
  }

  /** The next call that comes. */
  nextCall(): Promise<PageCall> {
    return new Promise((resolve) => this.#nextCalls.push(resolve));
  }

  responseTo(callId: string, cseq: string): Promise<SipText> {
    return new Promise((resolve) => this.#waiting.push({ callId, cseq, resolve }));
  }

  respond(request: SipText, status: string, of: { sdp?: string; toTag?: string } = {}): void {
    const to = request.header("to");
    this.send(
      writeSip(
        `SIP/2.0 ${status}`,
        [
          ...request.all("via").map((via) => ["Via", via] as const),
          ["From", request.header("from")],
          ["To", tagOf(to) === "" ? `${to};tag=${of.toTag ?? word()}` : to],
          ["Call-ID", request.header("call-id")],
          ["CSeq", request.header("cseq")],
          ["Contact", this.contact],
        ],
        of.sdp,
      ),
    );
  }

  #take(message: SipText): void {
    this.received.push(message);
    const call = this.calls.find(({ callId }) => callId === message.header("call-id"));
    if (message.status > 0) return this.#takeResponse(message, call);
    if (message.method === "INVITE" && call === undefined) return this.#rings(message);
    if (message.method === "ACK") return call?.settle.acknowledged();
    this.respond(message, "200 OK");
    if (message.method === "CANCEL") call?.reject(487);
    if (message.method === "CANCEL" || message.method === "BYE") call?.settle.ended(message);
  }

  #takeResponse(response: SipText, call: PageCall | undefined): void {
    if (response.method === "INVITE") call?.took(response);
    if (response.status < 200) return;
    const cseq = response.header("cseq");
    const index = this.#waiting.findIndex((one) => one.callId === response.header("call-id") && one.cseq === cseq);
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve(response);
  }

  #rings(invite: SipText): void {
    const call = new PageCall(this, invite, true);
    this.calls.push(call);
    this.onCall(call);
    this.#nextCalls.shift()?.(call);
  }
}
