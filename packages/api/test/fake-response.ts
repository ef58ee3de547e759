/** A response that no socket has. */
import { EventEmitter } from "node:events";

/** A response whose far side takes what is written, or does not. */
export class FakeResponse extends EventEmitter {
  text = "";
  takes = true;
  writableEnded = false;
  destroyed = false;
  readonly socket = { destroyed: false };

  write(text: string): boolean {
    this.text += text;
    this.emit("written");
    return this.takes;
  }
  end(text = ""): void {
    this.text += text;
    this.writableEnded = true;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
  get ids(): number[] {
    return this.frames.map(({ id }) => id);
  }
  get frames(): { id: number; data: unknown }[] {
    return [...this.text.matchAll(/id: (\d+)\nevent: .+\ndata: (.+)\n\n/g)].map((match) => ({
      id: Number(match[1]),
      data: JSON.parse(match[2] ?? ""),
    }));
  }
  /** Resolves when the text holds it. */
  async until(sought: string | (() => boolean)): Promise<void> {
    const there = (): boolean => (typeof sought === "string" ? this.text.includes(sought) : sought());
    while (!there()) await new Promise((resolve) => this.once("written", resolve));
  }
}
