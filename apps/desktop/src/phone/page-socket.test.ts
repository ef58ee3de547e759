import { expect, test } from "vitest";
import { HandTimers, settled } from "./fixtures/hand-timers.ts";
import { PageSocket, SILENT_CODE } from "./page-socket.ts";
import type { WebSocketLike } from "./page-socket.ts";

class FarSocket implements WebSocketLike {
  readyState: WebSocketLike["readyState"] = 0;
  onopen: WebSocketLike["onopen"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onerror: WebSocketLike["onerror"] = null;
  readonly url: string;
  readonly sent: string[] = [];
  constructor(url: string) {
    this.url = url;
  }
  send(data: unknown): void {
    this.sent.push(String(data));
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.call(this as never, {} as Event);
  }
  says(data: string): void {
    this.onmessage?.call(this as never, { data } as MessageEvent);
  }
  closes(code: number): void {
    this.readyState = 3;
    this.onclose?.call(this as never, { code, reason: "" } as CloseEvent);
  }
}

function scene(url: () => Promise<string> = async () => "ws://centre.example/sip") {
  const timers = new HandTimers();
  const far: FarSocket[] = [];
  const seen: unknown[] = [];
  const socket = new PageSocket({
    url,
    timers,
    isSecure: false,
    host: "centre.example",
    open: (address) => {
      const made = new FarSocket(address);
      far.push(made);
      return made;
    },
  });
  socket.onconnect = () => seen.push("connected");
  socket.ondisconnect = (_error, code) => seen.push(["lost", code]);
  socket.ondata = (data) => seen.push(data);
  return { timers, far, seen, socket };
}

test("each connection asks for its own address: a visitor's ticket is good once [R-DESK-1]", async () => {
  let ticket = 0;
  const { socket, far } = scene(async () => `ws://centre.example/sip?ticket=${++ticket}`);
  socket.connect();
  await settled();
  far[0]?.opens();
  far[0]?.closes(1006);
  socket.connect();
  await settled();
  expect(far.map(({ url }) => url)).toEqual(["ws://centre.example/sip?ticket=1", "ws://centre.example/sip?ticket=2"]);
});

test("to connect twice makes one connection", async () => {
  const { socket, far } = scene();
  socket.connect();
  socket.connect();
  await settled();
  socket.connect();
  await settled();
  expect(far).toHaveLength(1);
});

test("without an address there is no connection, and that is told", async () => {
  const { socket, far, seen } = scene(() => Promise.reject(new Error("gone")));
  socket.connect();
  await settled();
  expect([far, seen]).toEqual([[], [["lost", 0]]]);
  expect(socket.isConnecting()).toBe(false);
});

test("what it is closed with is handed on", async () => {
  const { socket, far, seen } = scene();
  socket.connect();
  await settled();
  far[0]?.opens();
  far[0]?.says("SIP/2.0 200 OK");
  far[0]?.closes(4409);
  expect(seen).toEqual(["connected", "SIP/2.0 200 OK", ["lost", 4409]]);
  expect(socket.send("x")).toBe(false);
});

test("a connection that answers no keep-alive is dropped within four seconds [R-DESK-3]", async () => {
  const { socket, far, seen, timers } = scene();
  socket.connect();
  await settled();
  far[0]?.opens();
  await timers.pass(1000);
  expect(far[0]?.sent).toEqual(["\r\n\r\n"]);
  await timers.pass(3000);
  expect(seen.at(-1)).toEqual(["lost", SILENT_CODE]);
  expect(far[0]?.readyState).toBe(3);
});

test("one that answers stays", async () => {
  const { socket, far, seen, timers } = scene();
  socket.connect();
  await settled();
  far[0]?.opens();
  for (let second = 0; second < 10; second += 1) {
    await timers.pass(1000);
    far[0]?.says("\r\n");
  }
  expect(socket.isConnected()).toBe(true);
  expect(seen.filter((word) => Array.isArray(word))).toEqual([]);
});

test("the last words of a former connection are not taken for the present one's", async () => {
  const { socket, far, seen } = scene();
  socket.connect();
  await settled();
  far[0]?.opens();
  socket.drop();
  socket.connect();
  await settled();
  far[1]?.opens();
  far[0]?.says("old");
  far[0]?.closes(1000);
  expect(seen).toEqual(["connected", ["lost", SILENT_CODE], "connected"]);
  expect(socket.isConnected()).toBe(true);
});

test("a connection that is given up while its address was asked for is not made", async () => {
  const { socket, far, seen } = scene();
  socket.connect();
  socket.disconnect();
  await settled();
  expect([far, seen]).toEqual([[], []]);
});
