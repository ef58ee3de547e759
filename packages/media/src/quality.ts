/** How good a leg sounds, estimated from its way (ITU-T G.107, the E-model in its short form for G.711). */

/** Loss robustness of G.711 with concealment under random loss (ITU-T G.113 Appendix I). */
const BPL_G711 = 25.1;
const BASE_R = 93.2;

/** Mean opinion score, 1 to 4.5. `delayMs` is one way, from mouth to ear. */
export function estimateMos(way: { readonly lossShare: number; readonly delayMs: number }): number {
  const loss = Math.min(100, Math.max(0, way.lossShare * 100));
  const equipment = (95 * loss) / (loss + BPL_G711);
  const delay = 0.024 * way.delayMs + (way.delayMs > 177.3 ? 0.11 * (way.delayMs - 177.3) : 0);
  const r = Math.max(0, Math.min(100, BASE_R - delay - equipment));
  return Math.max(1, Math.round((1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6) * 100) / 100);
}
