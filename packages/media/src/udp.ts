/** UDP sockets for one leg. */
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { isIP } from "node:net";
import type { PortRange } from "./port-range.ts";

/** How many pairs are tried when others hold our ports. */
const TRIES_MAX = 50;

export type SocketPair = { readonly rtp: Socket; readonly rtcp: Socket; readonly port: number };

/** Binds an even port and the odd one above it; undefined when the range has none left. */
export async function openPair(ports: PortRange, host: string): Promise<SocketPair | undefined> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const now = performance.now();
    const port = ports.take(now);
    if (port === undefined) return undefined;
    const rtp = await open(host, port);
    const rtcp = rtp === undefined ? undefined : await open(host, port + 1);
    if (rtp !== undefined && rtcp !== undefined) return { rtp, rtcp, port };
    rtp?.close();
    // Another program holds it: it rests like one that was used, and the next is tried.
    ports.give(port, now);
  }
  return undefined;
}

function open(host: string, port: number): Promise<Socket | undefined> {
  const type = host.includes(":") ? "udp6" : "udp4";
  // Addresses are literals, and the default look-up would ask the resolver's thread for each packet.
  const socket = createSocket({
    type,
    lookup: (address, _options, done) =>
      done(isIP(address) === 0 ? new Error("no address") : null, address, isIP(address)),
  });
  return new Promise((resolve) => {
    const failed = (): void => {
      // Closed by nobody else: a port that another program holds must not cost a file for ever.
      socket.close();
      resolve(undefined);
    };
    socket.once("error", failed);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off("error", failed);
      resolve(socket);
    });
  });
}

export function isLoopback(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

/** A port that is free now, for those that cannot be given port 0. */
export async function freePort(host: string): Promise<number> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, host, resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  return port;
}
