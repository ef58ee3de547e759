/** Binds what the options ask for; UDP and TCP on one port number, also where that was left to the system. */
import { tcpTransport } from "../transport/tcp.ts";
import type { Address, Transport, TransportFactory, TransportSink } from "../transport/transport.ts";
import { udpTransport } from "../transport/udp.ts";
import type { StartedAt } from "./client-requests.ts";
import type { UserContext } from "./context.ts";
import type { SipStackOptions } from "./options.ts";

const TRIES_MAX = 8;

export async function startTransports(
  options: SipStackOptions,
  context: UserContext,
  sink: TransportSink,
): Promise<StartedAt> {
  const wanted = options.transports ?? ["udp", "tcp"];
  const factories = wanted.map((one) => factoryOf(one, options, context));
  for (let tries = 1; ; tries += 1) {
    const transports = factories.map((factory) => factory(sink));
    try {
      const bound = await bindAll(transports, options.port);
      for (const [transport, local] of bound) context.wire.add(transport, local);
      const at = (name: string): Address | undefined => bound.find(([transport]) => transport.name === name)?.[1];
      return { udp: at("udp"), tcp: at("tcp") };
    } catch (error) {
      await Promise.all(transports.map((transport) => transport.stop()));
      // A port the system chose for one may be taken for the other; then another is tried. A port that was asked for is not.
      const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (options.port !== 0 || !isTaken || tries >= TRIES_MAX) throw error;
    }
  }
}

async function bindAll(transports: readonly Transport[], port: number): Promise<[Transport, Address][]> {
  const bound: [Transport, Address][] = [];
  let chosen = port;
  for (const transport of transports) {
    const local = await transport.start(chosen);
    bound.push([transport, local]);
    if (chosen === 0) chosen = local.port;
  }
  return bound;
}

function factoryOf(
  one: "udp" | "tcp" | TransportFactory,
  options: SipStackOptions,
  context: UserContext,
): TransportFactory {
  if (one === "udp") return udpTransport(options.host);
  if (one === "tcp") return tcpTransport({ host: options.host, connectionsMax: context.limits.tcpConnectionsMax });
  return one;
}
