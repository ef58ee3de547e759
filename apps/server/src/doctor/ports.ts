/** Whether the ports of the settings can be had. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { PortRange } from "../settings.ts";

export type PortTaken = { readonly port: number; readonly code: string };

export function tryTcp(host: string, port: number): Promise<PortTaken | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve({ port, code: error.code ?? error.message }));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

export function tryUdp(host: string, port: number): Promise<PortTaken | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    socket.once("error", (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve({ port, code: error.code ?? error.message });
    });
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(undefined)));
  });
}

const AT_ONCE = 50;

/** All of a range that are taken; a thousand ports take a fraction of a second. */
export async function tryUdpRange(host: string, range: PortRange): Promise<readonly PortTaken[]> {
  const taken: PortTaken[] = [];
  for (let from = range.from; from <= range.to; from += AT_ONCE) {
    const until = Math.min(from + AT_ONCE - 1, range.to);
    const ports = Array.from({ length: until - from + 1 }, (_, index) => from + index);
    const results = await Promise.all(ports.map((port) => tryUdp(host, port)));
    taken.push(...results.filter((result) => result !== undefined));
  }
  return taken;
}

const RANGE_TRIES = 50;

/** A range of UDP ports that are free now, beginning at an even one. For servers that live for a moment. */
export async function freeRange(host: string, count: number): Promise<PortRange> {
  for (let attempt = 0; attempt < RANGE_TRIES; attempt += 1) {
    const from = 2 * Math.floor(10_000 + Math.random() * 11_000);
    const range = { from, to: from + count - 1 };
    if ((await tryUdpRange(host, range)).length === 0) return range;
  }
  throw new Error(`no ${count} free UDP ports in a row were found`);
}
