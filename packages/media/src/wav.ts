/** WAV files as this room reads and writes them: 8 kHz, mono, 16-bit PCM (RIFF/WAVE). */
export const WAV_HEADER_BYTES = 44;

export type WavResult =
  | { readonly ok: true; readonly pcm: Int16Array }
  | { readonly ok: false; readonly cause: string };

/** The header of a file with so many samples. */
export function wavHeader(samples: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write("RIFF", 0, "latin1");
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  setWavSamples(header, samples);
  return header;
}

/** Changes the header's promise of how many samples follow. */
export function setWavSamples(header: Buffer, samples: number): void {
  header.writeUInt32LE(36 + samples * 2, 4);
  header.writeUInt32LE(samples * 2, 40);
}

/** A whole file. */
export function writeWav(pcm: Int16Array): Buffer {
  return Buffer.concat([wavHeader(pcm.length), Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)]);
}

/** The samples of a file, or in words why it cannot be played. A data chunk cut short is read as far as it goes. */
export function readWav(file: Buffer): WavResult {
  if (file.length < 12 || file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WAVE")
    return { ok: false, cause: "not a RIFF/WAVE file" };
  let isOurFormat = false;
  for (let at = 12; at + 8 <= file.length;) {
    const id = file.toString("latin1", at, at + 4);
    const bytes = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + bytes);
    if (id === "fmt ") {
      const wrong = formatFault(body);
      if (wrong !== undefined) return { ok: false, cause: wrong };
      isOurFormat = true;
    }
    if (id === "data") return isOurFormat ? { ok: true, pcm: samplesOf(body) } : { ok: false, cause: "no fmt chunk" };
    at += 8 + bytes + (bytes % 2);
  }
  return { ok: false, cause: "no data chunk" };
}

function formatFault(fmt: Buffer): string | undefined {
  if (fmt.length < 16) return "fmt chunk too short";
  const [coding, channels, rate, bits] = [
    fmt.readUInt16LE(0),
    fmt.readUInt16LE(2),
    fmt.readUInt32LE(4),
    fmt.readUInt16LE(14),
  ];
  if (coding === 1 && channels === 1 && rate === 8_000 && bits === 16) return undefined;
  return `wanted 8000 Hz mono 16-bit PCM, found ${rate} Hz, ${channels} channels, ${bits} bits, coding ${coding}`;
}

/** A copy, since the file's bytes may lie at an odd address. */
function samplesOf(body: Buffer): Int16Array {
  const pcm = new Int16Array(body.length >> 1);
  for (let i = 0; i < pcm.length; i += 1) pcm[i] = body.readInt16LE(i * 2);
  return pcm;
}
