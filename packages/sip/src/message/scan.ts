/**
 * Small linear scanners over header text. Each looks at every character once; none backtracks, so no input is slow.
 */

/** RFC 3261 25.1 `token`. */
const tokenCharacters = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~")
  tokenCharacters[char.charCodeAt(0)] = 1;

export function isToken(text: string): boolean {
  if (text.length === 0) return false;
  for (let index = 0; index < text.length; index += 1) if (tokenCharacters[text.charCodeAt(index)] !== 1) return false;
  return true;
}

/** Digits only, no sign, at most `max`; else undefined. */
export function parseNumber(text: string, max: number): number | undefined {
  if (text.length === 0 || text.length > 16) return undefined;
  let value = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value <= max ? value : undefined;
}

/** Where the quoted string that opens at `start` closes, or -1. A backslash takes the next character with it. */
export function endOfQuoted(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 92) index += 1;
    else if (char === 34) return index;
  }
  return -1;
}

/** The text in a quoted string, escapes undone; other text as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== 34) return text;
  const inside = text.slice(1, -1);
  return inside.includes("\\") ? inside.replace(/\\(.)/gs, "$1") : inside;
}

/** As a quoted string; control characters, which may not stand there, are dropped. */
export function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are exactly what must go
  return `"${text.replace(/[\u0000-\u001f\u007f]/g, "").replace(/["\\]/g, "\\$&")}"`;
}

/**
 * Splits at `separator` outside of quoted strings and angle brackets; pieces are trimmed. Undefined where a quote or
 * bracket stays open, or where there would be more than `max` pieces.
 */
export function splitOutside(text: string, separator: string, max: number): string[] | undefined {
  if (!text.includes(separator) && !text.includes('"') && !text.includes("<")) return [text.trim()];
  const cut = separator.charCodeAt(0);
  const pieces: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === 34 || char === 60) {
      index = char === 34 ? endOfQuoted(text, index) : text.indexOf(">", index);
      if (index < 0) return undefined;
    } else if (char === cut) {
      pieces.push(text.slice(start, index).trim());
      if (pieces.length >= max) return undefined;
      start = index + 1;
    }
  }
  pieces.push(text.slice(start).trim());
  return pieces;
}

/** Undoes %XX as bytes of UTF-8; a lone percent sign stays. */
export function unescapePercent(text: string): string {
  if (!text.includes("%")) return text;
  const bytes = Buffer.from(text, "utf8");
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const high = bytes[index] === 37 ? hexValue(bytes[index + 1]) : -1;
    const low = high < 0 ? -1 : hexValue(bytes[index + 2]);
    if (low < 0) bytes[length] = bytes[index] ?? 0;
    else {
      bytes[length] = high * 16 + low;
      index += 2;
    }
    length += 1;
  }
  return bytes.toString("utf8", 0, length);
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const upper = byte & 0xdf;
  return upper >= 65 && upper <= 70 ? upper - 55 : -1;
}
