/** What is said to a caller: sounds by name; telephony knows the files. */

export const sounds = [
  "greeting", // Welcome … this call may be recorded.
  "menu", // For sales, press 1 …
  "menu-again", // I did not get that.
  "please-wait", // Please hold, you will be connected.
  "position-before", // You are number …
  "position-after", // … in line.
  "position-many", // There are more than twenty callers before you.
  "position-next", // You are next in line.
  "wait-between", // You will be answered in between …
  "wait-and", // … and …
  "wait-minutes", // … minutes.
  "wait-under-minute", // You will be answered in less than a minute.
  "wait-long", // It will take more than twenty minutes.
  "comfort", // Thank you for waiting. We will be with you as soon as we can.
  "withdrawn", // We cannot take your call now. Please try again later.
  "apology-timed-out",
  "apology-fault",
  "goodbye",
  "presence-available",
  "presence-busy",
  "presence-away",
  "presence-break",
  "presence-offline",
  "wrap-up-ended",
  "wrap-up-none",
  "presence-failed",
] as const;
export type Sound = (typeof sounds)[number];

/** A sound by name, or a number from 1 to 20, spoken. */
export type PromptItem = { readonly sound: Sound } | { readonly number: number };

/** Keys to be collected while and after the prompt plays: up to `max`, the first within `firstMs` of the prompt's end. */
export type Collect = {
  readonly max: number;
  readonly firstMs: number;
  readonly betweenMs: number;
  /** A key that ends the entry early, such as `#`. */
  readonly end?: string;
};

export const promptEnds = ["finished", "stopped", "digit", "no-input", "failed"] as const;
export type PromptEnd = (typeof promptEnds)[number];
