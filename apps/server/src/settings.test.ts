import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSettings, table } from "./settings.ts";
import type { Setting } from "./settings.ts";

const entries = Object.values(table) as Setting<unknown>[];
const example = readFileSync(".env.example", "utf8");

test("a clean environment gives the defaults of the design [R-SERVER-1]", () => {
  expect(readSettings({})).toMatchObject({
    ok: true,
    settings: { httpPort: 3000, sipPort: 5060, rtpPorts: { from: 40_000, to: 40_999 }, agentConnection: "interaction" },
  });
});

test("every setting stands in .env.example with its default and meaning, and nothing else does [R-SERVER-2]", () => {
  const shown = [...example.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map((match) => [match[1], match[2]]);
  const cores = "LEGROOM_MEDIA_PROCESSES"; // its default is the machine's, so the example leaves it open
  expect(shown).toEqual(entries.map((each) => [each.name, each.name === cores ? "" : each.standard]));
  const text = example.replaceAll(/\n# /g, " ");
  expect(entries.filter((each) => !text.includes(each.meaning)).map((each) => each.name)).toEqual([]);
});

test("nothing but the settings table reads the environment [R-SERVER-2]", () => {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "packages", "apps"], {
    encoding: "utf8",
  });
  const sources = files
    .split("\n")
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/test\/|\/e2e\//.test(file));
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.filter((file) => /process\.env\b/.test(readFileSync(file, "utf8")))).toEqual([
    "apps/server/src/settings.ts",
  ]);
});

test("every setting that may differ from its default is used by the server [R-SERVER-2]", () => {
  const sources = ["server.ts", "command/start.ts", "command/doctor.ts", "command/settings-or-fault.ts", "settings.ts"];
  const text = sources.map((file) => readFileSync(`apps/server/src/${file}`, "utf8")).join("\n");
  const settable = Object.entries(table).filter(([, entry]) => !/not built yet/i.test(entry.meaning));
  expect(settable.length).toBeGreaterThan(8);
  // The address is used as what phones are told.
  const used = (key: string): boolean => new RegExp(`settings\\.${key}\\b|read\\.${key}\\b`).test(text);
  expect(settable.map(([key]) => key).filter((key) => !used(key))).toEqual([]);
});

test.each([
  ["LEGROOM_HTTP_PORT", "70000"],
  ["LEGROOM_SIP_PORT", "sip"],
  ["LEGROOM_RTP_PORTS", "40999-40000"],
  ["LEGROOM_WEBRTC_PORTS", "1-2"],
  ["LEGROOM_MEDIA_PROCESSES", "0"],
  ["LEGROOM_HOST", "my.host"],
  ["LEGROOM_PUBLIC_ADDRESS", "here"],
  ["LEGROOM_DATABASE", "postgres://localhost/legroom"],
  ["LEGROOM_AGENT_CONNECTION", "persistent"],
  ["USE_INTERACTION_CONFERENCES", "false"],
  ["LEGROOM_SURVIVAL_MS", "10000"],
  ["LEGROOM_TLS_CERT", "cert.pem"],
  ["LEGROOM_SOUNDS", "loud"],
  ["LEGROOM_LOG", "chatty"],
])("%s=%s is refused in one line that names it [R-SERVER-3]", (name, value) => {
  const result = readSettings({ [name]: value });
  expect(result).toMatchObject({ ok: false, lines: [expect.stringContaining(`${name}=${value}: `)] });
});

test("a certificate needs its key, a key its certificate, and each media process a port for browsers [R-SERVER-3]", () => {
  const lines = (environment: Record<string, string>): readonly string[] => {
    const result = readSettings(environment);
    return result.ok ? [] : result.lines;
  };
  const readable = "package.json"; // any file will do: what is in it is looked at when the server starts
  expect(lines({ LEGROOM_TLS_CERT: readable })).toEqual([expect.stringMatching(/^LEGROOM_TLS_KEY: /)]);
  expect(lines({ LEGROOM_TLS_KEY: readable })).toEqual([expect.stringMatching(/^LEGROOM_TLS_CERT: /)]);
  expect(lines({ LEGROOM_TLS_CERT: readable, LEGROOM_TLS_KEY: readable })).toEqual([]);
  const few = { LEGROOM_WEBRTC_PORTS: "41000-41001", LEGROOM_MEDIA_PROCESSES: "3" };
  expect(lines(few)).toEqual([expect.stringMatching(/^LEGROOM_WEBRTC_PORTS: 3 /)]);
  expect(lines({ ...few, LEGROOM_MEDIA_PROCESSES: "2" })).toEqual([]);
});

test("a broken API key is refused without being shown [R-SERVER-3]", () => {
  const result = readSettings({ LEGROOM_API_KEY: "too-short-a-key" });
  expect(result).toMatchObject({
    ok: false,
    lines: [expect.stringMatching(/^LEGROOM_API_KEY: must have at least 32/)],
  });
  expect(JSON.stringify(result)).not.toContain("too-short-a-key");
});

test("phones are told the bind address, unless that is every address or another one is set [R-SERVER-1]", () => {
  const told = (environment: Record<string, string>): string | undefined => {
    const result = readSettings(environment);
    return result.ok ? result.settings.toldAddress : undefined;
  };
  expect(told({ LEGROOM_HOST: "127.0.0.1" })).toBe("127.0.0.1");
  expect(told({ LEGROOM_PUBLIC_ADDRESS: "192.0.2.7" })).toBe("192.0.2.7");
  expect(told({})).not.toBe("0.0.0.0");
});
