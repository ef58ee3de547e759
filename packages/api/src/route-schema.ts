/** What Fastify and the OpenAPI page are told of a route. */
import { errorWire } from "@legroom/model";
import type { FastifySchema } from "fastify";
import * as z from "zod";
import type { Route } from "./route.ts";

const nothing = z.strictObject({});
const noBody = nothing.optional();
const bytes = z.string().meta({ format: "binary" });

/** `isHidden` leaves it out of the documentation, where it stands once. */
export function routeSchema(route: Route, isHidden: boolean): FastifySchema & { hide?: boolean } {
  return {
    ...(isHidden ? { hide: true } : {}),
    summary: route.summary,
    tags: [route.tag],
    description: descriptionOf(route),
    security: route.needs === "open" ? [] : [{ [route.needs === "visit" ? "visit" : "key"]: [] }],
    ...(route.params === undefined ? {} : { params: route.params }),
    querystring: route.query ?? nothing,
    ...(route.method === "GET" ? {} : { body: route.body ?? noBody }),
    response: { ...success(route), "4xx": errorWire, "5xx": errorWire },
  };
}

function success(route: Route): Record<string, unknown> {
  if (route.kind !== "json")
    return { 200: { description: route.summary, content: { [route.contentType]: { schema: bytes } } } };
  const statuses = [route.status, ...(route.otherStatuses ?? [])];
  return Object.fromEntries(statuses.map((status) => [status, route.response]));
}

function descriptionOf({ needs, method }: Route): string {
  const who = special[needs] ?? `Needs \`${needs}\`.`;
  return method === "GET" ? who : `${who} An \`Idempotency-Key\` makes a repeat get the first answer.`;
}

const special: Readonly<Record<string, string>> = {
  open: "Open to everybody.",
  "any-key": "Needs any key or sign-in.",
  person: "Needs a person's sign-in.",
  visit: "Needs `Authorization: Visit` and the visit's token.",
};
