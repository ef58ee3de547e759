import fc from "fast-check";
import { expect, test } from "vitest";
import { readBrowserSdp } from "./browser-sdp.ts";
import type { BrowserDescription } from "./browser-sdp.ts";
import { OFFERED, answering, writeAnswer, writeForLibrary, writeOffer } from "./browser-sdp-text.ts";
import type { OwnDescription } from "./browser-sdp-text.ts";

const FINGERPRINT = Array.from({ length: 32 }, (_, index) => (index + 16).toString(16).toUpperCase()).join(":");

/** Chromium 156's offer of one microphone, shortened where lines repeat. */
const chromium = [
  "v=0",
  "o=- 7918680747372094806 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "a=extmap-allow-mixed",
  "a=msid-semantic: WMS 26f51926-f0fb-4130-99fb-821cb1d79ba8",
  "m=audio 37174 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126",
  "c=IN IP4 192.0.2.2",
  "a=rtcp:9 IN IP4 0.0.0.0",
  "a=candidate:53058416 1 udp 2122194687 192.0.2.2 37174 typ host generation 0 network-id 1",
  "a=candidate:73136064 1 udp 2122265343 2001:db8::2 56871 typ host generation 0 network-id 2",
  "a=candidate:2112256488 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active generation 0 network-id 1",
  "a=candidate:4 1 udp 2113937151 3ecbea53-b4b6-4a50-a1c9-2cfbdd1bbd4d.local 53013 typ host",
  "a=ice-ufrag:P5mO",
  "a=ice-pwd:1KUd//ShJl52KQQpgGpovE0L",
  "a=ice-options:trickle",
  `a=fingerprint:sha-256 ${FINGERPRINT}`,
  "a=setup:actpass",
  "a=mid:0",
  "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  "a=sendrecv",
  "a=rtcp-mux",
  "a=rtpmap:111 opus/48000/2",
  "a=rtpmap:9 G722/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:110 telephone-event/48000",
  "a=rtpmap:126 telephone-event/8000",
  "a=ssrc:797480003 cname:gDRG3GRlKr4KAKT7",
];

/** Firefox says once, for the whole session, what holds for each section. */
const firefox = [
  "v=0",
  "o=mozilla...THIS_IS_SDPARTA-99.0 4611731400430051336 0 IN IP4 0.0.0.0",
  "s=-",
  "t=0 0",
  `a=fingerprint:sha-256 ${FINGERPRINT}`,
  "a=group:BUNDLE audio1",
  "a=ice-options:trickle",
  "a=setup:actpass",
  "m=audio 59385 UDP/TLS/RTP/SAVPF 109 0 8 101",
  "c=IN IP4 198.51.100.7",
  "a=candidate:0 1 UDP 2122252543 198.51.100.7 59385 typ host",
  "a=sendrecv",
  "a=ice-pwd:a9f5d4cbce9b4d758dc3c11cadf807ae",
  "a=ice-ufrag:d1e2f3a4",
  "a=mid:audio1",
  "a=rtcp-mux",
  "a=rtpmap:109 opus/48000/2",
  "a=rtpmap:0 PCMU/8000/1",
  "a=rtpmap:101 telephone-event/8000/1",
];

const video = ["m=video 9 UDP/TLS/RTP/SAVPF 96 97", "c=IN IP4 0.0.0.0", "a=mid:cam", "a=sendrecv", "a=rtcp-mux"];
const data = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:chat"];

const own: OwnDescription = {
  transport: {
    ufrag: "ours",
    password: "p".repeat(24),
    fingerprint: `sha-256 ${FINGERPRINT}`,
    setup: "actpass",
    candidates: ["candidate:1 1 UDP 2114977791 192.0.2.9 41000 typ host"],
  },
  agreement: OFFERED,
  publicAddress: "203.0.113.5",
  port: 41_000,
  ssrc: 7,
  cname: "name",
  sessionId: "1",
  version: 1,
};

const join = (...lines: readonly string[]): string => `${lines.join("\r\n")}\r\n`;

function read(...lines: readonly string[]): BrowserDescription {
  const result = readBrowserSdp(join(...lines));
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}

function without(start: string): string[] {
  return chromium.filter((line) => !line.startsWith(start));
}

function changed(start: string, to: string): string[] {
  return chromium.map((line) => (line.startsWith(start) ? to : line));
}

