/** Digits in INFO bodies: application/dtmf-relay (`Signal=5`, `Duration=160`) and application/dtmf (`5`). */
export type InfoDigit = { readonly digit: string; readonly durationMs: number };

const DURATION_MS_DEFAULT = 160;
const DURATION_MS_MAX = 6_000;
const BODY_MAX = 256;

/** Undefined where the body holds no digit of a telephone, such as a hook flash. */
export function readInfoDigit(contentType: string, body: string): InfoDigit | undefined {
  if (body.length > BODY_MAX) return undefined;
  if (contentType === "application/dtmf") return digitOf(body.trim(), undefined);
  const fields = new Map(
    body.split(/\r?\n/).map((line): [string, string] => {
      const equals = line.indexOf("=");
      return [line.slice(0, Math.max(0, equals)).trim().toLowerCase(), line.slice(equals + 1).trim()];
    }),
  );
  return digitOf(fields.get("signal") ?? "", fields.get("duration"));
}

function digitOf(signal: string, duration: string | undefined): InfoDigit | undefined {
  // RFC 2833 event numbers are used by some phones for the two keys without a number.
  const named = signal === "10" ? "*" : signal === "11" ? "#" : signal.toUpperCase();
  if (!/^[0-9A-D*#]$/.test(named)) return undefined;
  const durationMs = duration !== undefined && /^\d{1,5}$/.test(duration) ? Number(duration) : DURATION_MS_DEFAULT;
  return { digit: named, durationMs: Math.min(Math.max(durationMs, 1), DURATION_MS_MAX) };
}
