/** The agent's desk: what is asked of them now, in one place, and little else. */
import { useQuery } from "@tanstack/react-query";
import type { Desk } from "@legroom/sdk";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { Failure } from "../../Failure.tsx";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { words } from "../../words/index.ts";
import { idleText, sceneOf } from "./desk-state.ts";
import { MyPhonePanel } from "./MyPhonePanel.tsx";
import { OfferCard } from "./OfferCard.tsx";
import { PassedPanel } from "./PassedPanel.tsx";
import { PhoneNotices } from "./PhoneNotices.tsx";
import { QueuesPanel } from "./QueuesPanel.tsx";
import { RecentPanel } from "./RecentPanel.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { StatusPanel } from "./StatusPanel.tsx";
import { TalkCard } from "./TalkCard.tsx";
import { useDeskActions } from "./use-desk-actions.ts";
import type { DeskActions } from "./use-desk-actions.ts";
import { useDeskKeys } from "./use-desk-keys.ts";
import { useDeskQuery } from "./use-desk-query.ts";
import { UnsavedNotes } from "./UnsavedNotes.tsx";
import { WrapUpCard } from "./WrapUpCard.tsx";
import "./desk.css";

const say = words.desk;

export function DeskPage(): ReactNode {
  const state = useQuery(useDeskQuery());
  if (state.data !== undefined) return <DeskOf desk={state.data} />;
  if (state.isError) return <Failure error={state.error} onTryAgain={() => state.refetch()} />;
  return (
    <div className="loading" role="status">
      {words.shell.loading}
    </div>
  );
}

function DeskOf({ desk }: { desk: Desk }): ReactNode {
  const actions = useDeskActions(desk);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const singleKeys = useDeskKeys({ scene: sceneOf(desk), actions, onHelp: () => setHelpOpen(true) });
  useTitleOf(desk);
  return (
    <div className="desk">
      <h1 className="said">{say.title}</h1>
      <PhoneNotices desk={desk} actions={actions} />
      <div className="desk-columns">
        <div className="desk-main">
          <StatusPanel desk={desk} actions={actions} />
          <Scene desk={desk} actions={actions} />
          <UnsavedNotes desk={desk} />
        </div>
        <div className="desk-side">
          <QueuesPanel queues={desk.queues} />
          <RecentPanel recent={desk.recent} />
          <PassedPanel queues={desk.queues} />
          <MyPhonePanel agentId={desk.agent.id} />
          <Button tone="plain" onPress={() => setHelpOpen(true)} shortcut="?">
            <Icon name="keyboard" />
            {say.keys.open}
          </Button>
        </div>
      </div>
      <ShortcutsDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} singleKeys={singleKeys} />
    </div>
  );
}

function Scene({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  switch (sceneOf(desk)) {
    case "offer":
      return <OfferCard desk={desk} actions={actions} />;
    case "talk":
      return <TalkCard desk={desk} actions={actions} />;
    case "wrap-up":
      return (
        desk.wrapUp && <WrapUpCard key={desk.wrapUp.interactionId} wrapUp={desk.wrapUp} desk={desk} actions={actions} />
      );
    case "idle": {
      const { title, more } = idleText(desk.agent);
      return (
        <Panel title={title} isTitleHidden className="scene">
          <Empty title={title}>{more}</Empty>
        </Panel>
      );
    }
  }
}

/** An offer is seen on the tab as well. */
function useTitleOf(desk: Desk): void {
  const { offer } = desk;
  const title = offer === undefined ? `${say.title} · ${words.shell.product}` : say.offer.tab(offer.queueName);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
