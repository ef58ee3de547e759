/** Which period, which queue, which service level: each choice counts at once, but a chosen period once it has a beginning. */
import { livePeriods } from "@legroom/model";
import { useState } from "react";
import type { ReactNode } from "react";
import { serverNow } from "../../clock.ts";
import { Field } from "../../parts/Field.tsx";
import { Select } from "../../parts/Select.tsx";
import { statsWords as words } from "../../words/en-stats.ts";
import { plainText } from "../../words/shown.ts";
import { localText } from "../admin/form/shape.ts";
import type { Named } from "../interaction/names.ts";
import { rowLengths, serviceTimes, withPeriod } from "./asked.ts";
import type { Asked, StatsPart } from "./asked.ts";

export type AskedFormProps = {
  readonly part: StatsPart;
  readonly asked: Asked;
  readonly queues: readonly Named[];
  readonly onChange: (asked: Asked) => void;
};

export function AskedForm({ part, asked, queues, onChange }: AskedFormProps): ReactNode {
  const isAgents = part === "agents";
  return (
    <div className="stats-asked" role="search">
      <Select
        label={words.period}
        value={asked.period}
        options={[...livePeriods, "chosen" as const].map((value) => ({ value, label: words.periods[value] }))}
        onChange={(period) => onChange(withPeriod(asked, period, serverNow()))}
      />
      {asked.period === "chosen" && <Stretch asked={asked} onChange={onChange} />}
      <Select
        label={isAgents ? words.membersOf : words.queue}
        value={asked.queueId}
        options={[
          { value: "", label: isAgents ? words.anyMember : words.anyQueue },
          ...queues.map(({ id, name }) => ({ value: id, label: plainText(name) })),
        ]}
        onChange={(queueId) => onChange({ ...asked, queueId })}
      />
      {part === "queues" && (
        <Select
          label={words.serviceTime}
          value={asked.serviceTime}
          options={[
            { value: "" as const, label: words.ownTime },
            ...serviceTimes.map((value) => ({ value, label: words.seconds(Number(value)) })),
          ]}
          onChange={(serviceTime) => onChange({ ...asked, serviceTime })}
        />
      )}
    </div>
  );
}

function Stretch({ asked, onChange }: Pick<AskedFormProps, "asked" | "onChange">): ReactNode {
  const { fromAt, toAt, ...others } = asked;
  const both = (from: number | undefined, to: number | undefined): Asked => ({
    ...others,
    ...(from === undefined ? {} : { fromAt: from }),
    ...(to === undefined ? {} : { toAt: to }),
  });
  return (
    <>
      <Instant label={words.from} at={fromAt} isNeeded onChange={(at) => onChange(both(at, toAt))} />
      <Instant label={words.to} hint={words.toHint} at={toAt} onChange={(at) => onChange(both(fromAt, at))} />
      <Select
        label={words.rows}
        value={asked.rows}
        options={(["", ...rowLengths] as const).map((value) => ({ value, label: words.rowsOptions[value] }))}
        onChange={(rows) => onChange({ ...asked, rows })}
      />
    </>
  );
}

/** While it is being typed it is no instant yet: then the last one holds. */
function Instant(props: {
  label: string;
  hint?: string;
  at: number | undefined;
  isNeeded?: boolean;
  onChange: (at: number | undefined) => void;
}): ReactNode {
  const { label, hint, at, isNeeded = false, onChange } = props;
  const [typed, setTyped] = useState(at === undefined ? "" : localText(at));
  const take = (text: string): void => {
    setTyped(text);
    const next = text === "" ? undefined : new Date(text).getTime();
    if (next === undefined ? !isNeeded : !Number.isNaN(next)) onChange(next);
  };
  return (
    <Field
      label={label}
      hint={hint}
      error={isNeeded && typed === "" ? words.needsFrom : undefined}
      type="datetime-local"
      value={typed}
      onChange={take}
    />
  );
}
