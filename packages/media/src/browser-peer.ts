/**
 * Browsers' far sides for tests, doctor and benches: real ICE, DTLS and SRTP, in a process of their own.
 *
 * The library behind them allows one thread of JavaScript in a process; what uses this door need not load it.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("browser-peer-main.ts", import.meta.url));
const PACKET_MS = 20;
const LOOK_MS = 20;

type Asked =
  | { readonly what: "open" | "offer" | "say-silence" | "pause" | "facts" | "close" }
  | { readonly what: "answer" | "answer-to"; readonly sdp: string }
  | { readonly what: "say-tone"; readonly hz: number; readonly dbov: number }
  | { readonly what: "send-digit"; readonly digit: string }
  | { readonly what: "heard"; readonly hz: number }
  | { readonly what: "listen"; readonly packets: number; readonly limitMs: number };
export type PeerQuestion = Asked & { readonly n: number; readonly peer: number };
export type PeerAnswer = { readonly n: number; readonly value?: unknown; readonly error?: string };
export type PeerFacts = { readonly received: number; readonly digits: string; readonly isOpen: boolean };

/** One browser, with 127.0.0.1 as its address unless another is given. */
export async function startBrowserPeer(host?: string): Promise<BrowserPeer> {
  const [peer] = await startBrowserPeers(1, host);
  if (peer === undefined) throw new Error("no peer");
  return peer;
}

/** So many browsers in one process, which ends when all of them are closed. */
export async function startBrowserPeers(count: number, host = "127.0.0.1"): Promise<readonly BrowserPeer[]> {
  const home = new PeerProcess(host, count);
  const peers = Array.from({ length: count }, (_, index) => new BrowserPeer(home, index));
  try {
    await Promise.all(peers.map((_, index) => home.ask(index, { what: "open" })));
  } catch (error) {
    home.end();
    throw error;
  }
  return peers;
}

/** A browser's half of a leg. Every method rejects in words when the far side cannot do it or its process is gone. */
export class BrowserPeer {
  readonly #home: PeerProcess;
  readonly #index: number;

  constructor(home: PeerProcess, index: number) {
    this.#home = home;
    this.#index = index;
  }

  /** The process, for tests that end it. */
  get pid(): number | undefined {
    return this.#home.pid;
  }

  /** The SDP of a new connection, as after a reload; the one before is given up without a word. */
  async offer(): Promise<string> {
    return (await this.#ask({ what: "offer" })) as string;
  }

  /** Takes the other side's answer to `offer`. */
  async answer(sdp: string): Promise<void> {
    await this.#ask({ what: "answer", sdp });
  }

  /** Answers the other side's offer by a new connection. */
  async answerTo(sdp: string): Promise<string> {
    return (await this.#ask({ what: "answer-to", sdp })) as string;
  }

  /** Resolves when audio can flow. */
  async untilOpen(limitMs = 5_000): Promise<void> {
    await this.#until(({ isOpen }) => isOpen, limitMs, "no connection");
  }

  /** Resolves when so many digits (RFC 4733) were heard in all, and gives them. */
  async untilDigits(count: number, limitMs = 5_000): Promise<string> {
    return (await this.#until(({ digits }) => digits.length >= count, limitMs, `fewer than ${count} digits`)).digits;
  }

  /** Says a tone from the next packet on; silence is said until then. */
  async sayTone(hz: number, dbov = -12): Promise<void> {
    await this.#ask({ what: "say-tone", hz, dbov });
  }

  async saySilence(): Promise<void> {
    await this.#ask({ what: "say-silence" });
  }

  /** Sends no more RTP, until something is said again. */
  async pause(): Promise<void> {
    await this.#ask({ what: "pause" });
  }

  /** Level in dBov of the tone at `hz` in the last second that was heard; −Infinity when nothing was. */
  async heard(hz: number): Promise<number> {
    return (await this.#ask({ what: "heard", hz })) as number;
  }

  /** The samples of so many ms (at most 10 s) from now on, and how late the peer's own clock was at worst meanwhile. */
  async listen(ms: number, limitMs = ms * 2 + 3_000): Promise<{ readonly pcm: Int16Array; readonly stallMs: number }> {
    const answer = await this.#ask({ what: "listen", packets: ms / PACKET_MS, limitMs });
    return answer as { pcm: Int16Array; stallMs: number };
  }

  /** Sends a digit of 100 ms (RFC 4733) instead of audio. */
  async sendDigit(digit: string): Promise<void> {
    await this.#ask({ what: "send-digit", digit });
  }

  /** Audio packets and digits heard so far, and whether the connection was made. */
  async facts(): Promise<PeerFacts> {
    return (await this.#ask({ what: "facts" })) as PeerFacts;
  }

  /** Ends the connection, and the process with the last of its peers; may be called twice. */
  async close(): Promise<void> {
    await this.#home.close(this.#index);
  }

  /** The far side answers each question with what belongs to it: both sides are of one version. */
  #ask(asked: Asked): Promise<unknown> {
    return this.#home.ask(this.#index, asked);
  }

  async #until(holds: (facts: PeerFacts) => boolean, limitMs: number, words: string): Promise<PeerFacts> {
    const limit = Date.now() + limitMs;
    for (;;) {
      const facts = await this.facts();
      if (holds(facts)) return facts;
      if (Date.now() > limit) throw new Error(`${words} within ${limitMs} ms: ${JSON.stringify(facts)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

type Pending = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

class PeerProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #open: Set<number>;
  #asked = 0;
  #gone = false;

  constructor(host: string, peers: number) {
    this.#open = new Set(Array.from({ length: peers }, (_, index) => index));
    this.#child = fork(MAIN, [host], {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      serialization: "advanced",
    });
    // What comes is written by our own main, from the same type.
    this.#child.on("message", (answer) => this.#settle(answer as PeerAnswer));
    this.#child.on("error", () => this.#lose());
    this.#child.on("exit", () => this.#lose());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask(peer: number, asked: Asked): Promise<unknown> {
    if (this.#gone || !this.#child.connected) return Promise.reject(new Error("the peers' process is gone"));
    this.#asked += 1;
    const n = this.#asked;
    return new Promise((resolve, reject) => {
      this.#pending.set(n, { resolve, reject });
      this.#child.send({ ...asked, n, peer } satisfies PeerQuestion);
    });
  }

  async close(peer: number): Promise<void> {
    if (!this.#open.delete(peer) || this.#gone) return;
    await this.ask(peer, { what: "close" });
    if (this.#open.size === 0) this.end();
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #settle(answer: PeerAnswer): void {
    const pending = this.#pending.get(answer.n);
    this.#pending.delete(answer.n);
    if (answer.error === undefined) pending?.resolve(answer.value);
    else pending?.reject(new Error(answer.error));
  }

  #lose(): void {
    this.#gone = true;
    for (const { reject } of this.#pending.values()) reject(new Error("the peers' process ended"));
    this.#pending.clear();
  }
}
