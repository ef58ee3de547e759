/**
 * The device that each agent has without anybody making it: their browser.
 *
 * It has no secret: a page proves itself by its sign-in. Its id is the agent's with an ending that no other device may have.
 */
import { asId } from "./id.ts";
import type { AgentId, DeviceId, EndpointId, PageId } from "./id.ts";

const ENDING = ".browser";

export function browserDeviceOf(agentId: AgentId): DeviceId {
  return asId(`${agentId}${ENDING}`);
}

export function isBrowserDevice(deviceId: DeviceId): boolean {
  return deviceId.endsWith(ENDING);
}

/** The page as a place that can be rung. */
export function pageEndpointOf(agentId: AgentId, pageId: PageId): EndpointId {
  return asId(`${agentId}${ENDING}:${pageId}`);
}
