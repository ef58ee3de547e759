/** Ids from an input's entropy: the same input gives the same ids, whenever it is stepped (L1). */
import { asId } from "@legroom/model";
import type { Id } from "@legroom/model";

/**
 * The n-th id of a step: 128 bits as 32 hex digits. Four lanes of the entropy are mixed with the counter by the
 * finaliser of MurmurHash3 (public domain), which is a bijection of each lane, so ids of one step never collide.
 */
export function deriveId<Kind extends string>(entropy: string, n: number): Id<Kind> {
  let carry = Math.imul(n + 1, 0x9e37_79b9);
  let id = "";
  for (let lane = 0; lane < 4; lane++) {
    const word = Number.parseInt(entropy.slice(lane * 8, lane * 8 + 8), 16) >>> 0;
    carry = mix(word ^ carry ^ Math.imul(lane + 1, 0x85eb_ca6b));
    id += (carry >>> 0).toString(16).padStart(8, "0");
  }
  return asId<Kind>(id);
}

function mix(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
