/** The pages for people: the built desktop, served as files, each with the policy that keeps it to this server. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DOCS_PATH } from "./docs.ts";
import type { ApiSettings } from "./options.ts";
import { httpError, Problem } from "./problem.ts";

const APP = "index.html";
const CALL = "call.html";
const EMBED = "call-us.js";
/** The build names them by their content. */
const ASSETS = "assets";
const ASSET_MS = 365 * 24 * 3_600_000;

const hidden = { schema: { hide: true } as object };

export async function registerDesktop(app: FastifyInstance, settings: ApiSettings): Promise<void> {
  const { pagesDirectory } = settings;
  const pages = new Pages(settings);
  const root = pagesDirectory ?? process.cwd(); // nothing is sent from it where there is no directory
  await app.register(fastifyStatic, { root, serve: false, preCompressed: true, cacheControl: false });
  for (const path of ["/", "/sign-in", "/link"])
    app.get(path, hidden, (request, reply) => pages.sendPage(reply, { request, file: APP }));
  app.get("/call", hidden, (request, reply) => pages.sendPage(reply, { request, file: CALL }));
  app.get(`/${EMBED}`, hidden, (_request, reply) => pages.sendEmbed(reply));
  app.get(`/${ASSETS}/*`, hidden, (request, reply) => pages.sendAsset(reply, starOf(request)));
  app.get("/as/:handle", hidden, (request, reply) => reply.redirect(`${request.url.split("?")[0]}/`));
  app.get("/as/:handle/*", hidden, (request, reply) =>
    /^(api|sip)(\/|$)/.test(starOf(request)) ? reply.callNotFound() : pages.sendPage(reply, { request, file: APP }),
  );
}

class Pages {
  readonly #settings: ApiSettings;

  constructor(settings: ApiSettings) {
    this.#settings = settings;
  }

  async sendPage(reply: FastifyReply, { request, file }: { request: FastifyRequest; file: string }) {
    if (!(await this.#has(file))) return this.#sendAbsent(reply);
    const isEmbeddable = file === CALL;
    if (isEmbeddable) reply.removeHeader("x-frame-options").header("cross-origin-resource-policy", "cross-origin");
    reply.headers({
      "content-security-policy": this.#policy(request.headers.host, isEmbeddable),
      "permissions-policy": "microphone=(self), camera=(), geolocation=()",
    });
    return reply.sendFile(file);
  }

  /** Read by the pages of other sites: nothing else is. */
  async sendEmbed(reply: FastifyReply) {
    if (!(await this.#has(EMBED))) return this.#sendAbsent(reply);
    reply.header("cross-origin-resource-policy", "cross-origin").header("cache-control", "public, max-age=300");
    return reply.sendFile(EMBED);
  }

  async sendAsset(reply: FastifyReply, name: string) {
    if (!/^[\w.-]+$/.test(name) || name.startsWith(".") || !(await this.#has(join(ASSETS, name))))
      return reply.callNotFound();
    reply.header("cache-control", `public, max-age=${ASSET_MS / 1000}, immutable`);
    return reply.sendFile(`${ASSETS}/${name}`);
  }

  async #has(file: string): Promise<boolean> {
    const { pagesDirectory } = this.#settings;
    if (pagesDirectory === undefined) return false;
    return access(join(pagesDirectory, file)).then(
      () => true,
      () => false,
    );
  }

  #sendAbsent(reply: FastifyReply) {
    const { status, body } = httpError(
      new Problem("pages.absent", `the pages of this server are not built; its API is documented at ${DOCS_PATH}/`),
    );
    return reply.status(status).type("text/plain; charset=utf-8").send(`${body.error.message}\n`);
  }

  #policy(host: string | undefined, isEmbeddable: boolean): string {
    // 'self' does not cover WebSockets in every browser that is in use.
    const own = host !== undefined && /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
    const embedders = (this.#settings.embedders ?? ["*"]).join(" ");
    return [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self'${own}`,
      "img-src 'self' data:",
      "media-src 'self' blob:",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      `frame-ancestors ${isEmbeddable ? embedders : "'none'"}`,
    ].join("; ");
  }
}

function starOf(request: FastifyRequest): string {
  return (request.params as { "*"?: string })["*"] ?? ""; // the router's own
}
