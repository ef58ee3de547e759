/** The version of the centre's settings that somebody has seen, against the one in force. */
import { refuse } from "@legroom/model";
import type { Refused } from "@legroom/model";
import type { World } from "./world.ts";

/** Undefined if it is the same, or nothing was said. */
export function refuseChanged(world: World, expectedVersion: number | undefined): Refused | undefined {
  const version = world.configVersion;
  if (expectedVersion === undefined || expectedVersion === version) return undefined;
  return refuse("centre.changed", "somebody else has changed the centre meanwhile: look at it again", {
    field: "expectedVersion",
    params: { version },
  });
}
