/** The RTCP of one leg: our reports about every five seconds, and what the far side's tell us (RFC 3550 section 6). */
import { randomBytes } from "node:crypto";
import { buildRtcp, ntpMiddle, parseRtcp } from "./rtcp.ts";
import type { ReportBlock } from "./rtcp.ts";
import type { RtpReceiver } from "./rtp-receiver.ts";
import type { RtpSender } from "./rtp-sender.ts";

const REPORT_MS = 5_000;

export class RtcpSession {
  /** Known once the far side has answered a report of ours. */
  rttMs: number | null = null;
  farLost: number | null = null;
  farJitterMs: number | null = null;
  /** RFC 7022: a short-term name says nothing about anybody. */
  readonly cname = randomBytes(12).toString("base64");
  readonly #receiver: RtpReceiver;
  readonly #sender: RtpSender;
  readonly #transmit: (packet: Buffer) => void;
  #nextMs = 0;
  #senderReport: { readonly middle: number; readonly cameMs: number } | undefined;
  #packetsAtReport = 0;

  constructor(options: { readonly receiver: RtpReceiver; readonly sender: RtpSender; send(packet: Buffer): void }) {
    this.#receiver = options.receiver;
    this.#sender = options.sender;
    this.#transmit = (packet) => options.send(packet);
  }

  /** The first report soon, then every 2.5 to 7.5 s, so that legs do not report in step (RFC 3550 6.2). */
  tick(nowMs: number): void {
    if (this.#nextMs === 0) this.#nextMs = nowMs + REPORT_MS * (0.2 + Math.random() * 0.3);
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + REPORT_MS * (0.5 + Math.random());
    this.#send(nowMs, false);
  }

  /** False for what is no RTCP. */
  receive(bytes: Buffer, nowMs: number): boolean {
    const facts = parseRtcp(bytes);
    if (facts === undefined) return false;
    if (facts.senderReport !== undefined) this.#senderReport = { middle: facts.senderReport, cameMs: nowMs };
    for (const block of facts.blocks) if (block.ssrc === this.#sender.ssrc) this.#learn(block);
    return true;
  }

  bye(): void {
    if (this.#sender.packets > 0) this.#send(performance.now(), true);
  }

  /** RFC 3550 6.4.1: the round trip is now less when our report was sent less how long the far side held it. */
  #learn(block: ReportBlock): void {
    this.farLost = block.lost;
    this.farJitterMs = Math.round(block.jitter / 0.8) / 10;
    if (block.lastReport === 0) return;
    const elapsed = (ntpMiddle(Date.now()) - block.lastReport - block.sinceLastReport) | 0;
    // A clock that was set meanwhile gives nonsense.
    if (elapsed >= 0 && elapsed < 10 * 65_536) this.rttMs = Math.round((elapsed / 65_536) * 10_000) / 10;
  }

  #send(nowMs: number, bye: boolean): void {
    const sent = this.#sender.packets > this.#packetsAtReport;
    this.#packetsAtReport = this.#sender.packets;
    const report = this.#receiver.report();
    const last = this.#senderReport;
    const packet = buildRtcp({
      ssrc: this.#sender.ssrc,
      cname: this.cname,
      unixMs: Date.now(),
      bye,
      sender: sent
        ? { timestamp: this.#sender.timestamp, packets: this.#sender.packets, octets: this.#sender.octets }
        : undefined,
      block:
        report === undefined
          ? undefined
          : {
              ...report,
              lastReport: last?.middle ?? 0,
              sinceLastReport: last === undefined ? 0 : Math.round(((nowMs - last.cameMs) / 1_000) * 65_536),
            },
    });
    this.#transmit(packet);
  }
}
