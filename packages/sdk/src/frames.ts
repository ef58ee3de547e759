/** Server-sent events out of a text that comes in pieces (WHATWG HTML 9.2.6). */

export type Frame = {
  /** The place behind it, where one was said. */
  readonly id: string | undefined;
  /** `message` unless named. */
  readonly event: string;
  /** Absent in a frame that only moves the place. */
  readonly data: string | undefined;
};

/** More than any event; what is longer is no stream of ours. */
const FRAME_CHARACTERS_MAX = 4 * 1024 * 1024;

export class FrameReader {
  #rest = "";
  #id: string | undefined;
  #event = "";
  #data: string[] = [];
  #size = 0;

  /** The frames that this piece completes. Throws when a frame is longer than any can be. */
  push(piece: string): Frame[] {
    const text = this.#rest + piece;
    // A carriage return at the very end may be half of a line's end.
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + text.slice(whole.length);
    const frames = lines.flatMap((line) => this.#take(line) ?? []);
    if (this.#rest.length + this.#size > FRAME_CHARACTERS_MAX) throw new Error("an event is longer than any can be");
    return frames;
  }

  #take(line: string): Frame | undefined {
    if (line === "") return this.#close();
    this.#size += line.length;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    // A comment, `retry` (the client keeps its own pace), or a field that nobody knows.
    return undefined;
  }

  #close(): Frame | undefined {
    const frame = {
      id: this.#id,
      event: this.#event === "" ? "message" : this.#event,
      data: this.#data.length === 0 ? undefined : this.#data.join("\n"),
    };
    this.#id = undefined;
    this.#event = "";
    this.#data = [];
    this.#size = 0;
    return frame.id === undefined && frame.data === undefined ? undefined : frame;
  }
}

/** What a frame's data says, or undefined if it is not JSON. */
export function jsonIn(data: string | undefined): unknown {
  try {
    return JSON.parse(data ?? "");
  } catch {
    return undefined;
  }
}