test("of a browser's offer PCMU and the digits beside it are taken, whatever else it lists [R-MEDIA-80]", () => {
  expect(read(...chromium)).toMatchObject({
    codec: "PCMU",
    payloadType: 0,
    telephoneEventType: 126,
    direction: "sendrecv",
    isBundled: true,
    audio: 0,
  });
  expect(read(...firefox)).toMatchObject({ codec: "PCMU", payloadType: 0, telephoneEventType: 101, isBundled: true });
  expect(read(...firefox).transport).toMatchObject({ ufrag: "d1e2f3a4", setup: "actpass" });
});

test("PCMA is taken where PCMU is not offered, and digits at another clock are none [R-MEDIA-80]", () => {
  const lines = changed("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 111 110 8");
  expect(read(...lines)).toMatchObject({ codec: "PCMA", payloadType: 8 });
  expect(read(...lines)).not.toHaveProperty("telephoneEventType");
  const dynamic = changed("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 111 96");
  expect(read(...dynamic, "a=rtpmap:96 pcmu/8000")).toMatchObject({ codec: "PCMU", payloadType: 96 });
});

test("of its addresses those are taken that are literal and UDP, and at most sixteen [R-MEDIA-85]", () => {
  expect(read(...chromium).transport.candidates).toEqual([
    "candidate:53058416 1 UDP 2122194687 192.0.2.2 37174 typ host",
    "candidate:73136064 1 UDP 2122265343 2001:db8::2 56871 typ host",
  ]);
  const nobody = ["0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1", "300.1.1.1", "192.0.2.3:80"];
  const strange = nobody.map((address) => `a=candidate:9 1 udp 1 ${address} 5000 typ host`);
  const ports = ["0", "65536", "-1"].map((port) => `a=candidate:9 1 udp 1 192.0.2.3 ${port} typ host`);
  expect(read(...chromium, ...strange, ...ports).transport.candidates).toHaveLength(2);
  const many = Array.from({ length: 100 }, (_, n) => `a=candidate:9 1 udp 1 192.0.2.3 ${5_000 + n} typ host`);
  expect(read(...chromium, ...many).transport.candidates).toHaveLength(16);
});

test("only what our socket can reach is told to the library, and loopback only when we are bound there [R-MEDIA-85]", () => {
  const candidates = ["192.0.2.2", "2001:db8::2", "127.0.0.1", "::1"].map(
    (address) => `candidate:1 1 UDP 1 ${address} 5000 typ host`,
  );
  const reached = (host: string): string[] =>
    [...writeForLibrary({ ...own.transport, candidates }, "passive", host).matchAll(/UDP 1 (\S+)/g)].map(
      ([, found]) => found ?? "",
    );
  expect(reached("0.0.0.0")).toEqual(["192.0.2.2"]);
  expect(reached("127.0.0.1")).toEqual(["192.0.2.2", "127.0.0.1"]);
  expect(reached("::")).toEqual(["192.0.2.2", "2001:db8::2"]);
  expect(reached("::1")).toEqual(["2001:db8::2", "::1"]);
});

test.each([
  ["no v=0", chromium.slice(1)],
  ["no audio", without("m=audio")],
  ["no audio", changed("m=audio", "m=audio 0 UDP/TLS/RTP/SAVPF 0")],
  ["no audio", changed("m=audio", "m=audio 9 RTP/AVP 0")],
  ["neither PCMU nor PCMA", changed("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 111 9")],
  ["a=rtcp-mux", without("a=rtcp-mux")],
  ["a=ice-ufrag", without("a=ice-ufrag")],
  ["a=ice-ufrag", changed("a=ice-ufrag", "a=ice-ufrag:abc")],
  ["a=ice-pwd", changed("a=ice-pwd", "a=ice-pwd:tooshort")],
  ["a=fingerprint", without("a=fingerprint")],
  ["a=fingerprint", changed("a=fingerprint", "a=fingerprint:sha-256 00:11")],
  ["a=fingerprint", changed("a=fingerprint", `a=fingerprint:md5 ${"00:".repeat(15)}00`)],
  ["a=setup", without("a=setup")],
  ["a=setup", changed("a=setup", "a=setup:holdconn")],
  ["cannot be read", [...chromium, "m=!"]],
  ["too many", [...chromium, ...Array.from({ length: 40 }, () => video).flat()]],
  ["64 kB", [...chromium, `a=${"x".repeat(70_000)}`]],
])("an offer without what a leg needs is refused and says so: %s [R-MEDIA-82]", (words, lines) => {
  const result = readBrowserSdp(join(...lines));
  expect(result.ok ? "taken" : result.refusal).toEqual({
    code: "bad-sdp",
    message: expect.stringContaining(words === "no v=0" ? "v=0" : words),
  });
});

