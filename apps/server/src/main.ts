/** The `legroom` command: finds the command that was asked for and ends with its exit code. */
import { run } from "./command/command.ts";

const terminal = {
  out: (line: string): void => void process.stdout.write(`${line}\n`),
  err: (line: string): void => void process.stderr.write(`${line}\n`),
};

// What a command leaves open (a socket that lingers, a pool of threads) must not hold the terminal.
process.exit(await run(process.argv.slice(2), terminal));
