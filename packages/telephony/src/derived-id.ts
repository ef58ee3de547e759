/** Ids that follow from what they name, so that the same thing has the same id whenever it is seen. */
import { createHash } from "node:crypto";
import { asId } from "@legroom/model";
import type { DeviceId, EffectId, EndpointId, LegId } from "@legroom/model";

/** An INVITE that comes twice is one leg: Call-ID and From tag name it (RFC 3261 12). */
export function inboundLegId(callId: string, fromTag: string): LegId {
  return asId(`leg-${digest("inbound", callId, fromTag)}`);
}

/** One phone of a device: the contact it registered. */
export function endpointIdOf(deviceId: DeviceId, contactUri: string): EndpointId {
  return asId(`endpoint-${digest("endpoint", deviceId, contactUri)}`);
}

/** What a dial is called on the wire. The same effect again is the same request, so a phone sees a repeat, not a second call. */
export function dialNames(effectId: EffectId): { callId: string; fromTag: string; branch: string } {
  return {
    callId: digest("call-id", effectId),
    fromTag: digest("from-tag", effectId),
    branch: digest("branch", effectId),
  };
}

/** The session id of a leg's SDP: a number below 2^53 in decimal (RFC 4566 5.2). */
export function sdpSessionId(legId: LegId): string {
  return String(createHash("sha256").update(`sdp\0${legId}`).digest().readUIntBE(0, 6));
}

/** 132 bits of SHA-256, in letters and digits that may stand in any id, tag and branch. */
function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("base64url").slice(0, 22);
}
