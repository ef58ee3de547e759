/**
 * Bytes to messages. Hand-written, linear, bounded, and it never throws: what cannot be read is a typed failure with
 * the status to answer and with the fields an answer needs, as far as they were there.
 */
import { Headers } from "./headers.ts";
import type { SipMessage } from "./message.ts";
import { parseNameAddress, parseNameAddresses, type NameAddress } from "./name-address.ts";
import { isToken, parseNumber, splitOutside } from "./scan.ts";
import { parseSipUri, schemeOf, type SipUri } from "./uri.ts";
import { parseVia, type Via } from "./via.ts";

export const messageLimits = {
  messageBytesMax: 65_535,
  headerBytesMax: 16_384,
  headerCountMax: 128,
  headerValueMax: 8_192,
  viasMax: 70,
  contactsMax: 32,
} as const;

export type ParseFailureKind =
  | "start-line"
  | "version"
  | "header"
  | "limit"
  | "missing"
  | "duplicate"
  | "via"
  | "address"
  | "cseq"
  | "max-forwards"
  | "content-length"
  | "truncated"
  | "contact"
  | "request-uri"
  | "status";

export type ParseFailure = {
  readonly kind: ParseFailureKind;
  /** What a request gets for it: 400, 413 or 505. */
  readonly status: number;
  readonly reason: string;
  /** Undefined for responses and for what is neither. */
  readonly method: string | undefined;
  readonly headers: Headers;
};

export type ParseResult =
  | { readonly ok: true; readonly message: SipMessage }
  | { readonly ok: false; readonly failure: ParseFailure };

/** A failure on its way out of the parser, before it is known what it belongs to. */
type Problem = { readonly kind: ParseFailureKind; readonly reason: string; readonly status?: number };
type StartLine =
  | { readonly kind: "request"; readonly method: string; readonly target: string; readonly version: string }
  | { readonly kind: "response"; readonly status: number; readonly reason: string };

/** One datagram, or one message cut out of a stream. */
export function parseMessage(bytes: Buffer): ParseResult {
  const headers = new Headers();
  const start = skipLineEnds(bytes);
  const found = bytes.indexOf("\r\n\r\n", start, "latin1");
  const end = found < 0 ? bytes.length : found;
  // Of an oversized head only so much is read as is needed to answer it.
  const head = bytes.toString("utf8", start, Math.min(end, start + messageLimits.headerBytesMax));
  const lineLength = lineEnd(head, 0);
  const line = parseStartLine(head.slice(0, lineLength));
  // Read in any case: what is too large is answered too, by its Via.
  const headerProblem = readHeaders(head, lineLength + 2, headers);
  const problem =
    sizeProblem(bytes.length, end - start) ??
    headerProblem ??
    (found < 0 ? { kind: "truncated", reason: "No End of Headers" } : undefined);
  const built = buildUnless(line, problem, { headers, rest: bytes.subarray(end + 4) });
  if (isMessage(built)) return { ok: true, message: built };
  const { kind, reason, status = 400 } = built;
  return { ok: false, failure: { kind, reason, status, method: methodOf(line, head), headers } };
}

/** The first thing that is wrong decides: start line, version, the shape of the headers, what they say. */
function buildUnless(
  line: StartLine | Problem,
  problem: Problem | undefined,
  parts: { readonly headers: Headers; readonly rest: Buffer },
): SipMessage | Problem {
  if (!isStartLine(line)) return line;
  if (line.kind === "request" && line.version !== "SIP/2.0")
    return { kind: "version", reason: "Version Not Supported", status: 505 };
  return problem ?? build(line, parts.headers, parts.rest);
}

function isMessage(built: SipMessage | Problem): built is SipMessage {
  return built.kind === "request" || built.kind === "response";
}

function skipLineEnds(bytes: Buffer): number {
  let at = 0;
  while (at + 1 < bytes.length && bytes[at] === 13 && bytes[at + 1] === 10) at += 2;
  return at;
}

function sizeProblem(messageBytes: number, headBytes: number): Problem | undefined {
  if (messageBytes > messageLimits.messageBytesMax) return { kind: "limit", reason: "Message Too Large", status: 513 };
  if (headBytes > messageLimits.headerBytesMax) return { kind: "limit", reason: "Header Too Large", status: 513 };
  return undefined;
}

function isStartLine(line: StartLine | Problem): line is StartLine {
  return line.kind === "request" || line.kind === "response";
}

