/** A route as data: from the one table of them come the server's paths, the OpenAPI page and the authorisation matrix. */
import type { ServerResponse } from "node:http";
import type { Capability, Refused } from "@legroom/model";
import type * as z from "zod";
import type { Call } from "./call.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/**
 * `open` to everybody, `any-key` to whoever proves to be somebody, `person` to who is signed in, `visit` to the page of
 * a visitor, else what the asker must hold.
 */
export type Needs = Capability | "open" | "any-key" | "person" | "visit";

/**
 * Whose things a route reaches: the asker itself, one thing that has an owner (by the parameter `id`), a list of which
 * the asker's own part is shown, or what is the whole centre's (own.ts says what is whose).
 */
export type Reach = "self" | "list" | "agent" | "queue" | "device" | "offer" | "interaction" | "recording" | "centre";

export type Input<Params, Query, Body> = { readonly params: Params; readonly query: Query; readonly body: Body };

/** What a handler says: a body, with headers and another status than the route's own where it must, or a refusal. */
export type Answer<Body> =
  | {
      readonly ok: true;
      readonly body: Body;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** The proof of a sign-in, for its path; an empty value takes it away. */
      readonly cookie?: { readonly path: string; readonly value: string };
    }
  | Refused;

/** `inline` is for playing it in a page, else it is saved. */
export type FileBody = { readonly bytes: Uint8Array; readonly name: string; readonly inline?: boolean };

type Schemas<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
};

type Asked<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = Input<
  z.output<Params>,
  z.output<Query>,
  z.output<Body>
>;

type RouteHead = {
  readonly method: Method;
  /** Below `/api/v1`, parameters in braces as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly needs: Needs;
  readonly reach: Reach;
  /** Accepted bodies up to this; 64 KiB unless told. */
  readonly bodyBytesMax?: number;
  /** An answer that takes longer is 503; 15,000 ms unless told. */
  readonly answerMsMax?: number;
};

/**
 * The act that goes into the audit, before it is done; the subject is what it is done to. `ofOthers`: an agent's own day is in
 * the journal, and only what others do to them is audited.
 */
type Audited<Question> = {
  readonly audit?: { readonly act: string; readonly ofOthers?: true; subject(asked: Question): string };
};

export type JsonRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> = RouteHead &
  Schemas<P, Q, B> &
  Audited<Asked<P, Q, B>> & {
    readonly kind: "json";
    readonly status: 200 | 201 | 202;
    readonly response: R;
    /** Other statuses that come with the same shape. */
    readonly otherStatuses?: readonly number[];
    handle(call: Call, asked: Asked<P, Q, B>): Promise<Answer<z.output<R>>>;
  };

export type FileRoute<P extends z.ZodType, Q extends z.ZodType> = RouteHead &
  Schemas<P, Q, z.ZodType> &
  Audited<Asked<P, Q, z.ZodType>> & {
    readonly kind: "file";
    readonly contentType: string;
    handle(call: Call, asked: Asked<P, Q, z.ZodType>): Promise<Answer<FileBody>>;
  };

/** Answers for as long as the reader stays; takes the response over once it is sure to succeed. */
export type StreamRoute<P extends z.ZodType, Q extends z.ZodType> = RouteHead &
  Schemas<P, Q, z.ZodType> &
  Audited<Asked<P, Q, z.ZodType>> & {
    readonly kind: "stream";
    readonly contentType: string;
    handle(call: Call, asked: Asked<P, Q, z.ZodType>): Promise<Answer<(response: ServerResponse) => Promise<void>>>;
  };

/** Any of them, as the table holds it: what a handler is given has passed the route's own schemas. */
export type Route =
  | JsonRoute<z.ZodType, z.ZodType, z.ZodType, z.ZodType>
  | FileRoute<z.ZodType, z.ZodType>
  | StreamRoute<z.ZodType, z.ZodType>;

export function jsonRoute<
  R extends z.ZodType,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(route: Omit<JsonRoute<P, Q, B, R>, "kind">): Route {
  return { kind: "json", ...route } as unknown as Route; // the table forgets the types that its schemas check at the door
}

export function fileRoute<P extends z.ZodType = z.ZodUndefined, Q extends z.ZodType = z.ZodUndefined>(
  route: Omit<FileRoute<P, Q>, "kind">,
): Route {
  return { kind: "file", ...route } as unknown as Route; // as above
}

export function streamRoute<P extends z.ZodType = z.ZodUndefined, Q extends z.ZodType = z.ZodUndefined>(
  route: Omit<StreamRoute<P, Q>, "kind">,
): Route {
  return { kind: "stream", ...route } as unknown as Route; // as above
}

export function answer<Body>(body: Body): { readonly ok: true; readonly body: Body } {
  return { ok: true, body };
}
