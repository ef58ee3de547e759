/** Why a microphone cannot be used: each needs other words and another remedy. */
import type { MicrophoneState } from "@legroom/sdk";

export type { MicrophoneState };

/** From the name of what `getUserMedia` rejected with (Media Capture and Streams, 10.2). */
export function stateOfError(name: string): Exclude<MicrophoneState, "ready" | "closed" | "insecure"> {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    default: // NotReadableError, AbortError: the system has it, and does not hand it over
      return "taken";
  }
}

/** Processing is on for people. Tests with tones turn it off: it would take them for noise. */
export function constraintsOf(isRaw: boolean): MediaStreamConstraints {
  const isOn = !isRaw;
  return { audio: { echoCancellation: isOn, noiseSuppression: isOn, autoGainControl: isOn }, video: false };
}

/** `?raw-audio=1`, or the same kept in this browser. */
export function wantsRawAudio(search: string, kept: string | null): boolean {
  const asked = new URLSearchParams(search).get("raw-audio");
  return asked === null ? kept === "1" : asked === "1";
}
