/** What is a person's own: the scope `own`, decided for one thing at a time (L11). */
import type { Event, AgentId, CentreConfig, InteractionId, OfferId } from "@legroom/model";
import { asId, isBrowserDevice, browserDeviceOf } from "@legroom/model";
import type { Call } from "./call.ts";
import { outOfScope } from "./authority.ts";
import type { Reach } from "./route.ts";

const OFFERS_MAX = 10_000;

/** Whose the last offers were: one that is over is still known to be its agent's. */
export class LastOffers {
  readonly #agents = new Map<OfferId, AgentId>();

  note(events: readonly Event[]): void {
    for (const event of events) {
      if (event.type !== "offer.made") continue;
      const [oldest] = this.#agents.keys();
      if (this.#agents.size >= OFFERS_MAX && oldest !== undefined) this.#agents.delete(oldest);
      this.#agents.set(event.offerId, event.agentId);
    }
  }

  agentOf(offerId: OfferId): AgentId | undefined {
    return this.#agents.get(offerId);
  }
}

type Asked = { readonly params: unknown; readonly body: unknown; readonly query: unknown };

/**
 * Rejects with `auth.scope` unless the route's thing is the asker's own. What does not exist is answered as what is
 * another's: neither knowing an id nor guessing one tells anything.
 */
export async function assertOwn(call: Call, reach: Reach, asked: Asked): Promise<void> {
  const { agentId } = call.principal;
  if (call.principal.scope === "centre" || reach === "self") return;
  if (agentId === undefined) throw outOfScope(call.principal);
  const named = [asked.body, asked.query].map((part) => textIn(part, "agentId"));
  const isTheirs = named.every((name) => name === undefined || name === agentId);
  if (!isTheirs || !(await owns(call, { agentId, reach, id: textIn(asked.params, "id") ?? "" })))
    throw outOfScope(call.principal);
}

type Thing = { readonly agentId: AgentId; readonly reach: Reach; readonly id: string };

async function owns(call: Call, { agentId, reach, id }: Thing): Promise<boolean> {
  switch (reach) {
    case "self":
    case "list":
      return true;
    case "centre":
      return false;
    case "agent":
      return id === agentId;
    case "queue":
      return (await call.ask((now) => now.config().config)).queues.some(
        (queue) => queue.id === id && queue.members.includes(agentId),
      );
    case "device":
      return ownsDevice(await call.ask((now) => now.config().config), agentId, id);
    case "offer":
      return ownsOffer(call, agentId, asId(id));
    case "interaction":
      return takesPart(call, agentId, asId(id));
    case "recording": {
      const recording = await call.parts.queries.recording(asId(id));
      return recording !== undefined && takesPart(call, agentId, recording.interactionId);
    }
  }
}

export function ownsDevice(config: CentreConfig, agentId: AgentId, deviceId: string): boolean {
  if (isBrowserDevice(asId(deviceId))) return deviceId === browserDeviceOf(agentId);
  return config.devices.some(({ id, owner }) => id === deviceId && "agent" in owner && owner.agent === agentId);
}

async function ownsOffer(call: Call, agentId: AgentId, offerId: OfferId): Promise<boolean> {
  const open = await call.ask((now) => now.offers().find(({ id }) => id === offerId));
  const known = open?.agentId ?? call.parts.lastOffers.agentOf(offerId);
  return (known ?? (await call.parts.queries.offerMade(offerId))?.agentId) === agentId;
}

/** An offer of it is theirs, they sit in it, or they sat in it. */
async function takesPart(call: Call, agentId: AgentId, id: InteractionId): Promise<boolean> {
  const isIn = await call.ask((now) => {
    const view = now.interaction(id);
    if (view?.agentId === agentId || view?.seats.some((seat) => seat.agentId === agentId) === true) return true;
    return now.desk(agentId)?.interactionIds.includes(id) === true;
  });
  if (isIn) return true;
  const record = await call.parts.queries.interaction(id);
  return record?.agents.some((segment) => segment.agentId === agentId) === true;
}

function textIn(part: unknown, field: string): string | undefined {
  if (typeof part !== "object" || part === null) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(part, field)?.value;
  return typeof value === "string" ? value : undefined;
}
