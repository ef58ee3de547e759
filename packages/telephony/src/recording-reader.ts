/** Opens recorded tracks: what lies sealed on the disk becomes a WAV file. */
import { join } from "node:path";
import type { RecordingReader, Vault } from "@legroom/engine/ports";
import { openTrack } from "@legroom/media";
import { isPlainName, recordingDirectory, trackKey } from "./recording-place.ts";

export function makeRecordingReader(root: string, vault: Vault): RecordingReader {
  return {
    async track({ interactionId, recordingId, person, track }) {
      const directory = recordingDirectory(root, { interactionId, recordingId });
      const key = trackKey(vault, { person, recordingId, seatId: track.seatId });
      if (directory === undefined || key === undefined || !isPlainName(track.file)) return undefined;
      return await read(join(directory, track.file), key);
    },
  };
}

async function read(path: string, key: Buffer): Promise<Uint8Array | undefined> {
  try {
    const opened = await openTrack(path, key);
    if (!opened.ok) return undefined;
    try {
      return await opened.track.read(0, opened.track.wavBytes);
    } finally {
      await opened.track.close();
    }
  } catch (error) {
    // Not there (any more), which is an answer; anything else is a fault of the disk.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
