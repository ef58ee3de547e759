/**
 * The pages that browsers get: where they lie built, and building them when their sources are newer.
 *
 * A release brings them built and needs no build tools; a clone builds them at its first start.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "@legroom/model";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const desktop = join(root, "apps/desktop");
/** Whatever ends up in the pages. */
const sources = ["apps/desktop", "packages/sdk/src", "packages/model/src", "package-lock.json"];
const notSources = /(^|\/)(dist[^/]*|node_modules|README\.md|SPEC\.md|[^/]*\.test\.tsx?)$/;
const BUILD_MS_MAX = 120_000;
const KEPT_CHARACTERS = 4000;

/** Where the built pages lie. */
export const pagesDirectory = join(desktop, "dist");

/** Builds the pages if that is needed; `tell` hears of it before. Rejects with a `Fault` of one line. */
export async function buildPages(tell: (line: string) => void): Promise<void> {
  const builtAt = modifiedAt(join(pagesDirectory, "index.html"));
  if (builtAt !== undefined && builtAt >= newestOf(sources.map((source) => join(root, source)))) return;
  const vite = buildTool();
  if (vite === undefined) {
    if (builtAt !== undefined) return;
    throw failed("the pages are not built, and the tool that builds them is not installed: run `npm ci`");
  }
  tell("Building the pages ...");
  // Beside, then moved: a server that runs meanwhile never serves half of them.
  const made = join(desktop, `dist-${process.pid}`);
  try {
    await runVite(vite, made);
    rmSync(pagesDirectory, { recursive: true, force: true });
    renameSync(made, pagesDirectory);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function newestOf(paths: readonly string[]): number {
  let newest = 0;
  for (const path of paths) {
    if (notSources.test(path)) continue;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const inside = stat.isDirectory() ? newestOf(readdirSync(path).map((name) => join(path, name))) : stat.mtimeMs;
    newest = Math.max(newest, inside);
  }
  return newest;
}

function modifiedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function buildTool(): string | undefined {
  try {
    const tool = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");
    return existsSync(tool) ? tool : undefined;
  } catch {
    return undefined; // not installed: a release has none
  }
}

function runVite(tool: string, outDirectory: string): Promise<void> {
  const words = [tool, "build", desktop, "--outDir", outDirectory, "--emptyOutDir", "--logLevel", "error"];
  const child = spawn(process.execPath, words, { cwd: desktop, stdio: ["ignore", "pipe", "pipe"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), BUILD_MS_MAX);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-KEPT_CHARACTERS)));
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(failed(`the pages cannot be built: ${error.message}`)));
    child.once("exit", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(failed(`the pages cannot be built (exit code ${code}): ${output.trim()}`));
    });
  });
}

function failed(message: string): Fault {
  return new Fault("start.failed", message, { retriable: false, side: "ours" });
}
