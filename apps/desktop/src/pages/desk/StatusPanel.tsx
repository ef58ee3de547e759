/** What the agent chose, what follows from it in words, and whether the microphone works. */
import type { Desk, Presence } from "@legroom/sdk";
import type { ReactNode } from "react";
import { useServerNow } from "../../clock.ts";
import { Button } from "../../parts/Button.tsx";
import { instantText } from "../../parts/duration.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Select } from "../../parts/Select.tsx";
import { HEARD_LEVEL, meterOf, useLevel } from "../../phone/level.ts";
import { usePhone } from "../../phone/PhoneProvider.tsx";
import { words } from "../../words/index.ts";
import { availabilityText, heldNow, reasonsFor, whyNotPresence } from "./desk-state.ts";
import type { DeskActions } from "./use-desk-actions.ts";

const say = words.desk;
const choices: readonly Presence[] = ["available", "busy", "away", "break", "offline"];

export function StatusPanel({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const { agent, can } = desk;
  return (
    <Panel title={say.status}>
      <div className="status-choices" role="group" aria-label={say.status}>
        {choices.map((presence) => (
          <Button
            key={presence}
            isPressed={agent.presence === presence}
            // Available again says "I am back" after an offer was not answered.
            onPress={() => actions.choose(presence)}
            why={whyNotPresence(can.presence[presence])}
            isWhyHidden
          >
            <span className={`dot dot-${presence}`} aria-hidden="true" />
            {say.presence[presence]}
          </Button>
        ))}
      </div>
      <Reason desk={desk} actions={actions} />
      {heldNow(agent) && <Next desk={desk} actions={actions} />}
      <p role="status">
        {availabilityText(agent)} <Since at={agent.sinceAt} />
      </p>
      <Load agent={agent} />
      <MicrophoneLine />
    </Panel>
  );
}

/** Why, in the centre's own words, where it has some for this status. */
function Reason({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const { presence, reasonCode = "" } = desk.agent;
  const options = reasonsFor(desk, presence);
  if (options.length === 0) return null;
  return (
    <Select
      label={say.reason}
      value={reasonCode}
      options={options}
      onChange={(value) => void actions.choose(presence, value === "" ? undefined : value)}
    />
  );
}

/** What shall be after the present work; the status that is chosen above takes its place. */
function Next({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const { agent, can } = desk;
  return (
    <div className="status-choices" role="group" aria-label={say.next}>
      <span className="quiet">{say.next}</span>
      {choices.map((presence) => (
        <Button
          key={presence}
          label={say.nextLabel(say.presence[presence])}
          isPressed={agent.next?.presence === presence}
          onPress={() => actions.plan(presence)}
          why={whyNotPresence(can.presence[presence])}
          isWhyHidden
        >
          {say.presence[presence]}
        </Button>
      ))}
    </div>
  );
}

/** How many of the units of work that they may have at once are taken; of one, the status says all. */
function Load({ agent }: { agent: Desk["agent"] }): ReactNode {
  if (agent.capacity < 2) return null;
  return <p className="small quiet">{say.load(agent.inUse, agent.capacity)}</p>;
}

function Since({ at }: { at: number }): ReactNode {
  const now = useServerNow(60_000);
  return <span className="quiet">{say.since(instantText(at, now))}</span>;
}

/** The meter shows that it works; the words say the same. */
function MicrophoneLine(): ReactNode {
  const { view, stream } = usePhone();
  const level = useLevel(stream);
  if (view.microphone !== "ready") return null;
  const part = meterOf(level);
  return (
    <div className="row small quiet">
      <span className="meter" role="img" aria-label={words.phone.microphoneLevel}>
        <span className="meter-part" style={{ transform: `scaleX(${part})` }} />
      </span>
      <span>{level > HEARD_LEVEL ? words.phone.microphoneHears : words.phone.microphoneQuiet}</span>
    </div>
  );
}
