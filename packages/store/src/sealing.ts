/** Sealed text: `v1.<keyId>.<nonce>.<cipher text and tag>`, AES-256-GCM, the parts in base64url. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { asId } from "@legroom/model";
import type { Sealed } from "@legroom/model";

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Version and key id are authenticated too: sealed text cannot be passed off as another person's. */
export function seal(keyId: string, key: KeyObject, text: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(`${VERSION}.${keyId}`));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return asId<"sealed">(`${VERSION}.${keyId}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`);
}

/** Undefined when the key is gone, wrong, or the text is not ours: nobody learns which. */
export function open(sealed: string, keyOf: (keyId: string) => KeyObject | undefined): string | undefined {
  const [version, keyId = "", nonce = "", text = "", ...rest] = sealed.split(".");
  const key = keyOf(keyId);
  const bytes = Buffer.from(text, "base64url");
  if (version !== VERSION || key === undefined || rest.length > 0 || bytes.length < TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"));
    decipher.setAAD(Buffer.from(`${VERSION}.${keyId}`));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined; // a foreign nonce, a changed text, another key of the same name: all the same to the asker
  }
}

/** 32 bytes for one purpose (RFC 5869, SHA-256). */
export function derive(key: KeyObject, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", `legroom ${VERSION} ${purpose}`, 32));
}