test("whatever the text is, reading it does not throw, and the library sees none of it but what was understood [R-MEDIA-82]", () => {
  const text = join(...chromium, ...video);
  const piece = fc.record({
    at: fc.nat(text.length),
    drop: fc.nat(60),
    put: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\r\na=", "\n", "\r", "\0", "m=audio 9 ", "a=mid:")),
  });
  const line =
    /^(v=0|o=- 1 1 IN IP4 0\.0\.0\.0|s=-|t=0 0|c=IN IP4 0\.0\.0\.0|m=audio 9 UDP\/TLS\/RTP\/SAVPF 0|a=(group:BUNDLE 0|mid:0|sendrecv|rtcp-mux|rtpmap:0 PCMU\/8000|ice-ufrag:[\w+/]+|ice-pwd:[\w+/]+|fingerprint:sha-\d+ [0-9A-F:]+|setup:\w+|candidate:[\w+/]+ 1 UDP \d+ [0-9A-Fa-f.:]+ \d+ typ \w+))$/;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
      const broken = pieces.reduce(
        (sofar, { at, drop, put }) => sofar.slice(0, at) + put + sofar.slice(at + drop),
        text,
      );
      const result = readBrowserSdp(broken);
      if (!result.ok) return result.refusal.code === "bad-sdp";
      return writeForLibrary(result.value.transport, "passive", "0.0.0.0")
        .trimEnd()
        .split("\r\n")
        .every((each) => line.test(each));
    }),
    { numRuns: 300 },
  );
});

test("each m-line is answered in its place: the leg's taken, the others refused [R-MEDIA-81]", () => {
  const offer = read(...chromium.slice(0, 7), ...video, ...chromium.slice(7), ...data);
  const answer = writeAnswer({ ...own, agreement: { codec: "PCMU", payloadType: 0, direction: "sendrecv" } }, offer);
  expect(answer.match(/^m=.*/gm)).toEqual([
    "m=video 0 UDP/TLS/RTP/SAVPF 96",
    "m=audio 41000 UDP/TLS/RTP/SAVPF 0",
    "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
  ]);
  expect(answer.match(/^a=mid:.*/gm)).toEqual(["a=mid:cam", "a=mid:0", "a=mid:chat"]);
  expect(answer).toContain("a=group:BUNDLE 0\r\n");
  expect(answer).not.toMatch(/opus|extmap|rtcp-fb|telephone-event/);
  expect(writeAnswer(own, read(...without("a=group")))).not.toContain("a=group");
});

test("our own address stands in our half, and the public one when it is another [R-MEDIA-81]", () => {
  const addresses = (text: string): string[] =>
    [...text.matchAll(/^a=candidate:\S+ 1 UDP \d+ (\S+ \d+) typ host\r$/gm)].map(([, found]) => found ?? "");
  expect(addresses(writeOffer(own))).toEqual(["203.0.113.5 41000", "192.0.2.9 41000"]);
  expect(addresses(writeOffer({ ...own, publicAddress: "192.0.2.9" }))).toEqual(["192.0.2.9 41000"]);
  expect(writeOffer(own)).toContain("c=IN IP4 203.0.113.5");
  expect(writeOffer({ ...own, publicAddress: "2001:db8::9" })).toContain("c=IN IP6 2001:db8::9");
  expect(writeOffer(own)).toContain("a=end-of-candidates");
});

test("our offer is read by our own reader: PCMU, digits, both directions [R-MEDIA-80]", () => {
  const back = read(...writeOffer(own).trimEnd().split("\r\n"));
  expect(back).toMatchObject({ ...OFFERED, isBundled: true });
  expect(back.transport).toMatchObject({ ufrag: "ours", setup: "actpass" });
});

test("a direction is answered by its mirror, and who does not send names no source [R-MEDIA-84]", () => {
  expect((["sendrecv", "sendonly", "recvonly", "inactive"] as const).map((each) => answering(each))).toEqual([
    "sendrecv",
    "recvonly",
    "sendonly",
    "inactive",
  ]);
  expect(read(...changed("a=sendrecv", "a=sendonly")).direction).toBe("sendonly");
  const quiet = writeAnswer({ ...own, agreement: { ...OFFERED, direction: "recvonly" } }, read(...chromium));
  expect(quiet).toContain("a=recvonly");
  expect(quiet).not.toContain("a=ssrc");
});
