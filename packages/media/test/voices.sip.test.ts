/** Who hears whom, measured in the RTP at each far side (design §5, §13). */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Source } from "../src/index.ts";
import { Stage, expectTones, listen, state, value } from "./stage.ts";
import type { Leg } from "./stage.ts";

const HZ = { customer: 450, agent: 675, supervisor: 1_050 } as const;
const MUSIC_HZ = 1_575;
const music: Source = { kind: "music", name: "queue" };

let stage: Stage;
const legs: Record<string, Leg> = {};

beforeAll(async () => {
  stage = await Stage.open({ firstPort: 29_000 });
  value(await stage.pool.defineMusic({ name: "queue", tone: { hz: MUSIC_HZ, dbov: -12 } }));
  for (const [name, hz] of Object.entries(HZ)) legs[name] = await stage.leg(name, { hz });
});
afterAll(() => stage.close());

type Mode = { readonly name: string; readonly hears: Record<string, readonly (string | Source)[]> };

/** The table of design §5, whole. */
const modes: readonly Mode[] = [
  { name: "talk", hears: { customer: ["agent"], agent: ["customer"], supervisor: [] } },
  { name: "hold", hears: { customer: [music], agent: ["supervisor"], supervisor: ["agent"] } },
  { name: "listen", hears: { customer: ["agent"], agent: ["customer"], supervisor: ["customer", "agent"] } },
  {
    name: "whisper",
    hears: { customer: ["agent"], agent: ["customer", "supervisor"], supervisor: ["customer", "agent"] },
  },
  {
    name: "barge",
    hears: { customer: ["agent", "supervisor"], agent: ["customer", "supervisor"], supervisor: ["customer", "agent"] },
  },
  { name: "take over", hears: { customer: ["supervisor"], supervisor: ["customer"] } },
  { name: "consult, expert only", hears: { customer: [music], agent: ["supervisor"], supervisor: ["agent"] } },
  {
    name: "consult, all",
    hears: { customer: ["agent", "supervisor"], agent: ["customer", "supervisor"], supervisor: ["customer", "agent"] },
  },
  { name: "consult, customer only", hears: { customer: ["agent"], agent: ["customer"], supervisor: [music] } },
];

const hzOf = (source: string | Source): number =>
  typeof source === "string" ? (HZ[source as keyof typeof HZ] ?? 0) : MUSIC_HZ;

test.each(modes.map((mode, index) => ({ ...mode, version: index + 1 })))(
  "$name: each hears exactly what is stated [R-MEDIA-1]",
  async ({ hears, version }) => {
    value(await stage.pool.setConference([state("interaction", version, hears)]));
    await stage.until("conference.applied", (event) => event.version === version);
    // What was on its way when the state was applied may still come.
    await Promise.all(Object.values(legs).map(({ peer }) => listen(peer, 200)));
    const all = [...Object.values(HZ), MUSIC_HZ];
    await Promise.all(
      Object.entries(legs).map(async ([name, { peer }]) => {
        expectTones(await listen(peer, 600), (hears[name] ?? []).map(hzOf), all);
      }),
    );
  },
);

test("an older version of a state changes nothing [R-MEDIA-2]", async () => {
  value(await stage.pool.setConference([state("interaction", 50, { customer: ["agent"], agent: [] })]));
  value(await stage.pool.setConference([state("interaction", 49, { customer: [], agent: ["customer"] })]));
  await stage.until("conference.applied", (event) => event.version === 50);
  const [customer, agent] = [legs["customer"], legs["agent"]];
  if (customer === undefined || agent === undefined) throw new Error("no legs");
  await listen(customer.peer, 200);
  const heard = await Promise.all([listen(customer.peer, 400), listen(agent.peer, 400)]);
  expectTones(heard[0], [HZ.agent], Object.values(HZ));
  expectTones(heard[1], [], Object.values(HZ));
  expect(stage.events.filter((event) => event.type === "conference.applied" && event.version === 49)).toEqual([]);
});

