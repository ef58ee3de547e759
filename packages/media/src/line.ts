/** JSON, one object a line, over a stream socket. Bounded: a longer line than the limit ends the connection. */
import type { Socket } from "node:net";

const LINE_BYTES_MAX = 1_000_000;
/** What may wait in the socket before the far side counts as dead. */
const BACKLOG_BYTES_MAX = 16_000_000;

/** Calls `onLine` with each parsed object; whatever is no JSON object ends the connection. */
export function readLines(socket: Socket, onLine: (line: object) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_BYTES_MAX) return void socket.destroy();
    for (const text of lines) {
      const line = parseObject(text);
      if (line === undefined) return void socket.destroy();
      onLine(line);
    }
  });
}

/** False when the far side no longer takes what it is given; the connection is then ended. */
export function writeLine(socket: Socket, line: object): boolean {
  if (socket.destroyed || !socket.writable) return false;
  if (socket.writableLength > BACKLOG_BYTES_MAX) {
    socket.destroy();
    return false;
  }
  // All lines of one turn of the loop leave in one write: a system call for each was the dearest part of a call.
  if (socket.writableCorked === 0) {
    socket.cork();
    setImmediate(() => socket.uncork());
  }
  socket.write(`${JSON.stringify(line)}\n`);
  return true;
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
