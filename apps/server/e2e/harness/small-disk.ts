/**
 * A disk that can be filled to its last byte and emptied again, for one server's data.
 *
 * A small tmpfs where one may be mounted; elsewhere the limit on the size of files (RLIMIT_FSIZE) is set to nothing for
 * the server's processes, which to them is a disk that takes no write.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIZE = "24m";

export class SmallDisk {
  readonly directory: string;
  readonly #isMounted: boolean;

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), "legroom-e2e-disk-"));
    const options = ["-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", this.directory];
    this.#isMounted = spawnSync("mount", options).status === 0;
  }

  /** From then on none of these processes can write another byte. */
  async fill(pids: readonly number[]): Promise<void> {
    if (!this.#isMounted) return limitFiles(pids, "0:unlimited");
    // By a process of its own: whoever measures audio here must not stand still. It ends when nothing more fits.
    const more = ["oflag=append", "conv=notrunc"]; // it may be full but for what was given back meanwhile
    const filling = spawn("dd", ["if=/dev/zero", `of=${this.#filler}`, "bs=4096", ...more], { stdio: "ignore" });
    await once(filling, "exit");
  }

  empty(pids: readonly number[]): void {
    if (this.#isMounted) rmSync(this.#filler);
    else limitFiles(pids, "unlimited:unlimited");
  }

  /** After all processes that use it have ended. */
  close(): void {
    if (this.#isMounted) spawnSync("umount", [this.directory]);
    rmSync(this.directory, { recursive: true, force: true });
  }

  get #filler(): string {
    return join(this.directory, "filler");
  }
}

function limitFiles(pids: readonly number[], softAndHard: string): void {
  for (const pid of pids) {
    const done = spawnSync("prlimit", ["--pid", String(pid), `--fsize=${softAndHard}`], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`neither mount nor prlimit can make a full disk: ${done.stderr}`);
  }
}