test("a closed conference is silent, and no late state opens it again [R-MEDIA-3]", async () => {
  value(await stage.pool.closeConference("interaction"));
  await stage.until("conference.closed");
  value(await stage.pool.setConference([state("interaction", 99, { customer: ["agent"], agent: ["customer"] })]));
  const heard = await Promise.all(
    Object.values(legs).map(async ({ peer }) => {
      await listen(peer, 200);
      return await listen(peer, 400);
    }),
  );
  for (const pcm of heard) expectTones(pcm, [], [...Object.values(HZ), MUSIC_HZ]);
});

test("a statement that cannot hold is refused whole [R-MEDIA-4]", async () => {
  const refusal = async (...states: Parameters<typeof stage.pool.setConference>[0][number][]): Promise<string> => {
    const result = await stage.pool.setConference(states);
    return result.ok ? "accepted" : result.refusal.code;
  };
  value(await stage.pool.setConference([state("first", 1, { customer: ["agent"], agent: ["customer"] })]));
  expect(await refusal(state("second", 1, { customer: [] }))).toBe("seat-elsewhere");
  expect(await refusal(state("second", 1, { supervisor: ["agent"] }))).toBe("unknown-seat");
  expect(await refusal(state("second", 1, { supervisor: [{ kind: "music", name: "none" }] }))).toBe("unknown-music");
  expect(await refusal(state("second", 1, { nobody: [] }))).toBe("unknown-endpoint");
  const crowd = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`s${index}`, []]));
  expect(await refusal(state("second", 1, crowd, Object.keys(crowd)))).toBe("conference-full");
  const customer = legs["customer"];
  if (customer === undefined) throw new Error("no leg");
  await listen(customer.peer, 200);
  expectTones(await listen(customer.peer, 400), [HZ.agent], Object.values(HZ));
  value(await stage.pool.closeConference("first"));
});

test("a move takes effect at one tick: heard there, no longer here, and no gap for the third [R-MEDIA-5]", async () => {
  const [customer, agent, supervisor] = [legs["customer"], legs["agent"], legs["supervisor"]];
  if (customer === undefined || agent === undefined || supervisor === undefined) throw new Error("no legs");
  const here = (version: number, withAgent: boolean): ReturnType<typeof state> =>
    withAgent
      ? state("here", version, { customer: ["agent"], agent: ["customer"] })
      : state("here", version, { customer: [] });
  value(await stage.pool.setConference([here(1, true), state("there", 1, { supervisor: [music] })]));
  await stage.until("conference.applied", (event) => event.id === "there" && event.version === 1);
  await listen(customer.peer, 400);
  supervisor.peer.forget();
  value(
    await stage.pool.setConference([
      here(2, false),
      state("there", 2, { supervisor: [music, "agent"], agent: ["supervisor"] }),
    ]),
  );
  const applied = await stage.until("conference.applied", (event) => event.id === "there" && event.version === 2);
  const left = await stage.until("conference.applied", (event) => event.id === "here" && event.version === 2);
  expect(Math.abs(applied.at - left.at)).toBeLessThan(5);
  await listen(customer.peer, 200);
  const all = [...Object.values(HZ), MUSIC_HZ];
  const heard = await Promise.all([customer, agent, supervisor].map(({ peer }) => listen(peer, 600)));
  expectTones(heard[0] ?? new Int16Array(), [], all);
  expectTones(heard[1] ?? new Int16Array(), [HZ.supervisor], all);
  expectTones(heard[2] ?? new Int16Array(), [HZ.agent, MUSIC_HZ], all);
  // The supervisor heard music before, during and after the move: no packet of it is silent.
  const quiet = supervisor.peer.heard.filter(({ pcm }) => pcm.every((sample) => Math.abs(sample) < 300));
  expect(quiet).toHaveLength(0);
});
