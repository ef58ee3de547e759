/** Centres for benches and tests: the default one, changed where a measurement needs it. */
import { asId, defaultCentre } from "@legroom/model";
import type { AgentConfig, CentreFile, DeviceConfig } from "@legroom/model";

/** The default centre with all queues' wrap-up, offer and other times replaced. */
export function centreWith(queues: Partial<CentreFile["queues"][number]>, more: Partial<CentreFile> = {}): CentreFile {
  const centre = defaultCentre();
  return { ...centre, queues: centre.queues.map((queue) => ({ ...queue, ...queues })), ...more };
}

/** A centre with so many agents, `agent-1` on, all able to answer sales, each with a device of that name. */
export function centreOfMany(count: number, queues: Partial<CentreFile["queues"][number]> = {}): CentreFile {
  const centre = centreWith(queues);
  const names = Array.from({ length: count }, (_, index) => `agent-${index + 1}`);
  const agents = names.map((name): AgentConfig => ({
    id: asId(name),
    name,
    skills: ["sales", "general"],
    levels: {},
    languages: {},
    capacity: 1,
  }));
  const devices = names.map((name): DeviceConfig => ({ id: asId(name), owner: { agent: asId(name) } }));
  const members = agents.map((agent) => agent.id);
  return {
    ...centre,
    agents: [...centre.agents, ...agents],
    devices: [...centre.devices, ...devices],
    queues: centre.queues.map((queue) =>
      ["sales", "general", "overflow"].includes(queue.id)
        ? { ...queue, members: [...queue.members, ...members] }
        : queue,
    ),
    limits: { interactionsMax: 10_000 },
  };
}
