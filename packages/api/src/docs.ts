/** The pages about the API: what the API can do, readable and tryable, from files of our own. */
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import type { ApiSettings } from "./options.ts";

export const DOCS_PATH = "/api/docs";
export const OPENAPI_PATH = "/api/openapi.json";

/** Scripts of ours only; the page writes style attributes, which carry nothing out. */
const DOCS_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function registerDocs(app: FastifyInstance, settings: ApiSettings): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Legroom",
        version: settings.version,
        description:
          "A contact centre: ask and command. Commands are answered with 202 once they are durable, what they lead to " +
          "is told by events. Every error is `{ error: { code, message, field?, params? } }`.",
      },
      components: {
        securitySchemes: {
          key: { type: "http", scheme: "bearer" },
          visit: { type: "http", scheme: "Visit" },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, {
    routePrefix: DOCS_PATH,
    staticCSP: DOCS_CSP,
    uiConfig: { docExpansion: "list", deepLinking: false, tryItOutEnabled: false },
  });
  app.get(OPENAPI_PATH, { schema: { hide: true } as object }, async () => app.swagger());
}
