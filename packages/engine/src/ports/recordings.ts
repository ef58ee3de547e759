/** The port of recorded audio: opens what is sealed on disk. */
import type { InteractionId, PersonRef, RecordingId, Track } from "@legroom/model";

export interface RecordingReader {
  /** One track as a WAV file; undefined when its key or file is gone. Check the capability and write the audit first. */
  track(of: {
    interactionId: InteractionId;
    recordingId: RecordingId;
    person: PersonRef;
    track: Track;
  }): Promise<Uint8Array | undefined>;
}
