/**
 * A certificate of our own for DTLS, as short as X.509 (RFC 5280) lets it be.
 *
 * Nobody looks at what is in it: the far side is told its fingerprint by signalling, and compares that (RFC 8122).
 * Node makes keys and signatures but no certificates, so the few octets around them are written here.
 */
import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** `fingerprint` as SDP says it: "sha-256 AA:BB:…". */
export type SelfSigned = { readonly certificatePem: string; readonly keyPem: string; readonly fingerprint: string };

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT = 0x06;
const UTF8 = 0x0c;
const UTC_TIME = 0x17;
const VERSION_TAG = 0xa0;
/** ecdsa-with-SHA256 (RFC 5758) and commonName, encoded. */
const ECDSA_SHA256 = Buffer.from("2a8648ce3d040302", "hex");
const COMMON_NAME = Buffer.from("550403", "hex");

/** A new key on P-256 and its certificate, valid until 2049: a process lives shorter. */
export function makeSelfSigned(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(SEQUENCE, der(OBJECT, ECDSA_SHA256));
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OBJECT, COMMON_NAME), der(UTF8, Buffer.from("legroom", "utf8")))),
  );
  const body = der(
    SEQUENCE,
    der(VERSION_TAG, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1])),
    algorithm,
    name,
    der(SEQUENCE, der(UTC_TIME, Buffer.from("240101000000Z")), der(UTC_TIME, Buffer.from("491231235959Z"))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = der(SEQUENCE, body, algorithm, der(BIT_STRING, Buffer.from([0]), signature));
  const digest = createHash("sha256").update(certificate).digest("hex").toUpperCase();
  return {
    certificatePem: pem("CERTIFICATE", certificate),
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    fingerprint: `sha-256 ${digest.match(/../g)?.join(":") ?? ""}`,
  };
}

/** One value in the distinguished encoding (X.690): its tag, its length, its parts. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const header = length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
