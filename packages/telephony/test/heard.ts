/** Who is who in the contract suite's talks: each by a tone of their own. */
import { toneLevelDbov } from "@legroom/media";

/** What each one says, and what our own sounds are, on the 75 Hz grid. */
export const tones: Readonly<Record<string, number>> = {
  erin: 600,
  frank: 750,
  alice: 900,
  bob: 1050,
  "tone:comfort": 425,
  prompt: 1500,
  "music:hold": 1800,
};
/** Between the quietest that is meant to be heard (the comfort tone, −36 dBov) and what leaks (under −50). */
const HEARD_DBOV = -40;

/** Who is heard in a window, sorted. */
export function namesIn(window: Int16Array): readonly string[] {
  const names = Object.entries(tones).filter(([, hz]) => toneLevelDbov(window, hz) > HEARD_DBOV);
  return names.map(([name]) => name).toSorted();
}
