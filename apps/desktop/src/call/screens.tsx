/** The screens on which little can be done. */
import type { ReactNode } from "react";
import type { MicrophoneState } from "@legroom/sdk";
import type { CallEnd } from "../phone/call.ts";
import { Button } from "../parts/Button.tsx";
import { callWords as say } from "../words/en-call.ts";
import { phoneWords } from "../words/en-phone.ts";

export function Quiet({ title, more }: { title: string; more?: string }): ReactNode {
  return (
    <div className="stack" role="status">
      <p className="call-state">{title}</p>
      {more !== undefined && <p className="quiet">{more}</p>}
    </div>
  );
}

export type MicrophoneHelpProps = {
  readonly why: Exclude<MicrophoneState, "ready" | "closed">;
  readonly onTryAgain: () => Promise<void>;
};

export function MicrophoneHelp({ why, onTryAgain }: MicrophoneHelpProps): ReactNode {
  const { title, todo } = phoneWords.microphone[why];
  return (
    <div className="stack" role="alert">
      <p className="call-state">{title}</p>
      <p>{todo}</p>
      {why !== "insecure" && (
        <Button tone="primary" isLarge onPress={onTryAgain}>
          {say.tryMicrophone}
        </Button>
      )}
    </div>
  );
}

export type OverProps = {
  readonly cause: string | undefined;
  readonly end: CallEnd | undefined;
  readonly onAgain: () => Promise<void>;
};

export function Over({ cause, end, onAgain }: OverProps): ReactNode {
  return (
    <div className="stack">
      <div role="status">
        <p className="call-state">{say.over}</p>
        <p>{overText(cause, end)}</p>
      </div>
      <Button tone="call" isLarge onPress={onAgain}>
        {say.callAgain}
      </Button>
    </div>
  );
}

/** Why it is over: by the server's cause, else by who ended it, or how the line was refused. */
export function overText(cause: string | undefined, end: CallEnd | undefined): string {
  if (cause !== undefined) return say.ends[cause] ?? say.endUnknown;
  if (end?.by === "us") return say.endedHere;
  if (end?.status === undefined) return say.endUnknown;
  return say.failed[String(end.status)] ?? say.failed["other"] ?? say.endUnknown;
}
