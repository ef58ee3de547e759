import type { Clock } from "../src/clock.ts";
import type { Address, Peer, Transport, TransportFactory, TransportSink } from "../src/transport/transport.ts";

export type Sent = { readonly from: Address; readonly to: Address; readonly text: string; readonly at: number };

/** What the network does to one message: how many copies arrive, each after how long. An empty list loses it. */
export type Weather = (sent: Sent) => readonly number[];

/** Datagrams between stacks of one process, in virtual time. Who is not there swallows what is sent to them. */
export class FakeNetwork {
  readonly log: Sent[] = [];
  weather: Weather = () => [0];
  readonly #clock: Clock;
  readonly #reliable: boolean;
  readonly #sinks = new Map<string, { readonly sink: TransportSink; readonly local: Address }>();

  constructor(clock: Clock, options: { readonly reliable?: boolean } = {}) {
    this.#clock = clock;
    this.#reliable = options.reliable ?? false;
  }

  /** A transport for the stack at this host. */
  at(host: string): TransportFactory {
    return (sink): Transport => ({
      name: "udp",
      reliable: this.#reliable,
      start: (port) => {
        const local = { host, port };
        this.#sinks.set(`${host}:${port}`, { sink, local });
        return Promise.resolve(local);
      },
      stop: () => Promise.resolve(),
      send: (text, peer) => this.carry(String(text), { from: { host, port: 5060 }, to: peer }),
    });
  }

  /** Sends as if from this address: a phone that is only text. */
  carry(text: string | Buffer, way: { readonly from: Address; readonly to: Address }): void {
    const { host, port } = way.to;
    const sent: Sent = { from: way.from, to: { host, port }, text: text.toString(), at: this.#clock.now() };
    this.log.push(sent);
    const bytes = Buffer.from(text);
    for (const delayMs of this.weather(sent))
      this.#clock.setTimer(() => {
        const target = this.#sinks.get(`${host}:${port}`);
        const peer: Peer = { transport: "udp", ...way.from };
        target?.sink.message(bytes, peer, target.local);
      }, delayMs);
  }

  /** First lines of what was sent from this host, in order. */
  linesFrom(host: string): string[] {
    return this.log
      .filter((sent) => sent.from.host === host)
      .map((sent) => sent.text.slice(0, sent.text.indexOf("\r\n")));
  }

  textsFrom(host: string): string[] {
    return this.log.filter((sent) => sent.from.host === host).map((sent) => sent.text);
  }
}
