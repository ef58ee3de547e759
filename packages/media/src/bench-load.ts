/** The far sides of `benchLegs`, in a process of their own: each sends a tone to where it hears something from. */
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { isIP } from "node:net";
import { encodeG711 } from "./g711.ts";
import { RTP_HEADER_BYTES, writeRtpHeader } from "./rtp.ts";
import { FRAME_SAMPLES, Ticker } from "./ticker.ts";
import { makeTone } from "./tone.ts";

type FarSide = { readonly socket: Socket; readonly packet: Buffer; readonly ssrc: number; target: number | undefined };

const tone = new Uint8Array(FRAME_SAMPLES);
encodeG711("PCMU", makeTone({ hz: 400, dbov: -20, ms: 20 }), tone);
const farSides: FarSide[] = [];
let heard = 0;
let sequence = 0;

const ticker = new Ticker({ onTick: sendAll });

process.on("message", (question: { readonly open?: number; readonly count?: true }) => {
  if (question.open !== undefined) void openAll(question.open);
  else {
    process.send?.(heard);
    heard = 0;
  }
});
process.on("disconnect", () => process.exit(0));

/** Far sides first learn where to send from what they get: the media process sends silence from the beginning. */
async function openAll(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const socket = createSocket({
      type: "udp4",
      lookup: (address, _options, done) => done(null, address, isIP(address)),
    });
    const packet = Buffer.alloc(RTP_HEADER_BYTES + FRAME_SAMPLES);
    packet.set(tone, RTP_HEADER_BYTES);
    const farSide: FarSide = { socket, packet, ssrc: index + 1, target: undefined };
    socket.on("message", (_bytes, from) => {
      heard += 1;
      farSide.target = from.port;
    });
    socket.on("error", () => undefined);
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    farSides.push(farSide);
  }
  ticker.start();
  process.send?.(farSides.map(({ socket }) => socket.address().port));
}

function sendAll(): void {
  sequence += 1;
  for (const { socket, packet, ssrc, target } of farSides) {
    if (target === undefined) continue;
    writeRtpHeader(packet, {
      payloadType: 0,
      marker: false,
      sequence: sequence & 0xffff,
      timestamp: (sequence * FRAME_SAMPLES) >>> 0,
      ssrc,
    });
    socket.send(packet, 0, packet.length, target, "127.0.0.1");
  }
}
