/** "Why did I not get it": the last offers that did not become a talk of the agent's, and why they are not offered that caller now. */
import type { Desk } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { useServerNow } from "../../clock.ts";
import { errorSentence } from "../../error-sentence.ts";
import { Button } from "../../parts/Button.tsx";
import { instantText } from "../../parts/duration.ts";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useClient } from "../../session.ts";
import { words } from "../../words/index.ts";
import { shown } from "../../words/shown.ts";
import type { PassedOffer } from "./passed.ts";
import { usePassed } from "./use-passed.ts";

const say = words.desk.passed;

export function PassedPanel({ queues }: { queues: Desk["queues"] }): ReactNode {
  const passed = usePassed();
  return (
    <Panel title={say.title}>
      {passed.length === 0 && <p className="quiet">{say.none}</p>}
      <ul className="stack">
        {passed.map((one) => (
          <li key={one.interactionId}>
            <Passed one={one} queueName={queues.find(({ id }) => id === one.queueId)?.name ?? one.queueId} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Passed({ one, queueName }: { one: PassedOffer; queueName: string }): ReactNode {
  const client = useClient();
  const now = useServerNow(60_000);
  const [told, setTold] = useState<readonly string[]>();
  const at = instantText(one.at, now);
  const ask = (): Promise<void> =>
    client.whyNotMe(one.interactionId).then(
      ({ sentences }) => setTold(sentences),
      (error: unknown) => setTold([errorSentence(error)]),
    );
  return (
    <div className="stack-tight">
      <p>
        <Name text={queueName} /> <span className="quiet small">{at}</span>
      </p>
      <p>{say.causes[one.cause]}</p>
      {told !== undefined && (
        <p className="foreign" role="status">
          {told.join(" ")}
        </p>
      )}
      <div>
        <Button tone="plain" label={say.whyNowOf(shown(queueName), at)} onPress={ask}>
          {say.whyNow}
        </Button>
      </div>
    </div>
  );
}
