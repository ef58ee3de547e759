/** What cannot be now is a value with a code from this list (409 on the API; 404, 403 and 429 where the name says so). */
import type { JsonValue } from "./json.ts";

export const refusalCodes = [
  "agent.unknown",
  "agent.not-wrapping",
  "agent.not-signed-in",
  "agent.no-endpoint",
  "agent.not-available",
  "api-key.unknown",
  "centre.changed",
  "centre.fenced",
  "centre.invalid",
  "centre.queue-in-use",
  "centre.agent-in-use",
  "command.bound",
  "conference.across-processes",
  "conference.unknown",
  "contact.unknown",
  "contact.changed",
  "contact.invalid",
  "decision.unknown",
  "device.unknown",
  "interaction.unknown",
  "interaction.closed",
  "interaction.changed",
  "interaction.not-waiting",
  "offer.answer-your-phone",
  "offer.not-open",
  "offer.not-yours",
  "offer.unknown",
  "override.unknown",
  "override.not-yours",
  "override.too-late",
  "presence.reason-unknown",
  "page.unknown",
  "person.unknown",
  "queue.unknown",
  "queue.full",
  "requirement.invalid",
  "topic.unknown",
  "recording.unknown",
  "sign-in.unknown",
  "visit.unknown",
  "wrap-up.not-yours",
  "wrap-up.too-early",
  "wrap-up.needs-disposition",
  "wrap-up.no-extension",
  "wrap-up.not-asked",
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** A person or program asked for what cannot be now. `field` names the part of the question that is at fault. */
export type Refusal = {
  readonly code: RefusalCode;
  readonly message: string;
  readonly field?: string;
  readonly params?: { readonly [name: string]: JsonValue };
};

export type Refused = { readonly ok: false; readonly refusal: Refusal };

export function refuse(
  code: RefusalCode,
  message: string,
  more: { field?: string; params?: Refusal["params"] } = {},
): Refused {
  return {
    ok: false,
    refusal: {
      code,
      message,
      ...(more.field === undefined ? {} : { field: more.field }),
      ...(more.params === undefined ? {} : { params: more.params }),
    },
  };
}
