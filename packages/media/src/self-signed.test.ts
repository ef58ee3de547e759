import { X509Certificate, createPrivateKey } from "node:crypto";
import { expect, test } from "vitest";
import { makeSelfSigned } from "./self-signed.ts";

test("a certificate is read back by others, is signed by its own key, and is told by its fingerprint [R-MEDIA-80]", () => {
  const made = makeSelfSigned();
  const read = new X509Certificate(made.certificatePem);
  expect(`sha-256 ${read.fingerprint256}`).toBe(made.fingerprint);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkPrivateKey(createPrivateKey(made.keyPem))).toBe(true);
  expect(read.subject).toBe("CN=legroom");
  expect(Date.parse(read.validTo)).toBeGreaterThan(Date.parse("2045-01-01"));
  expect(makeSelfSigned().fingerprint).not.toBe(made.fingerprint);
});
