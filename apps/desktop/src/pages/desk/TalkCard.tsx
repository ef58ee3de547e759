/** A talk: who, since when, what is wrong with its sound, mute and end; and room for a note already. */
import type { Desk } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Elapsed } from "../../parts/Elapsed.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { usePhone } from "../../phone/PhoneProvider.tsx";
import { words } from "../../words/index.ts";
import { Customer } from "./Customer.tsx";
import { talkPlace, whyNot } from "./desk-state.ts";
import { keyOf } from "./keys.ts";
import { NoteFields } from "./NoteFields.tsx";
import { useDraft } from "./use-draft.ts";
import type { DeskActions } from "./use-desk-actions.ts";

const say = words.desk.live;

export function TalkCard({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const about = desk.work ?? desk.offer;
  if (about === undefined) return null;
  const { interactionId } = about;
  const connectedAt = desk.work?.connectedAt;
  return (
    <Panel title={connectedAt === undefined ? say.connecting : say.title} className="scene scene-talk">
      <div className="row row-apart">
        <Customer customer={about.customer} />
        {connectedAt !== undefined && (
          <span className="talk-time" role="timer" aria-label={say.timer}>
            <Elapsed sinceAt={connectedAt} />
          </span>
        )}
      </div>
      <TalkNotice desk={desk} actions={actions} />
      <Controls desk={desk} actions={actions} />
      <TalkNote key={interactionId} interactionId={interactionId} />
      <Link href={`/interactions/${interactionId}`} className="small">
        {say.story}
      </Link>
    </Panel>
  );
}

function Controls({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const { view } = usePhone();
  const place = talkPlace(view);
  const isMuted = "isMuted" in view.call && view.call.isMuted;
  return (
    <div className="row">
      <Button
        isLarge
        isPressed={isMuted}
        shortcut={keyOf.mute}
        onPress={actions.mute}
        why={place === "elsewhere" ? (desk.work?.agentAway === true ? say.muteAway : say.onPhone) : undefined}
        isWhyHidden
      >
        <Icon name={isMuted ? "mic-off" : "mic"} />
        {isMuted ? say.unmute : say.mute}
      </Button>
      <Button
        tone="danger"
        isLarge
        shortcut={keyOf.end}
        onPress={actions.end}
        why={place === "here" ? undefined : whyNot(desk.can.end)}
      >
        <Icon name="end" />
        {say.end}
      </Button>
      <AskForWrapUp desk={desk} actions={actions} />
      {isMuted && <span role="status">{say.muted}</span>}
    </div>
  );
}

/** Where wrap-up follows only if asked for. */
function AskForWrapUp({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  if (desk.work?.wrapUpAsked === true) return <span className="quiet">{say.wrapUpFollows}</span>;
  return desk.can.requestWrapUp.ok && <Button onPress={actions.requestWrapUp}>{say.askForWrapUp}</Button>;
}

/** The one thing that is wrong with the sound, and what to do. */
function TalkNotice({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const { view } = usePhone();
  const { work, can } = desk;
  const place = talkPlace(view);
  if (place === "coming-here")
    return (
      <Banner tone="warn" title={say.returning} isUrgent>
        {say.returningMore}
      </Banner>
    );
  if (view.call.phase === "up" && view.call.audio === "stalled")
    return (
      <Banner tone="warn" title={say.quiet} isUrgent>
        {say.quietMore}
      </Banner>
    );
  if (work?.customerAway === true)
    return (
      <Banner tone="warn" title={say.customerAway} isUrgent>
        {say.customerAwayMore}
      </Banner>
    );
  if (place === "here" || work === undefined) return null;
  const back = can.returnToCall.ok && <Button onPress={actions.returnToCall}>{say.continueHere}</Button>;
  if (work.agentAway)
    return (
      <Banner tone="bad" title={say.agentAway} isUrgent action={back}>
        {say.agentAwayMore}
      </Banner>
    );
  return (
    <Banner title={say.elsewhere} action={back}>
      {can.returnToCall.ok ? say.elsewhereMore : say.onPhone}
    </Banner>
  );
}

function TalkNote({ interactionId }: { interactionId: string }): ReactNode {
  const [draft, setDraft] = useDraft(interactionId);
  return <NoteFields draft={draft} onChange={setDraft} />;
}
