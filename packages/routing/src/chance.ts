/** Chance that can be repeated: numbers that follow from a step's entropy and from what is decided (L1). */

/** An integer from 0 to `count` - 1, each as likely as the other. `what` keeps the decisions of one step apart. */
export function draw(entropy: string, what: string, count: number): number {
  return Math.floor((hash(`${entropy}/${what}`) * count) / 4_294_967_296);
}

/** FNV-1a over the characters, then the finaliser of MurmurHash3 (both public domain). */
function hash(text: string): number {
  let sum = 0x811c_9dc5;
  for (let i = 0; i < text.length; i += 1) sum = Math.imul(sum ^ text.charCodeAt(i), 0x0100_0193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85eb_ca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2_ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}
