/** Speaks SIP (RFC 3261 and friends); knows no contact centre. */
export type {
  CallEnd,
  DialFailure,
  DialOptions,
  HeaderField,
  InboundCall,
  InboundCallListener,
  OfferReply,
  OutboundCall,
  OutboundCallListener,
  Reason,
  ReofferResult,
} from "./call/call.ts";
export { systemClock, type Clock, type Timer } from "./clock.ts";
export type { Counters } from "./counters.ts";
export type { DialogMemo } from "./dialog/memo.ts";
export type { CredentialsPort, DigestSecret } from "./digest/credentials.ts";
export { ha1, type DigestAlgorithm } from "./digest/digest.ts";
export type { Headers } from "./message/headers.ts";
export type { SipMessage, SipRequest, SipResponse } from "./message/message.ts";
export { parseNameAddresses, type NameAddress } from "./message/name-address.ts";
export { parseSipUri, type SipUri } from "./message/uri.ts";
export type { Binding, BindingEvent, RegistrarPort } from "./registrar/binding.ts";
export type { Registrar } from "./registrar/registrar.ts";
export {
  makeOffer,
  negotiate,
  readAnswer,
  type AnswerReading,
  type AudioCodec,
  type MediaCapabilities,
  type NegotiatedAudio,
  type Negotiation,
  type NegotiationRefusal,
} from "./sdp/negotiate.ts";
export {
  parseSdp,
  sdpToText,
  type Direction,
  type MediaDescription,
  type RawSdp,
  type SdpAttribute,
  type SdpOrigin,
  type SessionDescription,
} from "./sdp/session.ts";
export type { RegisterOptions, RequestOptions, RequestResult, StartedAt } from "./stack/client-requests.ts";
export type { PolicyDecision, RegistrarOptions, SipLimits, SipStackOptions, TappedMessage } from "./stack/options.ts";
export { SipStack, type OptionsTarget } from "./stack/stack.ts";
export type {
  Address,
  FlowEnd,
  Peer,
  Transport,
  TransportFactory,
  TransportName,
  TransportSink,
} from "./transport/transport.ts";
export { webSocketDoor, type Upgrade, type WebSocketDoor, type WebSocketDoorOptions } from "./transport/websocket.ts";
