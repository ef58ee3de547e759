/** Settings for a command: all that is wrong with them is one fault, a line each. */
import { Fault } from "@legroom/model";
import { settingsOfProcess } from "../settings.ts";
import type { Settings } from "../settings.ts";

export function settingsOrFault(): Settings {
  const result = settingsOfProcess();
  if (result.ok) return result.settings;
  throw new Fault("start.failed", result.lines.join("\nlegroom: "), { retriable: false, side: "theirs" });
}
