/** What the server says, as types: each is the shape of that name in `model`. */
import type {
  agentWire,
  canWire,
  centreFile,
  conferenceWire,
  contactBody,
  contactImportWire,
  contactPageWire,
  contactWire,
  customerShownWire,
  deskWire,
  deviceSecretWire,
  deviceWire,
  endpointWire,
  eventWire,
  interactionRecordWire,
  interactionWhyWire,
  interactionWire,
  linkWire,
  movePreviewWire,
  offerWhyAgainWire,
  overrideWire,
  microphoneStates,
  passwordBody,
  pendingWire,
  personWire,
  presenceBody,
  principalWire,
  QueueConfig,
  queueWire,
  recordingWire,
  routeBody,
  signedInWire,
  signInWire,
  visitorCallBody,
  visitorCallWire,
  visitorNumbersWire,
  visitorTicketWire,
  wallWire,
  whyNotWire,
  wrapUpBody,
} from "@legroom/model";

type Of<Shape extends { parse(value: unknown): unknown }> = ReturnType<Shape["parse"]>;

export type Agent = Of<typeof agentWire>;
export type Can = Of<typeof canWire>;
export type CentreFile = Of<typeof centreFile>;
export type Conference = Of<typeof conferenceWire>;
export type Contact = Of<typeof contactWire>;
/** What is written: the whole contact, and the version that was read. */
export type ContactChange = Of<typeof contactBody>;
export type ContactImport = Of<typeof contactImportWire>;
export type ContactPage = Of<typeof contactPageWire>;
export type CustomerShown = Of<typeof customerShownWire>;
export type Desk = Of<typeof deskWire>;
export type Device = Of<typeof deviceWire>;
export type DeviceSecret = Of<typeof deviceSecretWire>;
export type Endpoint = Of<typeof endpointWire>;
/** Its header, and what its type says besides. */
export type LiveEvent = Of<typeof eventWire>;
export type Interaction = Of<typeof interactionWire>;
export type InteractionRecord = Of<typeof interactionRecordWire>;
/** Why it waits, and why each offer went to whom it did. */
export type InteractionWhy = Of<typeof interactionWhyWire>;
export type Link = Of<typeof linkWire>;
export type MicrophoneState = (typeof microphoneStates)[number];
export type MoveAsked = { readonly interactionId: string; readonly queueId: string };
export type MovePreview = Of<typeof movePreviewWire>;
export type Member = { readonly queueId: string; readonly agentId: string };
/** Why, and the wall's `version` as it was seen. */
export type MemberAsked = { readonly reason: string; readonly expectedVersion?: number | undefined };
/** Why, and the interaction's `seq` as it was seen. */
export type OverrideAsked = { readonly reason: string; readonly expectedSeq?: number | undefined };
/** Why it went to whom it did; and, if asked for, the choice made again. */
export type OfferWhy = Of<typeof offerWhyAgainWire>;
export type OverrideMade = Of<typeof overrideWire>;
/** One of them, or both. */
export type Priority = { readonly band?: number; readonly aheadMs?: number };
export type NewPassword = Of<typeof passwordBody>;
export type Pending = Of<typeof pendingWire>;
export type Person = Of<typeof personWire>;
export type Presence = Of<typeof presenceBody>["presence"];
export type PresenceMore = Omit<Of<typeof presenceBody>, "presence">;
/** Who asks. */
export type Principal = Of<typeof principalWire>;
export type Queue = Of<typeof queueWire>;
/** What is left out stays; an overflow of null is taken away. */
export type QueueSettings = Partial<Omit<QueueConfig, "id" | "overflowTo">> & {
  readonly overflowTo?: QueueConfig["overflowTo"] | null;
};
export type Recording = Of<typeof recordingWire>;
export type Routed = Of<typeof routeBody>;
export type SignedIn = Of<typeof signedInWire>;
export type SignIn = Of<typeof signInWire>;
export type VisitorCall = Of<typeof visitorCallWire>;
export type VisitorCallAsked = Of<typeof visitorCallBody>;
export type VisitorNumbers = Of<typeof visitorNumbersWire>;
export type VisitorTicket = Of<typeof visitorTicketWire>;
export type Wall = Of<typeof wallWire>;
export type WhyNot = Of<typeof whyNotWire>;
export type WrapUp = Of<typeof wrapUpBody>;

export type { AgentsStats, QueuesStats, RoutingsStats } from "@legroom/model";

/** A list that is not paged. */
export type Items<Item> = { readonly items: readonly Item[] };
/** A page of a list, the newest first; `nextBeforeSeq` asks for the next one. */
export type Page<Item> = Items<Item> & { readonly nextBeforeSeq?: number | undefined };
