import type { LegroomClient } from "@legroom/sdk";
import { useState } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { useClient } from "../../session.ts";
import { words } from "../../words/index.ts";
import { NOTE_MAX, emptyDraft, isEmpty } from "./draft.ts";
import type { Draft } from "./draft.ts";

export type NoteSaving = {
  /** True when there is nothing left to save. What is refused stays, with the reason. */
  readonly save: () => Promise<boolean>;
  readonly error: string | undefined;
};

export function useNoteSaving(options: {
  readonly agentId: string;
  readonly interactionId: string;
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
}): NoteSaving {
  const client = useClient();
  const [error, setError] = useState<string | undefined>(undefined);
  const { draft, setDraft } = options;
  const save = async (): Promise<boolean> => {
    if (isEmpty(draft)) return true;
    if (draft.note.length > NOTE_MAX) {
      setError(words.desk.wrapUp.noteLong(draft.note.length - NOTE_MAX));
      return false;
    }
    try {
      await send(client, options);
      setDraft(emptyDraft);
      setError(undefined);
      return true;
    } catch (refused) {
      setError(errorSentence(refused));
      return false;
    }
  };
  return { save, error };
}

async function send(
  client: LegroomClient,
  { agentId, interactionId, draft }: { agentId: string; interactionId: string; draft: Draft },
): Promise<void> {
  const note = draft.note.trim();
  await client.noteWrapUp(interactionId, {
    agentId,
    ...(draft.disposition === "" ? {} : { disposition: draft.disposition }),
    ...(note === "" ? {} : { note }),
  });
}
