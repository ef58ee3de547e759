/** The world failed: a typed error, made where it happens, decided on at the port. */

export type FaultCode =
  | "clock.behind"
  | "journal.failed"
  | "journal.stale"
  | "journal.corrupt"
  | "media.failed"
  | "sip.failed"
  | "vault.failed"
  | "start.failed";

/** The carrier, the network or the disk failed us; what was asked may be tried again if `retriable`. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly retriable: boolean;
  readonly side: "ours" | "theirs" | "unknown";

  constructor(
    code: FaultCode,
    message: string,
    options: { retriable: boolean; side: "ours" | "theirs" | "unknown"; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.retriable = options.retriable;
    this.side = options.side;
  }
}
