/** What a process has open, as the system sees it: the witness that ports and files are given back. */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** UDP ports that a process has bound now. */
export function boundUdpPorts(pid: number): number[] {
  const own = new Set(openFiles(pid).flatMap((file) => /^socket:\[(\d+)\]$/.exec(file)?.[1] ?? []));
  return ["udp", "udp6"]
    .flatMap((name) => readFileSync(`/proc/${pid}/net/${name}`, "utf8").trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => own.has(fields[9] ?? "")) // proc(5): the tenth field is the inode
    .map((fields) => Number.parseInt(fields[1]?.split(":")[1] ?? "0", 16))
    .toSorted((a, b) => a - b);
}

/** Files and sockets that a process has open, as the system names them. */
export function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return []; // closed meanwhile
    }
  });
}
