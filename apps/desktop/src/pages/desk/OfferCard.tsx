/** An offer: who, which queue, why this agent, how long they waited, how long it rings; and the two answers. */
import type { Desk } from "@legroom/sdk";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useServerNow } from "../../clock.ts";
import { Button } from "../../parts/Button.tsx";
import { Bar } from "../../parts/Countdown.tsx";
import { Elapsed } from "../../parts/Elapsed.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { usePhone } from "../../phone/PhoneProvider.tsx";
import { ring } from "../../phone/ringer.ts";
import { words } from "../../words/index.ts";
import { Customer } from "./Customer.tsx";
import { whoOf, whyNot, whyNotAccept } from "./desk-state.ts";
import { keyOf } from "./keys.ts";
import type { DeskActions } from "./use-desk-actions.ts";

const say = words.desk.offer;

export function OfferCard({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const { view } = usePhone();
  const { offer } = desk;
  const isBlocked = useRinging(offer?.id);
  if (offer === undefined) return null;
  const whyNotAccepted = whyNotAccept(desk, view);
  return (
    <Panel title={say.title} className="scene scene-offer">
      <span className="said" role="alert">
        {say.announce(whoOf(offer.customer), offer.queueName)}
      </span>
      <Customer customer={offer.customer} />
      <dl className="facts">
        <dt>{say.queue}</dt>
        <dd>
          <Name text={offer.queueName} />
        </dd>
        {/* Most queues are named for their topic: said once is enough. */}
        {offer.topic !== undefined && offer.topic !== offer.queueId && (
          <>
            <dt>{say.topic}</dt>
            <dd>
              <Name text={offer.topic} />
            </dd>
          </>
        )}
        <dt>{say.waited}</dt>
        <dd>
          <Elapsed sinceAt={offer.madeAt - offer.waitedMs} />
        </dd>
        <dt>{say.why}</dt>
        <dd className="foreign">{offer.why}</dd>
      </dl>
      <OfferTime madeAt={offer.madeAt} untilAt={offer.untilAt} />
      <div className="row">
        <Button tone="call" isLarge shortcut={keyOf.accept} onPress={actions.accept} why={whyNotAccepted}>
          <Icon name="phone" />
          {say.accept}
        </Button>
        <Button isLarge shortcut={keyOf.decline} onPress={actions.decline} why={whyNot(desk.can.decline)}>
          {say.decline}
        </Button>
      </div>
      {isBlocked && <p className="quiet small">{say.soundBlocked}</p>}
    </Panel>
  );
}

function OfferTime({ madeAt, untilAt }: { madeAt: number; untilAt: number }): ReactNode {
  const leftMs = untilAt - useServerNow(100);
  const label = say.left(Math.max(0, Math.ceil(leftMs / 1000)));
  return (
    <div className="stack-tight">
      <Bar leftMs={leftMs} wholeMs={untilAt - madeAt} label={label} />
      <span className="small quiet figures" aria-hidden="true">
        {label}
      </span>
    </div>
  );
}

/** Rings for as long as the offer is shown; true when the browser does not let it. */
function useRinging(offerId: string | undefined): boolean {
  const [isBlocked, setBlocked] = useState(false);
  useEffect(() => {
    setBlocked(false);
    return offerId === undefined ? undefined : ring(() => setBlocked(true));
  }, [offerId]);
  return isBlocked;
}
