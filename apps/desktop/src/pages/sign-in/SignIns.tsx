/** Sign-ins that are open, each of which can be ended. */
import type { SignIn } from "@legroom/sdk";
import type { ReactNode } from "react";
import { useServerNow } from "../../clock.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Table } from "../../parts/Table.tsx";
import { agoInWords, instantInWords } from "../../words/en-time.ts";
import { signInWords as words } from "../../words/en-sign-in.ts";
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
    <Table
      caption={words.openOnes}
      isCaptionHidden
      stacks
      heads={[
        { text: words.where },
        { text: words.by },
        { text: words.since },
        { text: words.seen },
        { text: words.until },
        { text: words.end },
      ]}
    >
      {items.map((one) => {
        const since = instantInWords(one.openedAt, now);
        const browser = browserName(one.agent);
        return (
          <tr key={one.id}>
            <td className="foreign">
              {browser} {one.current && <Badge tone="accent">{words.here}</Badge>}
            </td>
            <td data-label={words.by}>{one.by === "link" ? words.byLink : words.byPassword}</td>
            <td data-label={words.since}>{since}</td>
            <td data-label={words.seen}>{agoInWords(one.seenAt, now)}</td>
            <td data-label={words.until}>{instantInWords(one.expiresAt, now)}</td>
            <td>
              <Button label={one.current ? words.signOutHere : words.endOf(browser, since)} onPress={() => onEnd(one)}>
                {one.current ? words.signOutHere : words.end}
              </Button>
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