/** A request whose start line is wrong is still a request and gets its 400: `INVITE  sip:… SIP/2.0`. */
function methodOf(line: StartLine | Problem, head: string): string | undefined {
  if (line.kind === "request") return line.method;
  if (line.kind === "response" || head.startsWith("SIP/")) return undefined;
  const space = head.indexOf(" ");
  const method = space < 0 ? "" : head.slice(0, space);
  return method.length <= 64 && isToken(method) ? method : undefined;
}

function parseStartLine(line: string): StartLine | Problem {
  const first = line.indexOf(" ");
  if (first < 1) return { kind: "start-line", reason: "Bad Start Line" };
  if (line.startsWith("SIP/")) return parseStatusLine(line, first);
  // RFC 3261 7.1: exactly one space between the parts and none after them.
  const second = line.indexOf(" ", first + 1);
  const method = line.slice(0, first);
  const target = line.slice(first + 1, second < 0 ? undefined : second);
  const version = second < 0 ? "" : line.slice(second + 1).toUpperCase();
  if (!isToken(method) || method.length > 64 || target === "" || !/^SIP\/\d{1,3}\.\d{1,3}$/.test(version))
    return { kind: "start-line", reason: "Bad Start Line" };
  return { kind: "request", method, target, version };
}

function parseStatusLine(line: string, first: number): StartLine | Problem {
  const second = line.indexOf(" ", first + 1);
  const digits = line.slice(first + 1, second < 0 ? undefined : second);
  const status = digits.length === 3 ? parseNumber(digits, 699) : undefined;
  if (status === undefined || status < 100 || line.slice(0, first).toUpperCase() !== "SIP/2.0")
    return { kind: "status", reason: "Bad Status Line" };
  return { kind: "response", status, reason: second < 0 ? "" : line.slice(second + 1) };
}

/** Fills `headers` with all that can be read, so that even a bad message can be answered; the first problem is kept. */
function readHeaders(head: string, from: number, headers: Headers): Problem | undefined {
  let problem: Problem | undefined;
  let at = from;
  while (at < head.length) {
    let end = lineEnd(head, at);
    let folded = false;
    while (isFold(head.charCodeAt(end + 2))) {
      folded = true;
      end = lineEnd(head, end + 2);
    }
    const line = folded ? head.slice(at, end).replace(/\r\n[ \t]+/g, " ") : head.slice(at, end);
    problem ??= addHeader(line, headers);
    if (headers.size >= messageLimits.headerCountMax) return { kind: "limit", reason: "Too Many Headers", status: 513 };
    at = end + 2;
  }
  return problem;
}

function lineEnd(head: string, from: number): number {
  const end = head.indexOf("\r\n", from);
  return end < 0 ? head.length : end;
}

/** RFC 3261 7.3.1: a line that begins with white space belongs to the one before. */
const isFold = (char: number): boolean => char === 32 || char === 9;

function addHeader(line: string, headers: Headers): Problem | undefined {
  const colon = line.indexOf(":");
  const name = colon < 0 ? "" : line.slice(0, colon).trimEnd();
  if (!isToken(name)) return { kind: "header", reason: "Bad Header" };
  const value = line.slice(colon + 1).trim();
  // A carriage return or line feed that ends no line could become a header of its own in somebody's answer.
  if (value.includes("\r") || value.includes("\n")) return { kind: "header", reason: "Bad Header" };
  if (value.length > messageLimits.headerValueMax) return { kind: "limit", reason: "Header Too Large", status: 513 };
  headers.add(name, value);
  return undefined;
}

/** The fields that every message has once (RFC 3261 8.1.1) and those that may not come twice. */
type Singles = Partial<
  Record<"from" | "to" | "call-id" | "cseq" | "max-forwards" | "content-length" | "content-type", string>
>;

function readSingles(headers: Headers): Singles | Problem {
  const singles: Singles = {};
  for (const [key, value] of headers.entries())
    switch (key) {
      case "from":
      case "to":
      case "call-id":
      case "cseq":
      case "max-forwards":
      case "content-length":
      case "content-type":
        if (singles[key] !== undefined) return { kind: "duplicate", reason: `Duplicate ${key}` };
        singles[key] = value;
        break;
      default:
    }
  return singles;
}

function build(line: StartLine, headers: Headers, rest: Buffer): SipMessage | Problem {
  const singles = readSingles(headers);
  if ("kind" in singles) return singles;
  const via = readTopVia(headers);
  if ("kind" in via) return via;
  const names = readNames(singles);
  if ("kind" in names) return names;
  const numbers = readNumbers(singles, line);
  if ("kind" in numbers) return numbers;
  const body = cutBody(singles["content-length"], rest);
  if ("kind" in body) return body;
  const contacts = readContacts(headers, line, numbers.method);
  if ("kind" in contacts) return contacts;
  const core = { headers, body, via, ...names, ...numbers, contacts };
  if (line.kind === "response") return { kind: "response", status: line.status, reason: line.reason, ...core };
  const target = readTarget(line.target);
  return "kind" in target ? target : { kind: "request", ...target, ...core };
}

