import { expect, test } from "vitest";
import { ConferenceTable } from "./conference.ts";
import type { Endpoint } from "./endpoint.ts";
import { PromptDesk } from "./prompt-desk.ts";
import type { Untimed } from "./prompt-desk.ts";
import type { SoundLibrary } from "./sound-library.ts";

const PROMPT_TICKS = 10;

type FakeEndpoint = Omit<Endpoint, "opening"> & { opening: boolean };

function makeEndpoint(): FakeEndpoint {
  return {
    endpointId: "e",
    frame: new Int16Array(160),
    voiced: false,
    codec: "PCMU",
    sends: false,
    opening: true,
    pull: () => undefined,
    send: () => undefined,
    sendDigits: () => ({ ok: true, value: null }),
    skip: () => undefined,
    facts: () => {
      throw new Error("no facts");
    },
    close: () => undefined,
  };
}

async function play(endpoint: Endpoint): Promise<{ desk: PromptDesk; told: Untimed[] }> {
  const told: Untimed[] = [];
  const pcm = new Int16Array(160 * PROMPT_TICKS).fill(1000);
  const library: Pick<SoundLibrary, "load"> = { load: () => Promise.resolve({ ok: true, pcm }) };
  const desk = new PromptDesk({
    conferences: new ConferenceTable({ endpoint: () => endpoint, music: () => undefined }),
    library: library as SoundLibrary, // all that it is asked for
    endpoint: () => endpoint,
    tell: (event) => told.push(event),
  });
  desk.play({ promptId: "p", to: { endpointId: "e" }, items: [{ silenceMs: 1 }] });
  await Promise.resolve();
  while (told.length === 0) await Promise.resolve();
  return { desk, told };
}

const ticks = (desk: PromptDesk, count: number): void => {
  for (let tick = 0; tick < count; tick += 1) desk.tick();
};

test("a prompt waits for a browser's connection, and goes on unheard when there is no hope for it [R-MEDIA-88]", async () => {
  const endpoint = makeEndpoint();
  const { desk, told } = await play(endpoint);
  ticks(desk, 3 * PROMPT_TICKS);
  expect(told.map(({ type }) => type)).toEqual(["prompt.started"]);
  endpoint.opening = false;
  ticks(desk, PROMPT_TICKS - 1);
  expect(told.map(({ type }) => type)).toEqual(["prompt.started"]);
  ticks(desk, 1);
  expect(told.at(-1)).toMatchObject({ type: "prompt.ended", reason: "finished" });
});
