/** A centre of twenty agents over the default centre's seven queues, with deadlines short enough for a day to reach them. */
import { asId, defaultCentre } from "@legroom/model";
import type { CentreFile } from "@legroom/model";
import type { Dice } from "./dice.ts";
import { widened } from "./wide-centre.ts";

export const AGENTS: readonly string[] = Array.from({ length: 20 }, (_, at) => `agent-${at + 1}`);

const SKILLS = ["sales", "technical_support", "billing"] as const;

/** `small`: queues with few places. `wide`: everything that can be set is, by chance; else what a new centre has. */
export function centreOfTwenty(dice: Dice, { small, wide }: { small: boolean; wide: boolean }): CentreFile {
  const base = defaultCentre();
  const agents = AGENTS.map((name, at) => ({
    id: asId<"agent">(name),
    name,
    skills: skillsOf(at, dice),
    levels: {},
    languages: {},
    capacity: 1,
  }));
  const queues = base.queues.map((queue) => ({
    ...queue,
    members: agents.filter((agent) => agent.skills.includes(queue.requires)).map((agent) => agent.id),
    offerMs: dice.pick([10_000, 15_000, 20_000]),
    wrapUpMs: dice.pick([0, 15_000, 60_000]),
    inQueueMs: dice.between(60, 240) * 1000,
    offersMax: dice.between(2, 5),
    waitingMax: small ? dice.between(1, 3) : 500,
  }));
  const devices = base.devices.filter((device) => "contact" in device.owner);
  for (const { id } of agents) devices.push({ id: asId(id), owner: { agent: id } });
  const sinceFirstEntryMs = dice.between(240, 600) * 1000;
  const deadlines = { ...base.deadlines, sinceFirstEntryMs, announceEveryMs: 60_000 };
  const centre = { ...base, agents, queues, devices, deadlines };
  return wide ? widened(centre, dice) : centre;
}

/** Everybody can do something general; some can do more, four can do everything. */
function skillsOf(at: number, dice: Dice): string[] {
  if (at < 4) return ["vip", ...SKILLS, "general"];
  const own = SKILLS[at % SKILLS.length] ?? "sales";
  const more = dice.chance(0.3) ? SKILLS.filter((skill) => skill !== own).slice(0, 1) : [];
  return [own, ...more, "general"];
}
