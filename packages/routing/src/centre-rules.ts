/** What a centre's configuration must be beyond its shape. The first fault is named with its field. */
import { customerClasses, isBrowserDevice, refuse } from "@legroom/model";
import type { CentreConfig, Refused } from "@legroom/model";
import { isHeld } from "./availability.ts";
import { matchingFault } from "./matching-rules.ts";
import type { Fault } from "./matching-rules.ts";
import type { World } from "./world.ts";

/** Undefined when the centre can be taken as it is. */
export function refuseCentre(world: World, config: CentreConfig): Refused | undefined {
  const fault =
    doubled(config) ??
    unknownMember(config) ??
    unknownQueue(config) ??
    unknownOwner(config) ??
    takenDevice(config) ??
    uncoveredTopic(config) ??
    matchingFault(config);
  if (fault !== undefined) return refuse("centre.invalid", fault.message, { field: fault.field });
  return inUse(world, config);
}

function doubled(config: CentreConfig): Fault | undefined {
  const lists = ["queues", "agents", "people", "topics", "devices", "contacts"] as const;
  for (const list of lists) {
    const seen = new Set<string>();
    for (const [i, { id }] of config[list].entries()) {
      if (seen.has(id)) return { field: `${list}.${i}.id`, message: `"${id}" stands twice in ${list}` };
      seen.add(id);
    }
  }
  const numbers = [config.frontLine.number, ...config.topics.flatMap((topic) => topic.number ?? [])];
  const twice = numbers.find((number, i) => numbers.indexOf(number) !== i);
  if (twice !== undefined) return { field: "topics", message: `the number "${twice}" leads to two places` };
  const keys = config.topics.flatMap((topic) => topic.keys);
  const key = keys.find((one, i) => keys.indexOf(one) !== i);
  return key === undefined ? undefined : { field: "topics", message: `the key "${key}" leads to two topics` };
}

function unknownMember(config: CentreConfig): Fault | undefined {
  const agents = new Map(config.agents.map((agent) => [agent.id, agent]));
  for (const [i, queue] of config.queues.entries())
    for (const [j, member] of queue.members.entries()) {
      const field = `queues.${i}.members.${j}`;
      if (!agents.has(member)) return { field, message: `"${member}" is no agent of this centre` };
      if (queue.members.indexOf(member) !== j)
        return { field, message: `"${member}" is twice a member of ${queue.id}` };
    }
  return undefined;
}

function unknownQueue(config: CentreConfig): Fault | undefined {
  const queues = new Set(config.queues.map((queue) => queue.id));
  const topics = new Set(config.topics.map((topic) => topic.id));
  for (const [i, queue] of config.queues.entries()) {
    const field = `queues.${i}.overflowTo`;
    if (queue.overflowTo === undefined) continue;
    if (!queues.has(queue.overflowTo)) return { field, message: `there is no queue "${queue.overflowTo}"` };
    const end = config.queues.find((one) => one.id === queue.overflowTo);
    if (end?.overflowTo !== undefined) return { field, message: "an overflow queue cannot overflow itself" };
  }
  for (const [i, row] of config.entries.entries()) {
    if (!queues.has(row.queue)) return { field: `entries.${i}.queue`, message: `there is no queue "${row.queue}"` };
    if (row.topic !== "any" && !topics.has(row.topic))
      return { field: `entries.${i}.topic`, message: `there is no topic "${row.topic}"` };
  }
  return topics.has(config.frontLine.defaultTopic)
    ? undefined
    : { field: "frontLine.defaultTopic", message: `there is no topic "${config.frontLine.defaultTopic}"` };
}

function unknownOwner(config: CentreConfig): Fault | undefined {
  const agents = new Set<string>(config.agents.map((agent) => agent.id));
  const contacts = new Set<string>(config.contacts.map((contact) => contact.id));
  for (const [i, { owner }] of config.devices.entries()) {
    const field = `devices.${i}.owner`;
    if ("agent" in owner && !agents.has(owner.agent)) return { field, message: `"${owner.agent}" is no agent` };
    if ("contact" in owner && !contacts.has(owner.contact))
      return { field, message: `"${owner.contact}" is no contact` };
  }
  return undefined;
}

/** An agent's browser is a device that nobody makes: its id proves a sign-in, and must not be had otherwise. */
function takenDevice(config: CentreConfig): Fault | undefined {
  const at = config.devices.findIndex((device) => isBrowserDevice(device.id));
  if (at < 0) return undefined;
  const message = `"${config.devices[at]?.id}" would be somebody's browser: choose an id without ".browser" at its end`;
  return { field: `devices.${at}.id`, message };
}

/** Nobody may arrive for whom no row says where they go. */
function uncoveredTopic(config: CentreConfig): Fault | undefined {
  for (const topic of config.topics)
    for (const customerClass of customerClasses) {
      const fits = config.entries.some(
        (row) =>
          (row.topic === "any" || row.topic === topic.id) &&
          (row.customerClass === "any" || row.customerClass === customerClass),
      );
      if (!fits)
        return { field: "entries", message: `no queue for ${customerClass} customers with topic "${topic.id}"` };
    }
  return undefined;
}

/** Nobody's queue or agent is taken away under them. */
function inUse(world: World, config: CentreConfig): Refused | undefined {
  return queueInUse(world, config) ?? agentInUse(world, config);
}

function queueInUse(world: World, config: CentreConfig): Refused | undefined {
  const queues = new Set(config.queues.map((queue) => queue.id));
  for (const { entry, work } of world.interactions.values()) {
    const queueId = entry?.queueId ?? work?.queueId;
    if (queueId !== undefined && !queues.has(queueId))
      return refuse("centre.queue-in-use", `callers wait in "${queueId}"`, { field: "queues", params: { queueId } });
  }
  return undefined;
}

function agentInUse(world: World, config: CentreConfig): Refused | undefined {
  const agents = new Set(config.agents.map((agent) => agent.id));
  for (const agent of world.agents.values())
    if (isHeld(agent) && !agents.has(agent.id))
      return refuse("centre.agent-in-use", `"${agent.id}" is with a customer`, {
        field: "agents",
        params: { agentId: agent.id },
      });
  return undefined;
}
