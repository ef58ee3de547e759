/** Who it was, what about, how long, and how it ended; and the one thing that can be done to it here. */
import type { Interaction } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Name } from "../../parts/Name.tsx";
import { useClient } from "../../session.ts";
import { classWords, endWords, phaseWords } from "../../words/en-centre.ts";
import { interactionWords as words } from "../../words/en-interaction.ts";
import { instantInWords, spanInWords } from "../../words/en-time.ts";
import { wallWords } from "../../words/en-wall.ts";
import { plainText, shown } from "../../words/shown.ts";
import { Facts } from "../wall/Facts.tsx";
import { phaseTone } from "../wall/show.ts";
import { Since } from "../wall/Since.tsx";
import { useSecond } from "../wall/ticker.ts";
import type { Names } from "./story.ts";

export type HeadProps = {
  readonly interaction: Interaction;
  readonly names: Names;
  /** By what the server says of this person. */
  readonly mayEnd: boolean;
  /** From the "call us" page: without a number, and perhaps without a name. */
  readonly isVisitor: boolean;
};

export function Head({ interaction, names, mayEnd, isVisitor }: HeadProps): ReactNode {
  const { customer, customerClass, phase, cause, closedAt } = interaction;
  const title = customer?.name ?? addressesOf(customer)[0] ?? (isVisitor ? wallWords.visitor : words.unknownCustomer);
  return (
    <header className="interaction-head panel">
      <div className="row row-apart">
        <div className="row">
          <h1>
            <Name text={title} />
          </h1>
          <Badge>{classWords[customerClass]}</Badge>
          <Badge tone={phaseTone[phase]}>{phaseWords[phase]}</Badge>
        </div>
        {mayEnd && phase !== "closed" && <EndIt id={interaction.id} />}
      </div>
      {customer === undefined && !isVisitor && <p className="quiet">{words.erased}</p>}
      {cause !== undefined && closedAt !== undefined && <p>{endWords[cause]}</p>}
      <Details interaction={interaction} names={names} />
    </header>
  );
}

function Details({ interaction, names }: Pick<HeadProps, "interaction" | "names">): ReactNode {
  const { customer, topic, to, arrivedAt, closedAt, agents } = interaction;
  const addresses = addressesOf(customer);
  return (
    <Facts
      facts={[
        ...(addresses.length === 0 ? [] : [[words.address, addresses.join(", ")] as const]),
        [words.called, plainText(to)],
        ...(topic === undefined ? [] : [[words.topic, plainText(topic)] as const]),
        [words.arrived, instantInWords(arrivedAt, useSecond())],
        [
          words.lasted,
          closedAt === undefined ? <Since key="since" at={arrivedAt} /> : spanInWords(closedAt - arrivedAt),
        ],
        [
          words.agents,
          agents.map(({ agentId, talkMs }) => words.talked(shown(names.agent(agentId)), talkMs)).join("; ") ||
            words.nobody,
        ],
      ]}
    />
  );
}

function addressesOf(customer: Interaction["customer"]): string[] {
  return (customer?.identities ?? []).map(({ value }) => plainText(value)).filter((text) => !isInner(text));
}

/** Made by ourselves for people who have no address, such as visitors of the "call us" page. */
function isInner(address: string): boolean {
  return address.endsWith(".invalid") || address.startsWith("sip:contact/");
}

function EndIt({ id }: { id: string }): ReactNode {
  const client = useClient();
  const [asked, setAsked] = useState(false);
  const [said, setSaid] = useState<{ tone: "good" | "bad"; text: string }>();
  const end = (): Promise<void> =>
    client.endInteraction(id).then(
      () => {
        setSaid({ tone: "good", text: words.ending });
        setAsked(false);
      },
      (error: unknown) => setSaid({ tone: "bad", text: errorSentence(error) }),
    );
  return (
    <>
      <Button onPress={() => setAsked(true)} isBusy={said?.tone === "good"}>
        {words.endIt}
      </Button>
      <Dialog
        title={words.endTitle}
        isOpen={asked}
        onClose={() => setAsked(false)}
        closeLabel={words.endKeep}
        actions={
          <Button tone="danger" onPress={end}>
            {words.endIt}
          </Button>
        }
      >
        <p>{words.endMore}</p>
        {said?.tone === "bad" && <Banner tone="bad">{said.text}</Banner>}
      </Dialog>
      {said?.tone === "good" && <Banner tone="good">{said.text}</Banner>}
    </>
  );
}
