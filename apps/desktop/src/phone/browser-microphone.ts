/** The microphone of this browser. */
import { Microphone } from "./microphone.ts";
import { wantsRawAudio } from "./microphone-state.ts";
import { pageTimers } from "./timers.ts";

export function browserMicrophone(): Microphone {
  return new Microphone({
    // Absent on an insecure origin, whatever the declarations say.
    devices: navigator.mediaDevices as MediaDevices | undefined,
    permission: watchPermission,
    isRaw: wantsRawAudio(location.search, keptRawAudio()),
    timers: pageTimers,
  });
}

function keptRawAudio(): string | null {
  try {
    return localStorage.getItem("legroom.raw-audio");
  } catch {
    return null;
  }
}

function watchPermission(onChange: () => void): void {
  navigator.permissions
    ?.query({ name: "microphone" as PermissionName })
    .then((status) => status.addEventListener("change", onChange))
    .catch(() => undefined); // a browser that does not tell
}
