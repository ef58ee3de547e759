/** The media process: its settings come as the one argument, everything else over the line to control. */
import { ControlLine } from "./control-line.ts";
import { MediaEngine } from "./media-engine.ts";
import type { ProcessSettings } from "./protocol.ts";

/** Recordings are closed within this time, or not at all. */
const END_MS = 800;

// Control made this text from the same type.
const settings = JSON.parse(process.argv[2] ?? "{}") as ProcessSettings;

let ending = false;
const engine = new MediaEngine({ settings, tell: (event) => line.tell(event), end: () => end(0) });
const line = new ControlLine({
  socketPath: settings.socketPath,
  survivalMs: settings.survivalMs,
  handle: (name, ask) => engine.handle(name, ask),
  abandoned: () => end(0),
});

process.on("SIGTERM", () => end(0));
// Ctrl-C reaches the whole group of the terminal; control hears it too and ends us in order.
process.on("SIGINT", () => undefined);
process.on("SIGHUP", () => undefined);
// Control may be gone, and with it the far end of what we write to.
process.stderr.on("error", () => undefined);

await engine.start();
await line.start();

function end(code: number): void {
  if (ending) return;
  ending = true;
  const late = setTimeout(() => process.exit(code), END_MS);
  void engine.stop().finally(() => {
    clearTimeout(late);
    line.stop();
    // What was written last is on its way to control.
    setTimeout(() => process.exit(code), 20);
  });
}
