/** When the server is to end: a signal, or a parent that is gone (under npm a SIGTERM reaches npm alone). */

const PARENT_LOOK_MS = 200;

/** Resolves with what asked for the end, once. */
export function askedToEnd(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve("the parent process ended");
    }, PARENT_LOOK_MS).unref();
  });
}
