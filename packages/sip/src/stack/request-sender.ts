/** One request and its one outcome, with at most one answer to a challenge. Used inside and outside of dialogs. */
import { addHeaders } from "./responses.ts";
import type { HeaderField } from "../call/call.ts";
import { answerChallenge, type ClientCredentials } from "../digest/answer.ts";
import type { Headers } from "../message/headers.ts";
import { requestText, type OutgoingBody } from "../message/serialize.ts";
import { Alarm } from "../transaction/alarm.ts";
import type { Peer } from "../transport/transport.ts";
import type { RequestResult } from "./client-requests.ts";
import type { UserContext } from "./context.ts";

export type Sending = {
  readonly method: string;
  readonly peer: Peer;
  /** Called for each try: a second one needs the next CSeq (RFC 3261 22.2). */
  build(): { readonly target: string; readonly headers: Headers };
  readonly headers?: readonly HeaderField[] | undefined;
  readonly body?: OutgoingBody | undefined;
  readonly credentials?: ClientCredentials | undefined;
  /** Given up after this, if that is sooner than timer F; counted for each try. */
  readonly timeoutMs?: number | undefined;
};

/** Never rejects. */
export async function sendRequest(context: UserContext, sending: Sending): Promise<RequestResult> {
  context.drain.begin();
  try {
    return await sendAnswering(context, sending);
  } finally {
    context.drain.end();
  }
}

async function sendAnswering(context: UserContext, sending: Sending): Promise<RequestResult> {
  const first = await sendOnce(context, sending, undefined);
  if (first.result.outcome !== "answered" || sending.credentials === undefined) return first.result;
  const { status, response } = first.result;
  if (status !== 401 && status !== 407) return first.result;
  const request = { method: sending.method, uri: first.target };
  const answer = answerChallenge(response, request, sending.credentials, context.token());
  return answer === undefined ? first.result : (await sendOnce(context, sending, answer)).result;
}

function sendOnce(
  context: UserContext,
  sending: Sending,
  authorization: HeaderField | undefined,
): Promise<{ result: RequestResult; target: string }> {
  const branch = context.token();
  const { target, headers } = sending.build();
  headers.prependAll("via", [context.wire.via(sending.peer, branch)]);
  if (authorization !== undefined) headers.add(...authorization);
  if (context.userAgent !== undefined) headers.add("user-agent", context.userAgent);
  addHeaders(headers, sending.headers);
  const text = requestText({ method: sending.method, target }, headers, sending.body);
  return new Promise((resolve) => {
    const limit = new Alarm(context.clock);
    const settle = (result: RequestResult): void => {
      limit.clear();
      resolve({ target, result });
    };
    const transaction = context.layer.client(
      { text, peer: sending.peer, branch, method: sending.method },
      {
        response: (response) => {
          if (response.status >= 200) settle({ outcome: "answered", status: response.status, response });
        },
        failed: (cause, message) => settle({ outcome: cause === "timeout" ? "timed-out" : "transport", message }),
        // Ended without an outcome: the stack is stopping. Otherwise this comes too late to matter.
        ended: () => settle({ outcome: "transport", message: "stopped" }),
      },
    );
    if (sending.timeoutMs === undefined || transaction === undefined) return;
    limit.set(sending.timeoutMs, () => {
      settle({ outcome: "timed-out", message: "no answer in time" });
      transaction.terminate();
    });
  });
}
