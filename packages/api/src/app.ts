/** The Fastify application: the route table made live, with the same few steps around every handler. */
import type { Socket } from "node:net";
import { createSecureContext } from "node:tls";
import fastifyCookie from "@fastify/cookie";
import { Fault } from "@legroom/model";
import Fastify from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { serializerCompiler } from "fastify-type-provider-zod";
import { rangeOf } from "./byte-range.ts";
import type { Call } from "./call.ts";
import { startFailed } from "./control-socket.ts";
import { registerDesktop } from "./desktop.ts";
import { registerDocs } from "./docs.ts";
import { COOKIE, Gate } from "./gate.ts";
import { assertOwn } from "./own.ts";
import type { ApiSettings } from "./options.ts";
import type { Parts } from "./parts.ts";
import { httpError, Problem, refusalError } from "./problem.ts";
import type { HttpError } from "./problem.ts";
import { PREFIX, routes } from "./route-table.ts";
import type { Answer, FileBody, Route } from "./route.ts";
import { routeSchema } from "./route-schema.ts";
import { takeUpgrades } from "./upgrades.ts";
import { parseJson, validatorCompiler } from "./validation.ts";

const BODY_BYTES_MAX = 64 * 1024;
const REQUEST_MS_MAX = 30_000;
const ANSWER_MS_MAX = 15_000;

/** Everything that any answer carries: nothing here is to be framed, sniffed, cached or sent on. */
const securityHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** `trusted` says which connections came over the control socket. */
export async function buildApp(parts: Parts, trusted: { has(socket: Socket): boolean }): Promise<FastifyInstance> {
  const app = makeFastify(parts);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser(["text/plain", "application/json"]);
  app.addContentTypeParser("application/json", { parseAs: "string" }, parseJson);
  app.addContentTypeParser("text/csv", { parseAs: "string" }, (_request, text, done) => done(null, text));
  app.addHook("onRequest", async (_request, reply) => void reply.headers(securityHeaders));
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, httpError(new Problem("route.unknown", `there is no ${request.method} ${pathOf(request)}`))),
  );
  app.setErrorHandler((error, request, reply) => {
    noteError(parts, request, error);
    return sendError(reply, httpError(error));
  });
  await app.register(fastifyCookie, { hook: false });
  await registerDocs(app, parts.settings);
  await registerDesktop(app, parts.settings);
  const gate = new Gate(parts, { trusted, cookies: (header) => app.parseCookie(header) });
  // The same table twice: for keys, and for people below the path of their sign-in.
  for (const { prefix, isPersons } of [
    { prefix: PREFIX, isPersons: false },
    { prefix: `/as/:handle${PREFIX}`, isPersons: true },
  ]) {
    await app.register(
      async (api) => {
        for (const route of routes) addRoute(api, { route, parts, gate, isPersons });
      },
      { prefix },
    );
  }
  takeUpgrades(app.server, { parts, gate });
  return app;
}

function makeFastify({ settings }: Parts): FastifyInstance {
  const options = {
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    handlerTimeout: settings.answerMs ?? ANSWER_MS_MAX,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 256 },
  } as const;
  const { tls } = settings;
  if (tls === undefined) return Fastify(options);
  try {
    createSecureContext(tls);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw startFailed(`cannot use the certificate: ${why} (LEGROOM_TLS_CERT, LEGROOM_TLS_KEY)`, error);
  }
  return Fastify({ ...options, https: tls }) as unknown as FastifyInstance; // the same but for its socket
}

type Added = { readonly route: Route; readonly parts: Parts; readonly gate: Gate; readonly isPersons: boolean };

function addRoute(app: FastifyInstance, { route, parts, gate, isPersons }: Added): void {
  const calls = new WeakMap<FastifyRequest, Call>();
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: routeSchema(route, isPersons),
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    ...(route.answerMsMax === undefined ? {} : { handlerTimeout: route.answerMsMax }),
    // Before the body is read: who may not ask need not be listened to.
    onRequest: async (request) => {
      const handle = isPersons ? takeHandle(request.params) : undefined;
      calls.set(request, await gate.admit(request, { route, handle }));
    },
    handler: async (request, reply) => {
      const call = calls.get(request);
      if (call === undefined) throw new Error("a request passed without its gate");
      const asked = { params: request.params, query: request.query, body: request.body };
      if (call.repeatId !== undefined) parts.repeats.check(call.repeatId, request.body);
      await assertOwn(call, route.reach, asked);
      await audit(route, call, asked);
      return respond(route, { call, asked, reply });
    },
  });
}

