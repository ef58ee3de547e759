import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TrackWriter } from "./track-writer.ts";
import type { TrackFile } from "./track-writer.ts";
import { readWav } from "./wav.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "legroom-track-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

test("silence in between is kept to the sample, silence at the end is not written [R-MEDIA-51]", async () => {
  const path = join(directory, "a.wav");
  const track = new TrackWriter({ path, failed: (cause) => expect.unreachable(cause) });
  track.leaveOut(160 * 10);
  for (let i = 0; i < 40; i += 1) track.write(frame(5));
  track.leaveOut(160);
  track.write(frame(7));
  track.leaveOut(16_000);
  expect(await track.finish()).toMatch(/^[0-9a-f]{64}$/);
  const read = readWav(readFileSync(path));
  if (!read.ok) throw new Error(read.cause);
  expect(read.pcm).toHaveLength(160 * 52);
  expect(track.durationMs).toBe(52 * 20);
  expect([0, 1_599, 1_600, 7_999, 8_000, 8_159, 8_160].map((at) => read.pcm[at])).toEqual([0, 0, 5, 5, 0, 0, 7]);
});

test("a seat that never spoke leaves an empty file that opens [R-MEDIA-51]", async () => {
  const path = join(directory, "b.wav");
  const track = new TrackWriter({ path, failed: (cause) => expect.unreachable(cause) });
  track.leaveOut(1_600);
  await track.finish();
  expect(readWav(readFileSync(path))).toEqual({ ok: true, pcm: new Int16Array(0) });
});

test("a disk that is full is told once, and what lies there stays [R-MEDIA-55]", async () => {
  const path = join(directory, "c.wav");
  const causes: string[] = [];
  let room = 20_000;
  const openFile = async (name: string): Promise<TrackFile> => {
    const file = await open(name, "wx");
    return {
      write: async (bytes, offset, length, position) => {
        room -= length;
        if (room < 0) throw new Error("ENOSPC: no space left on device");
        return await file.write(bytes, offset, length, position);
      },
      close: () => file.close(),
    };
  };
  const track = new TrackWriter({ path, openFile, failed: (cause) => causes.push(cause) });
  for (let i = 0; i < 200; i += 1) track.write(frame(9));
  expect(await track.finish()).toBeUndefined();
  expect(causes).toEqual(["ENOSPC: no space left on device"]);
  const read = readWav(readFileSync(path));
  expect(read.ok && read.pcm.length).toBe(32 * 160);
});

test("a disk that stands still is given up before memory fills [R-MEDIA-56]", async () => {
  const causes: string[] = [];
  let release = (): void => undefined;
  const stuck = new Promise<void>((resolve) => {
    release = resolve;
  });
  const openFile = async (): Promise<TrackFile> => {
    await stuck;
    throw new Error("too late");
  };
  const track = new TrackWriter({ path: join(directory, "d.wav"), openFile, failed: (cause) => causes.push(cause) });
  for (let i = 0; i < 32 * 40; i += 1) track.write(frame(1));
  expect(causes).toEqual(["the disk is too slow"]);
  release();
  await track.finish();
  expect(causes).toHaveLength(1);
});
