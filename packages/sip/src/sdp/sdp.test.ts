/** Session descriptions: reading, writing, offer and answer. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { capabilities, offer } from "../../test/phones.ts";
import { makeOffer, negotiate, readAnswer, type MediaCapabilities, type NegotiatedAudio } from "./negotiate.ts";
import { parseSdp, sdpToText, type Direction, type SessionDescription } from "./session.ts";

const lines = (...more: string[]): string =>
  ["v=0", "o=bob 2890844526 2890844527 IN IP4 192.0.2.7", "s=call", "c=IN IP4 192.0.2.7", "t=0 0", ...more, ""].join(
    "\r\n",
  );

const parsed = (...more: string[]): SessionDescription => {
  const sdp = parseSdp(lines(...more));
  if (sdp === undefined) throw new Error("cannot be read");
  return sdp;
};

const agreed = (sdp: SessionDescription, ours: Partial<MediaCapabilities> = {}): NegotiatedAudio => {
  const negotiated = negotiate(sdp, { ...capabilities, ...ours });
  if (!negotiated.ok) throw new Error(negotiated.refusal);
  return negotiated.audio;
};

const refusal = (...more: string[]): string => {
  const negotiated = negotiate(parsed(...more), capabilities);
  return negotiated.ok ? "accepted" : negotiated.refusal;
};

test("an answer names one codec, the digits the offer named, our address, and what both can do [R-SIP-90]", () => {
  const sdp = parsed(
    "m=audio 49170 RTP/AVP 9 8 0 110",
    "a=rtpmap:110 telephone-event/8000",
    "a=ptime:30",
    "a=sendrecv",
  );
  const negotiated = negotiate(sdp, capabilities);
  expect(negotiated).toMatchObject({
    ok: true,
    audio: {
      codec: "PCMA",
      payloadType: 8,
      telephoneEventPayloadType: 110,
      ptimeMs: 30,
      direction: "sendrecv",
      held: false,
      remote: { host: "192.0.2.7", port: 49_170 },
      remoteRtcp: { host: "192.0.2.7", port: 49_171 },
      rtcpMux: false,
    },
  });
  expect(negotiated.ok && sdpToText(negotiated.answer).split("\r\n")).toEqual([
    "v=0",
    "o=- 1 1 IN IP4 192.0.2.1",
    "s=-",
    "c=IN IP4 192.0.2.1",
    "t=0 0",
    "m=audio 40000 RTP/AVP 8 110",
    "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:110 telephone-event/8000",
    "a=fmtp:110 0-15",
    "a=ptime:20",
    "a=sendrecv",
    "",
  ]);
});

test("a codec may come under a dynamic number, and one that only looks like ours is not ours [R-SIP-90]", () => {
  expect(agreed(parsed("m=audio 4000 RTP/AVP 96", "a=rtpmap:96 pcmu/8000/1"))).toMatchObject({
    codec: "PCMU",
    payloadType: 96,
  });
  expect(refusal("m=audio 4000 RTP/AVP 96", "a=rtpmap:96 PCMU/16000")).toBe("codec");
  expect(refusal("m=audio 4000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000/2")).toBe("codec");
});

test("other streams, and all but the first usable audio, are refused with port 0 in their place [R-SIP-91]", () => {
  const sdp = parsed(
    "m=video 5000 RTP/AVP 31",
    "m=audio 4000 RTP/AVP 18",
    "m=audio 4002 RTP/AVP 0",
    "m=audio 4004 RTP/AVP 0",
  );
  const negotiated = negotiate(sdp, capabilities);
  const media = negotiated.ok ? negotiated.answer.media.map((medium) => `${medium.kind} ${medium.port}`) : [];
  expect(media).toEqual(["video 0", "audio 0", "audio 40000", "audio 0"]);
});

test("what cannot become a call is refused by name: no audio, an encrypted profile, no codec, no address [R-SIP-92]", () => {
  expect(refusal("m=video 5000 RTP/AVP 31")).toBe("no-audio");
  expect(refusal("m=audio 0 RTP/AVP 0")).toBe("no-audio");
  expect(refusal("m=audio 4000 RTP/SAVP 0")).toBe("profile");
  expect(refusal("m=audio 4000 UDP/TLS/RTP/SAVPF 0")).toBe("profile");
  expect(refusal("m=audio 4000 RTP/AVP 18")).toBe("codec");
  const nowhere = parseSdp("v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n");
  expect(nowhere !== undefined && negotiate(nowhere, capabilities)).toEqual({ ok: false, refusal: "address" });
});

/** What they say, what we want, what we then are. */
const directions: readonly (readonly [Direction, Direction, Direction])[] = [
  ["sendrecv", "sendrecv", "sendrecv"],
  ["sendonly", "sendrecv", "recvonly"],
  ["recvonly", "sendrecv", "sendonly"],
  ["inactive", "sendrecv", "inactive"],
  ["sendrecv", "sendonly", "sendonly"],
  ["sendrecv", "recvonly", "recvonly"],
  ["sendonly", "sendonly", "inactive"],
  ["recvonly", "recvonly", "inactive"],
  ["sendrecv", "inactive", "inactive"],
];

test.each(directions)("they are %s, we want %s, so we are %s [R-SIP-93]", (theirs, wanted, direction) => {
  const audio = agreed(parsed("m=audio 4000 RTP/AVP 0", `a=${theirs}`), { direction: wanted });
  expect(audio).toMatchObject({ direction, held: theirs === "sendonly" || theirs === "inactive" });
});

