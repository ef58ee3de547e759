/** One loaded page in one tab, named by itself: a reload is another page. */

/** 128 bits; `randomUUID` is missing where the origin is insecure. */
export function makePageId(random: (bytes: Uint8Array) => Uint8Array = fromSystem): string {
  return [...random(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromSystem(bytes: Uint8Array): Uint8Array {
  return crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
}
