/** A decision made again from the journal alone, when somebody asks for it: the same, different in what, or why it cannot be. */
import type { OfferWhy } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Badge } from "../../parts/Badge.tsx";
import type { Tone } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Table } from "../../parts/Table.tsx";
import { useClient } from "../../session.ts";
import { whyWords as words } from "../../words/en-why.ts";
import { plainText } from "../../words/shown.ts";
import type { Directory } from "./names.ts";
import { Sentences } from "./Sentences.tsx";
import { Verdicts } from "./Verdicts.tsx";

export type Again = NonNullable<OfferWhy["recomputed"]>;

type Names = Pick<Directory, "agent">;

export function MadeAgain({ offerId, names }: { offerId: string; names: Names }): ReactNode {
  const client = useClient();
  const [again, setAgain] = useState<Again>();
  const [failure, setFailure] = useState<string>();
  const ask = (): Promise<void> =>
    client.whyOffer(offerId, { again: true }).then(
      ({ recomputed }) => {
        setFailure(undefined);
        setAgain(recomputed);
      },
      (error: unknown) => setFailure(errorSentence(error)),
    );
  return (
    <section className="stack-tight" aria-live="polite">
      {again !== undefined && <Outcome again={again} names={names} />}
      {(again === undefined || again.kind === "unavailable") && (
        <div className="row">
          <Button onPress={ask}>{words.again}</Button>
          <span className="quiet small">{words.againMore}</span>
        </div>
      )}
      {failure !== undefined && <p className="field-error">{failure}</p>}
    </section>
  );
}

const tones: Readonly<Record<Again["kind"], Tone>> = { same: "good", different: "bad", unavailable: "warn" };

export function Outcome({ again, names }: { again: Again; names: Names }): ReactNode {
  return (
    <>
      <p>
        <Badge tone={tones[again.kind]}>{words.againIs[again.kind]}</Badge>
      </p>
      <Sentences of={again.sentences} />
      {again.kind === "different" && again.otherRules && <p>{words.otherRules}</p>}
      {again.kind === "different" && again.differences.length > 0 && (
        <Table
          caption={words.differences}
          heads={[words.reason, words.recorded, words.recomputed].map((text) => ({ text }))}
        >
          {again.differences.map(({ reason, recorded = "–", recomputed = "–" }) => (
            <tr key={reason}>
              <th scope="row">{reason}</th>
              <td className="foreign">{plainText(recorded)}</td>
              <td className="foreign">{plainText(recomputed)}</td>
            </tr>
          ))}
        </Table>
      )}
      {again.kind !== "unavailable" && <Verdicts agents={again.agents} names={names} caption={words.verdictThen} />}
    </>
  );
}
