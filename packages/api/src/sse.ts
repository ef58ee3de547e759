/** What every stream of server-sent events does with a reader that is slow, or gone. */
import type { ServerResponse } from "node:http";

/** True once the reader took what was buffered, or left; false if it did neither in time. */
export function drained(response: ServerResponse, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (taken: boolean): void => {
      clearTimeout(timer);
      response.off("drain", took);
      response.off("close", took);
      resolve(taken);
    };
    const took = (): void => settle(true);
    const timer = setTimeout(() => settle(false), limitMs);
    response.once("drain", took);
    response.once("close", took);
  });
}

export function gone(response: ServerResponse): boolean {
  return response.destroyed || response.writableEnded || response.socket?.destroyed === true;
}
