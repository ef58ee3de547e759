/** One RTP leg: a pair of sockets, and which of what arrives there is the far side's. */
import type { RemoteInfo } from "node:dgram";
import { isIP } from "node:net";
import type { Endpoint } from "./endpoint.ts";
import { Latch, plain } from "./latch.ts";
import { accept, refuse } from "./protocol.ts";
import type { Codec, EndpointFacts, LocalAddress, Remote, Result } from "./protocol.ts";
import { RtpSession } from "./rtp-session.ts";
import type { EndpointEvent } from "./rtp-session.ts";
import { isRtcpType } from "./rtp.ts";
import type { DigitListener } from "./telephone-event.ts";
import type { SocketPair } from "./udp.ts";

export type RtpEndpointOptions = {
  readonly endpointId: string;
  readonly sockets: SocketPair;
  readonly publicAddress: string;
  readonly mediaLostMs: number;
  readonly digits: DigitListener;
  tell(event: EndpointEvent): void;
};

export class RtpEndpoint implements Endpoint {
  readonly kind = "rtp";
  readonly endpointId: string;
  readonly local: LocalAddress;
  readonly #sockets: SocketPair;
  readonly #session: RtpSession;
  #remote: Remote | undefined;
  #latch: Latch | undefined;
  #closed = false;

  constructor(options: RtpEndpointOptions) {
    const { port, rtp, rtcp } = options.sockets;
    this.#sockets = options.sockets;
    this.endpointId = options.endpointId;
    this.local = { address: options.publicAddress, port, rtcpPort: port + 1 };
    this.#session = new RtpSession({ ...options, sendRtcp: (packet) => this.#sendRtcp(packet) });
    rtp.on("message", (bytes, from) => this.#take(bytes, from));
    rtcp.on("message", (bytes, from) => this.#takeRtcp(bytes, from));
    // ECONNREFUSED comes when the far side's port is closed: the silence that follows is what counts.
    for (const socket of [rtp, rtcp]) socket.on("error", () => undefined);
  }

  get frame(): Int16Array {
    return this.#session.frame;
  }

  get voiced(): boolean {
    return this.#session.voiced;
  }

  get codec(): Codec | null {
    return this.#remote?.codec ?? null;
  }

  get sends(): boolean {
    return this.#session.sends;
  }

  /** Its sockets are open from the beginning. */
  get opening(): boolean {
    return false;
  }

  setRemote(remote: Remote): Result<null> {
    const fault = faultOf(remote);
    if (fault !== undefined) return refuse("bad-request", fault);
    const before = this.#remote;
    if (before === undefined || before.address !== remote.address || before.port !== remote.port)
      this.#latch = new Latch(remote);
    this.#remote = remote;
    this.#session.agree(remote);
    return accept(null);
  }

  pull(dueMs: number): void {
    this.#session.pull(dueMs);
  }

  send(payload: Uint8Array): void {
    const remote = this.#remote;
    const packet = this.#session.packet(payload);
    if (packet === undefined || remote === undefined) return;
    const to = this.#latch?.place ?? remote;
    this.#sockets.rtp.send(packet, 0, packet.length, to.port, to.address);
  }

  sendDigits(digits: string, digitMs: number, gapMs: number): Result<null> {
    return this.#session.sendDigits(digits, digitMs, gapMs);
  }

  skip(ticks: number): void {
    this.#session.skip(ticks);
  }

  facts(): EndpointFacts {
    return this.#session.facts();
  }

  close(): void {
    if (this.#closed) return;
    this.#session.rtcp.bye();
    this.#closed = true;
    this.#sockets.rtp.close();
    this.#sockets.rtcp.close();
  }

  #take(bytes: Buffer, from: RemoteInfo): void {
    if (this.#remote?.rtcp === "mux" && isRtcpType(bytes[1] ?? 0)) return this.#takeRtcp(bytes, from);
    const now = performance.now();
    if (this.#latch?.allows(from.address, from.port, now) !== true) {
      this.#session.strangers += 1;
      return;
    }
    const kind = this.#session.take(bytes, now);
    if (kind === "not-wanted" || kind === "malformed" || kind === "probation") return;
    this.#latch.settle(from.address, from.port, now);
  }

  #takeRtcp(bytes: Buffer, from: RemoteInfo): void {
    if (this.#allowsRtcp(from.address)) this.#session.takeRtcp(bytes, performance.now());
    else this.#session.strangers += 1;
  }

  #allowsRtcp(from: string): boolean {
    const remote = this.#remote;
    if (remote === undefined) return false;
    const signalled = typeof remote.rtcp === "object" ? remote.rtcp.address : remote.address;
    return plain(from) === signalled || plain(from) === remote.provenAddress;
  }

  #sendRtcp(packet: Buffer): void {
    const remote = this.#remote;
    if (remote === undefined || this.#closed) return;
    const to = typeof remote.rtcp === "object" ? remote.rtcp : { address: remote.address, port: remote.port + 1 };
    if (remote.rtcp === "mux") this.#sockets.rtp.send(packet, remote.port, remote.address);
    else if (to.port < 65_536) this.#sockets.rtcp.send(packet, to.port, to.address);
  }
}

/** What is wrong with a far side as it was stated; what were sent there would throw. */
function faultOf(remote: Remote): string | undefined {
  const { rtcp } = remote;
  const places = [remote, ...(typeof rtcp === "object" ? [rtcp] : [])];
  for (const { address, port } of places) {
    if (isIP(address) === 0) return `no IP address: ${address}`;
    if (!(Number.isInteger(port) && port > 0 && port < 65_536)) return `no port: ${port}`;
  }
  const types = [remote.payloadType, ...(remote.telephoneEventType === undefined ? [] : [remote.telephoneEventType])];
  if (types.some((type) => !(Number.isInteger(type) && type >= 0 && type < 128)))
    return `payload types ${types.join()}`;
  if (remote.codec !== "PCMU" && remote.codec !== "PCMA") return `no such codec: ${String(remote.codec)}`;
  return ["sendrecv", "sendonly", "recvonly", "inactive"].includes(remote.direction)
    ? undefined
    : `no such direction: ${remote.direction}`;
}
