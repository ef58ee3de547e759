/** Before the first server of the tests: the pages are built once, so that no start has to. */
import { buildPages } from "../../src/page-build.ts";

export async function setup(): Promise<void> {
  await buildPages((line) => process.stdout.write(`${line}\n`));
}
