/** Notes whose wrap-up ended before they were saved: nothing that was typed is lost. */
import { keptInTab } from "../../kept-in-tab.ts";
import type { Desk } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "../../parts/Button.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/toast.tsx";
import { useSession } from "../../session.ts";
import { words } from "../../words/index.ts";
import { draftedInteractions, emptyDraft } from "./draft.ts";
import { NoteFields } from "./NoteFields.tsx";
import { useDraft } from "./use-draft.ts";
import { useNoteSaving } from "./use-note-saving.ts";

const say = words.desk.wrapUp;

export function UnsavedNotes({ desk }: { desk: Desk }): ReactNode {
  const { handle } = useSession();
  const [, setCount] = useState(0);
  const current = [desk.work?.interactionId, desk.wrapUp?.interactionId, desk.offer?.interactionId];
  const left = draftedInteractions(keptInTab(), handle).filter((id) => !current.includes(id));
  return left.map((id) => (
    <UnsavedNote key={id} interactionId={id} agentId={desk.agent.id} onGone={() => setCount((count) => count + 1)} />
  ));
}

function UnsavedNote(props: { interactionId: string; agentId: string; onGone: () => void }): ReactNode {
  const [draft, setDraft] = useDraft(props.interactionId);
  const saving = useNoteSaving({ ...props, draft, setDraft });
  const save = async (): Promise<void> => {
    if (!(await saving.save())) return;
    toast("good", say.saved);
    props.onGone();
  };
  return (
    <Panel title={say.unsaved}>
      <p>{say.unsavedMore}</p>
      <NoteFields draft={draft} onChange={setDraft} error={saving.error} />
      <div className="row">
        <Button tone="primary" onPress={save}>
          {say.save}
        </Button>
        <Button
          tone="plain"
          onPress={() => {
            setDraft(emptyDraft);
            props.onGone();
          }}
        >
          {say.discard}
        </Button>
      </div>
    </Panel>
  );
}
