/** What comes from outside, against its schema: the field at fault is named, unknown ones are refused. */
import type { FastifySchemaCompiler } from "fastify";
import type * as z from "zod";
import { Problem } from "./problem.ts";

const places: Readonly<Record<string, string>> = { body: "body", params: "path", querystring: "query" };

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (value: unknown) => {
    // Fastify gives a body that was not sent as null.
    const result = schema.safeParse(httpPart === "body" && value === null ? undefined : value);
    return result.success
      ? { value: result.data }
      : { error: invalid(result.error, places[httpPart ?? ""] ?? "request") };
  };
};

function invalid(error: z.ZodError, place: string): Problem {
  const [issue] = error.issues;
  if (issue === undefined) return new Problem("request.invalid", `the ${place} is not valid`);
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = [...issue.path, ...(unknown === undefined ? [] : [unknown])].map(String).join(".");
  const message = unknown === undefined ? issue.message : "there is no such field";
  const params = { in: place, issues: error.issues.length };
  return new Problem("request.invalid", message, path === "" ? { params } : { field: path, params });
}

type Done = (error: Error | null, body?: unknown) => void;

/** JSON without the two keys that reach into prototypes; an empty body is none. */
export function parseJson(_request: unknown, text: string | Buffer, done: Done): void {
  if (text.length === 0) return done(null, undefined);
  try {
    done(null, JSON.parse(text.toString(), refusePrototypes));
  } catch (error) {
    done(error instanceof Problem ? error : new Problem("request.not-json", "the body is not JSON"));
  }
}

function refusePrototypes(key: string, value: unknown): unknown {
  const reaches = key === "__proto__" || (key === "constructor" && isRecord(value) && "prototype" in value);
  if (reaches) throw new Problem("request.invalid", "there is no such field", { field: key });
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
