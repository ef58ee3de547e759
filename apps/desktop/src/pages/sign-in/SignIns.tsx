/** Sign-ins that are open, each of which can be ended. */
import type { SignIn } from "@legroom/sdk";
import type { ReactNode } from "react";
import { useServerNow } from "../../clock.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { agoInWords, instantInWords } from "../../words/en-time.ts";
import { signInWords as words } from "../../words/en-sign-in.ts";
import { Cell, Row, RowHead, Rows } from "../wall/Rows.tsx";
import { browserName } from "./browser-name.ts";

export type SignInsProps = {
  readonly items: readonly SignIn[];
  /** Never rejects; says itself what went wrong. */
  readonly onEnd: (signIn: SignIn) => Promise<void>;
};

const AGAIN_MS = 10_000;

export function SignIns({ items, onEnd }: SignInsProps): ReactNode {
  const now = useServerNow(AGAIN_MS);
  if (items.length === 0) return <Empty title={words.none} />;
  return (
    <Rows kind="sign-ins" amount={items.length} label={words.openOnes} heads={HEADS}>
      {items.map((one) => {
        const since = instantInWords(one.openedAt, now);
        const browser = browserName(one.agent);
        return (
          <Row key={one.id}>
            <RowHead>
              <span className="foreign">{browser}</span> {one.current && <Badge tone="accent">{words.here}</Badge>}
            </RowHead>
            <Cell label={words.by}>{one.by === "link" ? words.byLink : words.byPassword}</Cell>
            <Cell label={words.since}>{since}</Cell>
            <Cell label={words.seen}>{agoInWords(one.seenAt, now)}</Cell>
            <Cell label={words.until}>{instantInWords(one.expiresAt, now)}</Cell>
            <Cell label={words.end}>
              <Button label={one.current ? words.signOutHere : words.endOf(browser, since)} onPress={() => onEnd(one)}>
                {one.current ? words.signOutHere : words.end}
              </Button>
            </Cell>
          </Row>
        );
      })}
    </Rows>
  );
}

const HEADS = [words.where, words.by, words.since, words.seen, words.until, words.end];
