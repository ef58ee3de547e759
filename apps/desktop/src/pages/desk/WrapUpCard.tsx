/** After a talk: how it ended, a note, and the time for it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Desk } from "@legroom/sdk";
import { useRef } from "react";
import type { ReactNode } from "react";
import { useServerNow } from "../../clock.ts";
import { errorSentence } from "../../error-sentence.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Ring } from "../../parts/Countdown.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/toast.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { words } from "../../words/index.ts";
import { Customer } from "./Customer.tsx";
import { extensionOf, unexpectedEnd, whyNot, whyNotDone } from "./desk-state.ts";
import { NoteFields } from "./NoteFields.tsx";
import { useDraft } from "./use-draft.ts";
import type { DeskActions } from "./use-desk-actions.ts";
import { useNoteSaving } from "./use-note-saving.ts";

const say = words.desk.wrapUp;

type WrapUpCardProps = {
  readonly wrapUp: NonNullable<Desk["wrapUp"]>;
  readonly desk: Desk;
  readonly actions: DeskActions;
};

export function WrapUpCard({ wrapUp, desk, actions }: WrapUpCardProps): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setDraft] = useDraft(wrapUp.interactionId);
  const saving = useNoteSaving({ agentId: desk.agent.id, interactionId: wrapUp.interactionId, draft, setDraft });
  const finish = async (): Promise<void> => {
    if (!(await saving.save())) return;
    try {
      await client.endWrapUp(desk.agent.id);
    } catch (error) {
      toast("bad", errorSentence(error));
    }
    await queries.invalidateQueries({ queryKey: keys.desk });
  };
  return (
    <Panel title={say.title} className="scene scene-wrap-up" aside={<TimeLeft untilAt={wrapUp.untilAt} />}>
      <HowItEnded interactionId={wrapUp.interactionId} />
      <Customer customer={wrapUp.customer} />
      <NoteFields draft={draft} onChange={setDraft} error={saving.error} />
      <div className="row">
        <Button tone="primary" isLarge onPress={finish} why={whyNotDone(desk, draft)}>
          {say.done}
        </Button>
        <Button onPress={actions.extendWrapUp} why={whyNot(desk.can.extendWrapUp)} isWhyHidden>
          {say.extend(Math.ceil(extensionOf(wrapUp) / 1000))}
        </Button>
      </div>
    </Panel>
  );
}

/** Nothing where somebody of the talk ended it: they know. */
function HowItEnded({ interactionId }: { interactionId: string }): ReactNode {
  const client = useClient();
  const { data } = useQuery({
    queryKey: keys.interaction(interactionId),
    queryFn: ({ signal }) => client.interaction(interactionId, { signal }),
  });
  const told = unexpectedEnd(data?.cause);
  if (told === undefined) return null;
  return (
    <Banner tone="warn" isUrgent>
      {told}
    </Banner>
  );
}

/** The whole is the most that was left while it was seen: the server says only the end, and it may be made longer. */
function TimeLeft({ untilAt }: { untilAt: number }): ReactNode {
  const leftMs = Math.max(0, untilAt - useServerNow(250));
  const wholeMs = useRef(leftMs);
  wholeMs.current = Math.max(wholeMs.current, leftMs);
  const label = say.left(Math.ceil(leftMs / 1000));
  return <Ring leftMs={leftMs} wholeMs={wholeMs.current} label={label} />;
}