function readTarget(target: string): { target: string; targetUri: SipUri | undefined } | Problem {
  const targetUri = parseSipUri(target);
  const scheme = schemeOf(target);
  const isSip = scheme === "sip" || scheme === "sips";
  // RFC 3261 19.1.1: headers in a Request-URI are not allowed.
  if (scheme === undefined || (isSip && (targetUri === undefined || targetUri.headers !== undefined)))
    return { kind: "request-uri", reason: "Bad Request-URI" };
  return { target, targetUri };
}

function readTopVia(headers: Headers): Via | Problem {
  let top: Via | undefined;
  let count = 0;
  for (const [key, value] of headers.entries()) {
    if (key !== "via") continue;
    const pieces = splitOutside(value, ",", messageLimits.viasMax);
    if (pieces === undefined) return { kind: "via", reason: "Bad Via" };
    count += pieces.length;
    if (top !== undefined) continue;
    top = parseVia(pieces[0] ?? "");
    if (top === undefined) return { kind: "via", reason: "Bad Via" };
  }
  if (count > messageLimits.viasMax) return { kind: "limit", reason: "Too Many Vias" };
  return top ?? { kind: "missing", reason: "Missing Via" };
}

type Names = {
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly fromTag: string | undefined;
  readonly toTag: string | undefined;
  readonly callId: string;
};

function readNames(singles: Singles): Names | Problem {
  const { from: fromText, to: toText, "call-id": callId } = singles;
  if (fromText === undefined || toText === undefined || callId === undefined || callId === "")
    return { kind: "missing", reason: "Missing From, To or Call-ID" };
  const from = parseNameAddress(fromText);
  const to = parseNameAddress(toText);
  if (from === undefined || to === undefined) return { kind: "address", reason: "Bad From or To" };
  return { from, to, fromTag: from.params.get("tag"), toTag: to.params.get("tag"), callId };
}

function readNumbers(singles: Singles, line: StartLine): { cseq: number; method: string } | Problem {
  const text = singles.cseq;
  if (text === undefined) return { kind: "missing", reason: "Missing CSeq" };
  const space = text.search(/[ \t]/);
  // RFC 3261 8.1.1.5: "the sequence number MUST be expressible as a 32-bit unsigned integer and MUST be less than 2**31".
  const cseq = space < 0 ? undefined : parseNumber(text.slice(0, space), 2 ** 31 - 1);
  const method = text.slice(space + 1).trim();
  if (cseq === undefined || !isToken(method)) return { kind: "cseq", reason: "Bad CSeq" };
  if (line.kind === "request" && method !== line.method) return { kind: "cseq", reason: "CSeq Method Mismatch" };
  const forwards = singles["max-forwards"];
  if (line.kind === "request" && forwards !== undefined && parseNumber(forwards, 255) === undefined)
    return { kind: "max-forwards", reason: "Bad Max-Forwards" };
  return { cseq, method };
}

/** RFC 3261 18.3: on a datagram a longer body is cut, a shorter one is an error. Streams are cut before they come here. */
function cutBody(lengthText: string | undefined, rest: Buffer): Buffer | Problem {
  if (lengthText === undefined) return rest;
  const length = parseNumber(lengthText, messageLimits.messageBytesMax);
  if (length === undefined) return { kind: "content-length", reason: "Bad Content-Length" };
  if (length > rest.length) return { kind: "truncated", reason: "Body Shorter Than Content-Length" };
  return length === rest.length ? rest : rest.subarray(0, length);
}

const noContacts: readonly NameAddress[] = [];

function readContacts(headers: Headers, line: StartLine, method: string): readonly NameAddress[] | Problem {
  if (method !== "INVITE" && method !== "REGISTER" && method !== "UPDATE") return noContacts;
  const lines = headers.all("contact");
  if (lines.length === 0 || (lines.length === 1 && lines[0] === "*")) return noContacts;
  const contacts = parseNameAddresses(lines, messageLimits.contactsMax);
  // A response with a Contact that cannot be read is still an answer; it only says nothing about the target.
  if (contacts === undefined) return line.kind === "response" ? noContacts : { kind: "contact", reason: "Bad Contact" };
  return contacts;
}
