/** One question to the CRM and its answer: the only place that fetches, and all that it believes. */
import { customerClasses, HANDLE, OWNER_WAIT_MS_MAX } from "@legroom/model";
import * as z from "zod";

export type CrmSettings = {
  readonly url: string;
  readonly token?: string;
  /** Of one question; the caller's own deadline ends it sooner. */
  readonly deadlineMs?: number;
};

export type CrmQuestion = {
  readonly number?: string;
  readonly sip?: string;
  readonly name?: string;
  /** The number dialled. */
  readonly to: string;
};

const ANSWER_BYTES_MAX = 16 * 1024;
const handle = z.string().regex(HANDLE);

const crmAnswer = z.strictObject({
  known: z.boolean(),
  customerClass: z.enum(customerClasses).optional(),
  language: handle.optional(),
  preferredAgent: handle.optional(),
  owner: z.strictObject({ agent: handle, waitMs: z.number().int().min(0).max(OWNER_WAIT_MS_MAX) }).optional(),
  blocked: z.enum(["reject", "busy", "low-priority"]).optional(),
});
export type CrmAnswer = z.output<typeof crmAnswer>;

/** Rejects with what went wrong, in words without anything of the caller. */
export async function askCrm(
  { url, token }: CrmSettings,
  question: CrmQuestion,
  signal: AbortSignal,
): Promise<CrmAnswer> {
  const response = await fetch(url, {
    method: "POST",
    redirect: "error",
    signal,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(question),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const read = crmAnswer.safeParse(parsed(await textOf(response)));
  if (!read.success) throw new Error("an answer of another shape");
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("an answer that is no JSON");
  }
}

/** Stops reading at the bound. */
async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error("an answer that is too large"); // leaving the loop ends the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
