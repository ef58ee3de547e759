/** The process of `startBrowserPeers`: carries out what is asked of its far sides, one answer to each question. */
import { BrowserFarSide } from "./browser-far-side.ts";
import type { PeerAnswer, PeerQuestion } from "./browser-peer.ts";
import { Ticker } from "./ticker.ts";
import { toneLevelDbov } from "./tone.ts";

const SECOND_PACKETS = 50;
const LOOK_MS = 10;

const host = process.argv[2] ?? "127.0.0.1";
const farSides = new Map<number, BrowserFarSide>();
const ticker = new Ticker({
  onTick: () => {
    const now = performance.now();
    for (const farSide of farSides.values()) farSide.tick(now);
  },
});
ticker.start();

process.on("message", (question: PeerQuestion) => {
  carryOut(question).then(
    (value) => process.send?.({ n: question.n, value } satisfies PeerAnswer),
    (error: unknown) => process.send?.({ n: question.n, error: String(error) } satisfies PeerAnswer),
  );
});
process.on("disconnect", () => end());

async function carryOut(question: PeerQuestion): Promise<unknown> {
  const farSide = farSides.get(question.peer) ?? new BrowserFarSide(host);
  farSides.set(question.peer, farSide);
  switch (question.what) {
    case "open":
      return undefined;
    case "offer":
      return await farSide.offer();
    case "answer":
      return await farSide.answer(question.sdp);
    case "answer-to":
      return await farSide.answerTo(question.sdp);
    case "say-tone":
      return farSide.sayTone(question.hz, question.dbov);
    case "say-silence":
      return farSide.saySilence();
    case "pause":
      return farSide.pause();
    case "send-digit":
      return farSide.sendDigit(question.digit);
    case "heard":
      return toneLevelDbov(farSide.last(SECOND_PACKETS), question.hz);
    case "listen":
      return await listen(farSide, question.packets, question.limitMs);
    case "facts":
      return { received: farSide.received, digits: farSide.digits, isOpen: farSide.isOpen };
    case "close":
      return close(question.peer, farSide);
    default:
      throw new Error("no such question");
  }
}

/** What is heard from now on, and how late this process itself was meanwhile. */
async function listen(
  farSide: BrowserFarSide,
  packets: number,
  limitMs: number,
): Promise<{ readonly pcm: Int16Array; readonly stallMs: number }> {
  const until = farSide.received + packets;
  const limit = performance.now() + limitMs;
  ticker.worstLateMs = 0;
  while (farSide.received < until) {
    if (performance.now() > limit) throw new Error(`heard ${packets - until + farSide.received} of ${packets} packets`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return { pcm: farSide.last(packets), stallMs: ticker.worstLateMs };
}

function close(peer: number, farSide: BrowserFarSide): void {
  farSide.close();
  farSides.delete(peer);
}

function end(): void {
  ticker.stop();
  for (const farSide of farSides.values()) farSide.close();
  process.exit(0);
}