test("hold is heard in each of its forms: of the stream, of the session, and the old address of zeros [R-SIP-93]", () => {
  expect(agreed(parsed("a=sendonly", "m=audio 4000 RTP/AVP 0")).held).toBe(true);
  expect(agreed(parsed("a=sendonly", "m=audio 4000 RTP/AVP 0", "a=sendrecv")).held).toBe(false);
  expect(agreed(parsed("m=audio 4000 RTP/AVP 0", "c=IN IP4 0.0.0.0"))).toMatchObject({
    held: true,
    direction: "recvonly",
  });
});

test("RTCP is where the far side says, by RFC 3605, by rtcp-mux, or one port up [R-SIP-94]", () => {
  const rtcp = (...more: string[]): string => {
    const { remoteRtcp } = agreed(parsed("m=audio 4000 RTP/AVP 0", ...more));
    return `${remoteRtcp.host}:${remoteRtcp.port}`;
  };
  expect(rtcp()).toBe("192.0.2.7:4001");
  expect(rtcp("a=rtcp:53020")).toBe("192.0.2.7:53020");
  expect(rtcp("a=rtcp:53020 IN IP4 192.0.2.8")).toBe("192.0.2.8:53020");
  expect(rtcp("a=rtcp:99999")).toBe("192.0.2.7:4001");
  expect(rtcp("a=rtcp-mux")).toBe("192.0.2.7:4000");
});

test("the stream's own address counts before the session's [R-SIP-94]", () => {
  const audio = agreed(parsed("m=audio 4000 RTP/AVP 0", "c=IN IP6 2001:db8::7"));
  expect(audio.remote).toEqual({ host: "2001:db8::7", port: 4000 });
});

test("what cannot be read is undefined: no version, no origin, a broken m-line, too much of anything [R-SIP-95]", () => {
  expect(parseSdp("")).toBeUndefined();
  expect(parseSdp("v=0\r\ns=-\r\n")).toBeUndefined();
  expect(parseSdp(lines("m=audio x RTP/AVP 0"))).toBeUndefined();
  expect(parseSdp(lines("m=audio 70000 RTP/AVP 0"))).toBeUndefined();
  expect(parseSdp(lines(...Array.from({ length: 40 }, () => "m=audio 4000 RTP/AVP 0")))).toBeUndefined();
  expect(parseSdp(lines(...Array.from({ length: 1_100 }, () => "a=x")))).toBeUndefined();
  expect(parseSdp(lines("a=".padEnd(40_000, "x")))).toBeUndefined();
  expect(parseSdp(lines("m=audio 4000/2 RTP/AVP 0", "nonsense", "x=unknown"))?.media).toHaveLength(1);
});

const codecs = fc.uniqueArray(fc.constantFrom("PCMU" as const, "PCMA" as const), { minLength: 1, maxLength: 2 });
const side: fc.Arbitrary<MediaCapabilities> = fc.record({
  address: fc.ipV4().filter((address) => address !== "0.0.0.0"),
  port: fc.integer({ min: 1024, max: 65_534 }),
  codecs,
  telephoneEvent: fc.boolean(),
  ptimeMs: fc.constantFrom(10, 20, 30),
  direction: fc.constantFrom<Direction>("sendrecv", "sendonly", "recvonly", "inactive"),
  sessionId: fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
  sessionVersion: fc.nat(),
});
const mirror: Record<Direction, Direction> = {
  sendrecv: "sendrecv",
  sendonly: "recvonly",
  recvonly: "sendonly",
  inactive: "inactive",
};

test("what one side makes of an answer is the mirror of what the other made of the offer [R-SIP-96]", () => {
  fc.assert(
    fc.property(side, side, (ours, theirs) => {
      const first = makeOffer(ours);
      const negotiated = negotiate(first, theirs);
      const common = ours.codecs.some((codec) => theirs.codecs.includes(codec));
      expect(negotiated.ok).toBe(common);
      if (!negotiated.ok) return;
      const reading = readAnswer(first, negotiated.answer);
      if (!reading.ok) throw new Error(reading.refusal);
      expect(reading.audio.codec).toBe(negotiated.audio.codec);
      expect(reading.audio.payloadType).toBe(negotiated.audio.payloadType);
      expect(reading.audio.telephoneEventPayloadType).toBe(negotiated.audio.telephoneEventPayloadType);
      expect(reading.audio.direction).toBe(mirror[negotiated.audio.direction]);
      expect(reading.audio.remote).toEqual({ host: theirs.address, port: theirs.port });
    }),
    { seed: 3264 },
  );
});

test("what is written is read back the same, and reading anything never throws [R-SIP-95]", () => {
  fc.assert(
    fc.property(side, (ours) => {
      expect(parseSdp(sdpToText(makeOffer(ours)))).toEqual(makeOffer(ours));
    }),
    { seed: 4566 },
  );
  const word = fc.constantFrom(
    "v=0",
    "o=- 1 1 IN IP4 1.2.3.4",
    "m=audio 1 RTP/AVP 0",
    "c=IN IP4",
    "a=rtcp:",
    "a=rtpmap:",
    "\r\n",
    "m=",
    "=",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }), (words) => {
      const sdp = parseSdp(`v=0\r\n${words.join("\r\n")}`);
      if (sdp !== undefined) negotiate(sdp, capabilities);
    }),
    { seed: 4567 },
  );
});

test("an answer that refuses our stream or names a codec we never offered is no agreement [R-SIP-92]", () => {
  const onlyPcmu = makeOffer({ ...capabilities, codecs: ["PCMU"] });
  expect(readAnswer(onlyPcmu, parsed("m=audio 4000 RTP/AVP 8"))).toEqual({ ok: false, refusal: "codec" });
  expect(readAnswer(offer(), parsed("m=audio 0 RTP/AVP 0"))).toEqual({ ok: false, refusal: "no-audio" });
  expect(readAnswer(offer(), parsed())).toEqual({ ok: false, refusal: "no-audio" });
});
