/** The configuration, made ready for questions once per change. */
import { browserDeviceOf } from "@legroom/model";
import type { AgentId, CentreConfig, DeviceConfig, DeviceId, QueueConfig } from "@legroom/model";
import { abilitiesOf } from "./abilities.ts";
import type { Lookup } from "./world.ts";

export function makeLookup(config: CentreConfig): Lookup {
  const queuesOf = new Map<AgentId, QueueConfig[]>();
  for (const queue of config.queues)
    for (const member of queue.members) queuesOf.set(member, [...(queuesOf.get(member) ?? []), queue]);
  // Each agent has their browser without anybody having made it (R-ROUTE-35).
  const browsers = config.agents.map((agent): DeviceConfig => ({
    id: browserDeviceOf(agent.id),
    owner: { agent: agent.id },
  }));
  const devices = [...config.devices, ...browsers];
  const devicesOf = new Map<AgentId, DeviceId[]>();
  for (const device of devices) {
    if (!("agent" in device.owner)) continue;
    devicesOf.set(device.owner.agent, [...(devicesOf.get(device.owner.agent) ?? []), device.id]);
  }
  return {
    queues: new Map(config.queues.map((queue) => [queue.id, queue])),
    agents: new Map(config.agents.map((agent) => [agent.id, agent])),
    contacts: new Map(config.contacts.map((contact) => [contact.id, contact])),
    devices: new Map(devices.map((device) => [device.id, device])),
    topicByNumber: new Map(
      config.topics.flatMap((topic) => (topic.number === undefined ? [] : [[topic.number, topic]])),
    ),
    topicByKey: new Map(config.topics.flatMap((topic) => topic.keys.map((key) => [key, topic]))),
    queuesOf,
    devicesOf,
    abilities: new Map(config.agents.map((agent) => [agent.id, abilitiesOf(agent)])),
  };
}
