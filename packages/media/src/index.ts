/** The door of the media room: audio legs, mixes, prompts, music and recordings, carried out in processes of their own. */
export { MediaPool } from "./media-pool.ts";
export type { MediaPoolOptions } from "./media-pool.ts";
export type {
  BrowserSdp,
  Codec,
  Collect,
  ConferenceState,
  Direction,
  EndpointFacts,
  Hearing,
  LatchRule,
  LocalAddress,
  MediaEvent,
  MusicSpec,
  ProcessFacts,
  PromptEnd,
  PromptItem,
  PromptRequest,
  RecordedTrack,
  RecordingRequest,
  Refusal,
  RefusalCode,
  Remote,
  Result,
  Source,
  ToneSpec,
} from "./protocol.ts";
export { decodeG711, encodeG711 } from "./g711.ts";
export { buildRtp, parseRtp } from "./rtp.ts";
export type { RtpPacket } from "./rtp.ts";
export { RtpPeer } from "./rtp-peer.ts";
export type { HeardPacket, Impairment, RtpPeerOptions } from "./rtp-peer.ts";
export { BrowserPeer, startBrowserPeer, startBrowserPeers } from "./browser-peer.ts";
export type { PeerFacts } from "./browser-peer.ts";
export { SAMPLE_RATE_HZ, TONE_WINDOW_SAMPLES, levelDbov, makeTone, toneLevelDbov } from "./tone.ts";
export { readWav, writeWav } from "./wav.ts";
export type { WavResult } from "./wav.ts";
export { openTrack } from "./sealed-track.ts";
export type { Track, TrackResult } from "./sealed-track.ts";
export { musicFile } from "./music.ts";
export { benchLegs } from "./bench-legs.ts";
export type { BenchLegsOptions, BenchLegsResult } from "./bench-legs.ts";
