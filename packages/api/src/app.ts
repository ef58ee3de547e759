/** The Fastify application: the route table made live, with the same few steps around every handler. */
import type { Socket } from "node:net";
import { Fault } from "@legroom/model";
import Fastify from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { serializerCompiler } from "fastify-type-provider-zod";
import { Gate } from "./gate.ts";
import type { Call, Parts } from "./call.ts";
import { registerPages } from "./pages.ts";
import { httpError, Problem, refusalError } from "./problem.ts";
import type { HttpError } from "./problem.ts";
import { PREFIX, routes } from "./route-table.ts";
import type { Answer, FileBody, Route } from "./route.ts";
import { routeSchema } from "./route-schema.ts";
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
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    handlerTimeout: parts.settings.answerMs ?? ANSWER_MS_MAX,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 256 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser(["text/plain", "application/json"]);
  app.addContentTypeParser("application/json", { parseAs: "string" }, parseJson);
  app.addHook("onRequest", async (_request, reply) => void reply.headers(securityHeaders));
  app.setNotFoundHandler((request, reply) =>
    sendError(reply, httpError(new Problem("route.unknown", `there is no ${request.method} ${pathOf(request)}`))),
  );
  app.setErrorHandler((error, request, reply) => {
    noteError(parts, request, error);
    return sendError(reply, httpError(error));
  });
  await registerPages(app, parts.settings);
  const gate = new Gate(parts, trusted);
  await app.register(
    async (api) => {
      for (const route of routes) addRoute(api, { route, parts, gate });
    },
    { prefix: PREFIX },
  );
  return app;
}

function addRoute(app: FastifyInstance, { route, parts, gate }: { route: Route; parts: Parts; gate: Gate }): void {
  const calls = new WeakMap<FastifyRequest, Call>();
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    schema: routeSchema(route),
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    ...(route.answerMsMax === undefined ? {} : { handlerTimeout: route.answerMsMax }),
    // Before the body is read: who may not ask need not be listened to.
    onRequest: async (request) => void calls.set(request, await gate.admit(request, route)),
    handler: async (request, reply) => {
      const call = calls.get(request);
      if (call === undefined) throw new Error("a request passed without its gate");
      const asked = { params: request.params, query: request.query, body: request.body };
      if (call.repeatId !== undefined) parts.repeats.check(call.repeatId, request.body);
      if (route.audit !== undefined) {
        const { actor } = call.principal;
        await parts.queries.audit({
          at: parts.clock.now(),
          actor,
          act: route.audit.act,
          subject: route.audit.subject(asked),
        });
      }
      return respond(route, { call, asked, reply });
    },
  });
}

type Served = { readonly call: Call; readonly asked: Parameters<Route["handle"]>[1]; readonly reply: FastifyReply };

async function respond(route: Route, { call, asked, reply }: Served): Promise<FastifyReply> {
  switch (route.kind) {
    case "json": {
      const said = await route.handle(call, asked);
      return said.ok ? reply.status(said.status ?? route.status).send(said.body) : refused(reply, said);
    }
    case "file": {
      const said: Answer<FileBody> = await route.handle(call, asked);
      if (!said.ok) return refused(reply, said);
      return reply
        .type(route.contentType)
        .header("content-disposition", `attachment; filename="${said.body.name}"`)
        .send(Buffer.from(said.body.bytes));
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
