import { beforeAll, expect, test } from "vitest";
import { Desk } from "../test/desk.ts";
import { routes } from "./route-table.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});

const get = (url: string) => desk.app.inject({ method: "GET", url });

test("the documentation page loads only what this server serves [R-API-40]", async () => {
  const page = await get("/api/docs/");
  expect(page.statusCode).toBe(200);
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/https?:/);

  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
  expect(assets.length).toBeGreaterThan(4);
  expect(assets.filter((asset) => /^(https?:)?\/\//.test(asset))).toEqual([]);
  for (const asset of assets) {
    const { statusCode, body } = await get(new URL(asset, "http://localhost/api/docs/").pathname);
    expect([asset, statusCode, body.length > 0]).toEqual([asset, 200, true]);
  }
  expect(page.body).not.toMatch(/<script(?![^>]*src=)/);
});

test.each(["/api/v1/health", "/api/v1/agents", "/api/v1/nothing", "/api/openapi.json"])(
  "%s carries the security headers, whatever it answers [R-API-40]",
  async (url) => {
    expect((await get(url)).headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  },
);

type Operation = { summary?: string; security?: unknown[]; responses?: Record<string, unknown>; requestBody?: unknown };

test("OpenAPI has every route with who may and how it says no [R-API-41]", async () => {
  const reply = await get("/api/openapi.json");
  const openapi = reply.json<{ openapi: string; paths: Record<string, Record<string, Operation>> }>();
  expect(openapi.openapi).toBe("3.1.0");
  const found = Object.entries(openapi.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(found.toSorted()).toEqual(routes.map(({ method, path }) => `${method} /api/v1${path}`).toSorted());

  for (const route of routes) {
    const operation = openapi.paths[`/api/v1${route.path}`]?.[route.method.toLowerCase()];
    expect(operation?.summary).toBe(route.summary);
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(["4XX", "5XX"]));
    const scheme = route.needs === "visit" ? "visit" : "key";
    expect(operation?.security).toEqual(route.needs === "open" ? [] : [{ [scheme]: [] }]);
  }
  expect(reply.body).not.toContain("#/$defs");
});
