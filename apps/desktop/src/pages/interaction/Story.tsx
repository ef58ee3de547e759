/** The story of an interaction in time order; every event can be opened as it is. */
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { timeOfDay } from "../../words/en-time.ts";
import { interactionWords as words } from "../../words/en-interaction.ts";
import type { StoryEntry } from "./story.ts";

export function Story({ entries }: { entries: readonly StoryEntry[] }): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const shown = useMemo(
    () => (isWhole ? entries : entries.filter(({ weight }) => weight === "step")),
    [entries, isWhole],
  );
  return (
    <Panel
      title={words.story}
      aside={
        entries.length > 0 && (
          <Button tone="plain" onPress={() => setWhole(!isWhole)}>
            {isWhole ? words.lessAgain : words.everything(entries.length)}
          </Button>
        )
      }
    >
      {shown.length === 0 && <Empty title={words.emptyStory} />}
      <ol className="story">
        {shown.map((entry) => (
          <Entry key={entry.seq} entry={entry} isWhole={isWhole} />
        ))}
      </ol>
    </Panel>
  );
}

function Entry({ entry, isWhole }: { entry: StoryEntry; isWhole: boolean }): ReactNode {
  const { tone, weight, at, sentence, more, event } = entry;
  return (
    <li className={`story-entry story-${tone} story-${weight}`}>
      <time className="figures quiet" dateTime={new Date(at).toISOString()}>
        {timeOfDay(at)}
      </time>
      <span className="story-mark" aria-hidden="true" />
      <div className="story-text">
        <p className="foreign">
          {tone === "trouble" && <span className="said">{words.trouble}: </span>}
          {sentence}
        </p>
        {more.length > 0 && (
          <details>
            <summary>{words.details}</summary>
            {more.map((line) => (
              <p key={line} className="foreign">
                {line}
              </p>
            ))}
          </details>
        )}
        {isWhole && <RawEvent event={event} />}
      </div>
    </li>
  );
}

function RawEvent({ event }: { event: StoryEntry["event"] }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="story-raw" onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
      <summary>{words.event}</summary>
      {/* Written only when somebody looks: a long story has hundreds of events. */}
      {isOpen && (
        <pre className="code" tabIndex={0} aria-label={words.event}>
          {JSON.stringify(event, undefined, 2)}
        </pre>
      )}
    </details>
  );
}
