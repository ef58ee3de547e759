import { keptInTab } from "../../kept-in-tab.ts";
import { useState } from "react";
import { useSession } from "../../session.ts";
import { keepDraft, readDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";

/** What is typed about one interaction; kept at each change. Whoever shows another interaction uses another key. */
export function useDraft(interactionId: string): [Draft, (draft: Draft) => void] {
  const { handle } = useSession();
  const place = { handle, interactionId };
  const [draft, setDraft] = useState(() => readDraft(keptInTab(), place));
  const change = (next: Draft): void => {
    keepDraft(keptInTab(), place, next);
    setDraft(next);
  };
  return [draft, change];
}
