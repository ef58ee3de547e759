// Installs from Debian what the tests need besides npm's packages; the product itself needs none of it.
//
// Plain JavaScript for any Node >= 20: on a fresh machine it runs before anything else.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const programs = JSON.parse(readFileSync(new URL("programs.json", import.meta.url), "utf8"));
const missing = programs.filter((each) => spawnSync("which", [each.program]).status !== 0);
if (missing.length === 0) {
  console.log(`setup: everything is there (${programs.map((each) => each.program).join(", ")})`);
  process.exit(0);
}
const packages = missing.map((each) => each.debian);
console.log(
  `setup: installing ${packages.join(", ")} from Debian, for the tests (${missing.map((m) => m.use).join("; ")})`,
);

const isRoot = process.getuid?.() === 0;
if (!isRoot && spawnSync("which", ["sudo"]).status !== 0) fail("be root, or have sudo");
if (spawnSync("which", ["apt-get"]).status !== 0) fail("apt-get is not here: on another system install them your way");
apt(["update", "-q"]);
apt(["install", "-y", "-q", "--no-install-recommends", ...packages]);
console.log("setup: done");

function apt(args) {
  const command = isRoot ? ["apt-get", ...args] : ["sudo", "apt-get", ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const [program, ...rest] = command;
  if (spawnSync(program, rest, { stdio: "inherit", env }).status !== 0) fail(`"${command.join(" ")}" failed`);
}

function fail(why) {
  console.error(`setup: cannot install ${packages.join(", ")}: ${why}`);
  process.exit(1);
}
