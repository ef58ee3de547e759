/** `bench legs`: what a leg costs the media process. */
import { benchLegs } from "@legroom/media";
import type { BenchLegsOptions } from "@legroom/media";

const SECONDS = 8;
const CELLS: readonly (BenchLegsOptions & { readonly name: string })[] = [
  { name: "200 legs in pairs", legs: 200, seconds: SECONDS },
  { name: "200 legs in pairs, recorded", legs: 200, seconds: SECONDS, recording: true },
  { name: "50 legs in pairs", legs: 50, seconds: SECONDS },
  { name: "200 legs waiting with music", legs: 200, seconds: SECONDS, kind: "waiting" },
  { name: "20 browser legs in pairs", legs: 20, seconds: SECONDS, kind: "browser" },
  { name: "100 browser legs in pairs", legs: 100, seconds: SECONDS, kind: "browser" },
];

export async function benchLegsHere(): Promise<object> {
  const cells: object[] = [];
  let first: { cpuMsPerLegSecond: number; kBPerLeg: number } | undefined;
  for (const { name, ...options } of CELLS) {
    const result = await benchLegs(options);
    first ??= result;
    cells.push({ name, ...result });
  }
  return { bench: "legs", cpuMsPerLegSecond: first?.cpuMsPerLegSecond, kBPerLeg: first?.kBPerLeg, cells };
}
