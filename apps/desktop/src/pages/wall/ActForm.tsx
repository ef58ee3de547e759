/** An act on the flow: why, done once, and undone for ten seconds by whoever did it. A refusal is told in words. */
import { useQueryClient } from "@tanstack/react-query";
import type { LegroomClient, Pending } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { toast } from "../../parts/toast.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { wallWords as words } from "../../words/en-wall.ts";

/** As long as the machine takes an act back. */
const UNDO_MS = 10_000;
const REASON_MAX = 500;

export type ActFormProps = {
  /** Why it may not be done yet, but for the reason. */
  readonly why: string | undefined;
  readonly onAct: (client: LegroomClient, reason: string) => Promise<Pending>;
  readonly onDone: () => void;
  /** What is to be done, and what it would change. */
  readonly children: ReactNode;
};

export function ActForm({ why, onAct, onDone, children }: ActFormProps): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const act = async (): Promise<void> => {
    setRefusal(undefined);
    try {
      const { overrideId } = await onAct(client, reason.trim());
      tellDone(client, overrideId);
      setReason("");
      onDone();
    } catch (error) {
      setRefusal(errorSentence(error));
    }
    await queries.invalidateQueries({ queryKey: keys.wall });
  };
  return (
    <div className="stack">
      {children}
      <Field label={words.reason} hint={words.reasonHint} value={reason} onChange={setReason} maxLength={REASON_MAX} />
      {refusal !== undefined && (
        <Banner tone="bad" isUrgent>
          {refusal}
        </Banner>
      )}
      <div>
        <Button tone="primary" onPress={act} why={why ?? (reason.trim() === "" ? words.needsReason : undefined)}>
          {words.doIt}
        </Button>
      </div>
    </div>
  );
}

function tellDone(client: LegroomClient, overrideId: string | undefined): void {
  if (overrideId === undefined) return toast("good", words.done);
  const undo = (): void => {
    client.undoOverride(overrideId).then(
      () => toast("good", words.undone),
      (error: unknown) => toast("bad", errorSentence(error)),
    );
  };
  toast("good", words.done, { label: words.undo, onPress: undo, forMs: UNDO_MS });
}
