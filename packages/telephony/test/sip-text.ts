/** SIP messages for tests, as text with just enough sense to find their parts. */
export type SipText = {
  readonly start: string;
  /** Of a response; 0 of a request. */
  readonly status: number;
  /** Of a request, or of what a response answers. */
  readonly method: string;
  readonly body: string;
  /** The first header of this name; empty where there is none. */
  header(name: string): string;
  all(name: string): readonly string[];
};

export function readSip(text: string): SipText {
  const end = text.indexOf("\r\n\r\n");
  const [start = "", ...lines] = text.slice(0, end).split("\r\n");
  const all = (name: string): readonly string[] =>
    lines.filter((line) => line.toLowerCase().startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
  const header = (name: string): string => all(name)[0] ?? "";
  return {
    start,
    status: Number(/^SIP\/2.0 (\d{3})/.exec(start)?.[1] ?? 0),
    method: header("cseq").split(" ")[1] ?? "",
    body: text.slice(end + 4),
    header,
    all,
  };
}

export function writeSip(start: string, headers: readonly (readonly [string, string])[], body = ""): string {
  const type = body === "" ? [] : [["Content-Type", "application/sdp"] as const];
  const fields = [...headers, ...type, ["Content-Length", String(Buffer.byteLength(body))] as const];
  return `${[start, ...fields.map(([name, value]) => `${name}: ${value}`)].join("\r\n")}\r\n\r\n${body}`;
}

export function tagOf(address: string): string {
  return /;tag=([^;\s]+)/.exec(address)?.[1] ?? "";
}
