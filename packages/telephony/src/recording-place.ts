/** Where recordings lie, and with what they are sealed: one rule for who writes and who reads. */
import { join } from "node:path";
import type { Vault } from "@legroom/engine/ports";
import type { InteractionId, PersonRef, RecordingId, SeatId } from "@legroom/model";

/** `recordings/<interaction>/<recording>`; undefined for ids that are no plain file names. */
export function recordingDirectory(
  root: string,
  of: { interactionId: InteractionId; recordingId: RecordingId },
): string | undefined {
  if (!isPlainName(of.interactionId) || !isPlainName(of.recordingId)) return undefined;
  return join(root, of.interactionId, of.recordingId);
}

/** The key of one track, derived from the person's: it is gone when the person is erased. */
export function trackKey(
  vault: Vault,
  of: { person: PersonRef; recordingId: RecordingId; seatId: SeatId },
): Buffer | undefined {
  const key = vault.deriveKey(of.person, `${of.recordingId}:${of.seatId}`);
  return key === undefined ? undefined : Buffer.from(key);
}

/** Nothing that could climb out of its directory, or be mistaken for something else there. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9_.:-]{0,200}$/.test(name) && !name.includes("..");
}
