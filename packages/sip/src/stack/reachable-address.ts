import { networkInterfaces } from "node:os";

/** What others can call a bind address: itself, or for "all interfaces" the first that is not loopback. */
export function reachableAddress(host: string): string {
  if (host !== "0.0.0.0" && host !== "::") return host;
  const family = host === "::" ? "IPv6" : "IPv4";
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const found = all.find((one) => one.family === family && !one.internal && !one.address.startsWith("fe80"));
  return found?.address ?? (family === "IPv6" ? "::1" : "127.0.0.1");
}
