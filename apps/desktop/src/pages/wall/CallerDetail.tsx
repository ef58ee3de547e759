/** One caller who waits, opened over the wall: how they stand, and what a supervisor may do. */
import { useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Dialog } from "../../parts/Dialog.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Select } from "../../parts/Select.tsx";
import { classWords } from "../../words/en-centre.ts";
import { wallWords as words } from "../../words/en-wall.ts";
import { words as all } from "../../words/index.ts";
import { plainText, shown } from "../../words/shown.ts";
import { Why } from "../interaction/Why.tsx";
import { ActForm } from "./ActForm.tsx";
import { customerText } from "./customer-text.ts";
import { Facts } from "./Facts.tsx";
import { carryOut, flowActs, whyNotYet } from "./flow-act.ts";
import type { ActChoice } from "./flow-act.ts";
import { isWaiting } from "./need.ts";
import type { WallAgent, WallInteraction, WallQueue } from "./need.ts";
import { Preview } from "./Preview.tsx";
import { useRoster } from "./roster.ts";
import { Since } from "./Since.tsx";
import { Verdict } from "./WhyNot.tsx";

type Wall = {
  readonly queues: readonly WallQueue[];
  readonly agents: readonly WallAgent[];
  readonly interactions: readonly WallInteraction[];
};

export function CallerDetail(props: { callerId: string; wall: Wall; onClose: () => void }): ReactNode {
  const { callerId, wall, onClose } = props;
  const one = wall.interactions.find(({ id }) => id === callerId);
  const title = one === undefined ? words.unknownCustomer : words.actTitle(plainText(customerText(one.customer)));
  return (
    <Dialog title={title} isOpen onClose={onClose} closeLabel={all.shell.close}>
      {one === undefined || !isWaiting(one) ? (
        <Empty title={words.notWaiting} />
      ) : (
        <>
          <CallerFacts one={one} />
          <WhyWaiting one={one} />
          <Acts one={one} wall={wall} onDone={onClose} />
        </>
      )}
    </Dialog>
  );
}

function CallerFacts({ one }: { one: WallInteraction }): ReactNode {
  const { queueName } = useRoster();
  const place = one.position === undefined ? "" : `, ${words.position(one.position)}`;
  return (
    <>
      <Facts
        facts={[
          [words.queue, `${shown(queueName(one.queueId ?? ""))}${place}`],
          [words.customer, classWords[one.customer.customerClass]],
          [words.forTime, <Since key="since" at={one.sinceAt} />],
          ...(one.estimate === undefined
            ? []
            : [[words.waiting, words.estimate(one.estimate.lowMs, one.estimate.highMs)] as const]),
        ]}
      />
      <p>
        <Link href={`/interactions/${encodeURIComponent(one.id)}`}>{words.openInteraction}</Link>
      </p>
    </>
  );
}

function WhyWaiting({ one }: { one: WallInteraction }): ReactNode {
  const { agentName } = useRoster();
  return <Why interactionId={one.id} names={{ agent: agentName }} level={3} />;
}

function Acts({ one, wall, onDone }: { one: WallInteraction; wall: Wall; onDone: () => void }): ReactNode {
  const [choice, setChoice] = useState<ActChoice>({ act: "move", queueId: "", agentId: "" });
  const named = ({ id, name }: { id: string; name: string }) => ({ value: id, label: plainText(name) });
  const none = { value: "", label: words.chooseOne };
  return (
    <ActForm why={whyNotYet(choice)} onAct={(client, reason) => carryOut(client, one, choice, reason)} onDone={onDone}>
      <Select
        label={words.whatToDo}
        hint={words.actsMore[choice.act]}
        value={choice.act}
        options={flowActs.map((value) => ({ value, label: words.acts[value] }))}
        onChange={(act) => setChoice({ ...choice, act })}
      />
      {choice.act === "move" && (
        <Select
          label={words.toQueue}
          value={choice.queueId}
          options={[none, ...wall.queues.filter(({ id }) => id !== one.queueId).map(named)]}
          onChange={(queueId) => setChoice({ ...choice, queueId })}
        />
      )}
      {choice.act === "move" && choice.queueId !== "" && (
        <Preview interactionIds={[one.id]} queueId={choice.queueId} interactions={wall.interactions} />
      )}
      {choice.act === "assign" && (
        <Select
          label={words.toAgent}
          value={choice.agentId}
          options={[none, ...wall.agents.map(named)]}
          onChange={(agentId) => setChoice({ ...choice, agentId })}
        />
      )}
      {choice.act === "assign" && choice.agentId !== "" && <Verdict agentId={choice.agentId} callerId={one.id} />}
    </ActForm>
  );
}