/** What is not the whole centre's an agent reaches only where it is their own: that is known by now. */
async function audit({ audit: audited }: Route, call: Call, asked: Parameters<Route["handle"]>[1]): Promise<void> {
  if (audited === undefined || (audited.ofOthers === true && call.principal.scope !== "centre")) return;
  await call.audit(audited.act, audited.subject(asked));
}

/** The handle is the path's and not one of the route's own parameters, whose schema is strict. */
function takeHandle(params: unknown): string {
  const named = params as { handle?: string }; // the router's own: text, and there in every path of a person
  const handle = named.handle ?? "";
  delete named.handle;
  return handle;
}

type Served = { readonly call: Call; readonly asked: Parameters<Route["handle"]>[1]; readonly reply: FastifyReply };

async function respond(route: Route, { call, asked, reply }: Served): Promise<FastifyReply> {
  switch (route.kind) {
    case "json": {
      const said = await route.handle(call, asked);
      if (!said.ok) return refused(reply, said);
      if (said.cookie !== undefined) setCookie(reply, said.cookie, call.parts.settings);
      return reply
        .headers(said.headers ?? {})
        .status(said.status ?? route.status)
        .send(said.body);
    }
    case "file": {
      const said: Answer<FileBody> = await route.handle(call, asked);
      return said.ok ? sendFile(reply, { route, call, file: said.body }) : refused(reply, said);
    }
    case "stream": {
      const said = await route.handle(call, asked);
      if (!said.ok) return refused(reply, said);
      reply.hijack();
      reply.raw.writeHead(200, { ...securityHeaders, "content-type": route.contentType, "x-accel-buffering": "no" });
      await said.body(reply.raw);
      return reply;
    }
  }
}

/** Without an age it ends with the browser. */
function setCookie(reply: FastifyReply, { path, value }: { path: string; value: string }, settings: ApiSettings): void {
  const secure = settings.tls !== undefined || settings.publicUrl?.startsWith("https:") === true;
  const options = { path, httpOnly: true, sameSite: "strict", secure } as const;
  if (value === "") reply.clearCookie(COOKIE, options);
  else reply.setCookie(COOKIE, value, options);
}

type Sent = { readonly route: { readonly contentType: string }; readonly call: Call; readonly file: FileBody };

/** A file, or the part of it that a player asks for (RFC 9110 14). */
function sendFile(reply: FastifyReply, { route, call, file }: Sent): FastifyReply {
  const bytes = Buffer.from(file.bytes);
  const range = call.range === undefined ? "whole" : rangeOf(call.range, bytes.length);
  reply
    .type(route.contentType)
    .header("accept-ranges", "bytes")
    .header("content-disposition", `${file.inline === true ? "inline" : "attachment"}; filename="${file.name}"`);
  if (range === "whole") return reply.send(bytes);
  if (range === "none") return reply.status(416).header("content-range", `bytes */${bytes.length}`).send("");
  return reply
    .status(206)
    .header("content-range", `bytes ${range.from}-${range.to}/${bytes.length}`)
    .send(bytes.subarray(range.from, range.to + 1));
}

function refused(reply: FastifyReply, said: Extract<Answer<unknown>, { ok: false }>): FastifyReply {
  return sendError(reply, refusalError(said.refusal));
}

function sendError(reply: FastifyReply, error: HttpError): FastifyReply {
  if (error.status === 401) void reply.header("www-authenticate", 'Bearer realm="legroom"');
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", error.retryAfterSeconds);
  return reply.status(error.status).send(error.body);
}

/** A fault is the world's and known elsewhere; what is neither fault nor problem is a bug, and loud. Never a body or query. */
function noteError({ log }: Parts, request: FastifyRequest, error: unknown): void {
  if (error instanceof Problem || httpError(error).status < 500) return;
  const fields = { method: request.method, path: pathOf(request), message: String(error) };
  if (error instanceof Fault) log.warn("a request met a fault", { ...fields, code: error.code });
  else log.error("a request met a bug", fields);
}

function pathOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? request.url.split("?")[0] ?? "";
}
