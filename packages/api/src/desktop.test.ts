import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";

let root: string;
let desk: Desk;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "legroom-pages-"));
  const pagesDirectory = join(root, "dist");
  await mkdir(join(pagesDirectory, "assets"), { recursive: true });
  await Promise.all(
    Object.entries({
      "index.html": "<!doctype html><title>app</title>",
      "call.html": "<!doctype html><title>call us</title>",
      "call-us.js": "// button",
      "assets/app-1a2b.js": "// script",
      "assets/app-1a2b.js.gz": gzipSync("// script"),
    }).map(([name, text]) => writeFile(join(pagesDirectory, name), text)),
  );
  await writeFile(join(root, "secret.txt"), "secret");
  desk = await Desk.open({ pagesDirectory });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const get = (url: string, headers: Record<string, string> = {}) => desk.app.inject({ method: "GET", url, headers });

test.each([
  "/",
  "/sign-in",
  "/link",
  "/as/alice-1a2b3c4d/",
  "/as/alice-1a2b3c4d/wall",
  "/as/alice-1a2b3c4d/interactions/int-1",
])("%s is the app, which no cache keeps and nobody frames [R-API-80]", async (url) => {
  const { statusCode, body, headers } = await get(url, { host: "legroom.example:8443" });
  expect([statusCode, body]).toEqual([200, "<!doctype html><title>app</title>"]);
  expect(headers).toMatchObject({
    "cache-control": "no-store",
    "content-type": "text/html; charset=utf-8",
    "permissions-policy": "microphone=(self), camera=(), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
  expect(String(headers["content-security-policy"]).split("; ")).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self' ws://legroom.example:8443 wss://legroom.example:8443",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]);
});

test("a host that is no host is not written into a policy [R-API-80]", async () => {
  const { headers } = await get("/", { host: "x; script-src *" });
  expect(headers["content-security-policy"]).toContain("connect-src 'self';");
});

test('"call us" may be framed by other sites, or by those that are named [R-API-81]', async () => {
  const { statusCode, body, headers } = await get("/call");
  expect([statusCode, body]).toEqual([200, "<!doctype html><title>call us</title>"]);
  expect(headers["content-security-policy"]).toMatch(/script-src 'self';.*frame-ancestors \*$/);
  expect(headers["x-frame-options"]).toBeUndefined();
  const named = await Desk.open({ pagesDirectory: join(root, "dist"), embedders: ["https://www.example.com"] });
  const reply = await named.app.inject({ method: "GET", url: "/call" });
  expect(reply.headers["content-security-policy"]).toMatch(/frame-ancestors https:\/\/www\.example\.com$/);
});

test("the script for other sites may be read by them [R-API-81]", async () => {
  const { statusCode, headers } = await get("/call-us.js");
  expect([statusCode, headers["cross-origin-resource-policy"], headers["cache-control"]]).toEqual([
    ...[200, "cross-origin", "public, max-age=300"],
  ]);
});

test("what is named by its content is kept for ever, and sent compressed to who can read that [R-API-82]", async () => {
  const plain = await get("/assets/app-1a2b.js");
  expect([plain.statusCode, plain.body, plain.headers["cache-control"]]).toEqual([
    ...[200, "// script", "public, max-age=31536000, immutable"],
  ]);
  const packed = await get("/assets/app-1a2b.js", { "accept-encoding": "gzip" });
  expect([packed.headers["content-encoding"], packed.headers["content-type"]]).toEqual([
    ...["gzip", "application/javascript; charset=utf-8"],
  ]);
});

test.each([
  "/assets/none.js",
  "/assets/..%2f..%2fsecret.txt",
  "/assets/../../secret.txt",
  "/assets/%2e%2e/%2e%2e/secret.txt",
  "/secret.txt",
  "/as/alice-1a2b3c4d/api/v1/nothing",
  "/as/alice-1a2b3c4d/api",
  "/as/alice-1a2b3c4d/sip",
  "/sip",
])("%s is not there, and says so as JSON [R-API-82]", async (url) => {
  const reply = await get(url);
  expect([reply.statusCode, reply.json()]).toMatchObject([404, { error: { code: "route.unknown" } }]);
  expect(reply.body).not.toContain("secret\n");
});

test("a sign-in's path without its slash leads to it, and nowhere else [R-API-80]", async () => {
  const reply = await get("/as/alice-1a2b3c4d?x=//evil.example");
  expect([reply.statusCode, reply.headers.location]).toEqual([302, "/as/alice-1a2b3c4d/"]);
});

test.each(["/", "/sign-in", "/call", "/call-us.js", "/as/alice-1a2b3c4d/"])(
  "where no pages are built, %s says so in one sentence [R-API-83]",
  async (url) => {
    for (const pagesDirectory of [undefined, join(root, "none")]) {
      const bare = await Desk.open(pagesDirectory === undefined ? {} : { pagesDirectory });
      const reply = await bare.app.inject({ method: "GET", url });
      expect([reply.statusCode, reply.body]).toEqual([
        ...[503, "the pages of this server are not built; its API is documented at /api/docs/\n"],
      ]);
    }
  },
);
