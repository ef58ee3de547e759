/** Telephony that has no phones: for commands that need the centre while no server runs. */
import type { PageDoor, RecordingReader, Telephony } from "@legroom/engine/ports";

/**
 * Effects are left outstanding: the next real start carries them out, or the machine closes them by decision.
 * It says that its parts are up, because nothing of it can be down.
 */
export function silentTelephony(): Telephony & {
  readonly recordings: RecordingReader;
  readonly pages: PageDoor;
} {
  return {
    capabilities: { voices: "matrix", playToLeg: true, tracks: true, moves: true, dialsPerSecondMax: 0 },
    recordings: { track: () => Promise.resolve(undefined) },
    pages: {
      accept: ({ socket }) => socket.destroy(),
      close: () => undefined,
      microphone: () => Promise.resolve(),
    },
    start: () => Promise.resolve(),
    take: () => undefined,
    stop: () => Promise.resolve(),
    health: () => ({ sip: true, media: true }),
  };
}
