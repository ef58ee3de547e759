/** When something could not be loaded, or a page is broken: what happened, and the way on. */
import { ApiError } from "@legroom/sdk";
import { Component } from "react";
import type { ReactNode } from "react";
import { Button } from "./parts/Button.tsx";
import { Empty } from "./parts/Empty.tsx";
import { errorSentence } from "./error-sentence.ts";
import { words } from "./words/index.ts";

const say = words.shell;

export function Failure({ error, onTryAgain }: { error: unknown; onTryAgain: () => Promise<unknown> }): ReactNode {
  const isSignedOut = error instanceof ApiError && error.status === 401;
  return (
    <Empty title={isSignedOut ? say.signedOut : say.failed}>
      <div className="stack">
        <p>{isSignedOut ? say.signedOutMore : errorSentence(error)}</p>
        {isSignedOut ? (
          <a className="button button-primary" href="/sign-in">
            {say.signInAgain}
          </a>
        ) : (
          <Button onPress={onTryAgain}>{say.tryAgain}</Button>
        )}
      </div>
    </Empty>
  );
}

/** A page that throws takes nothing else with it: the header stays, and a call goes on. */
export class PageFence extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <Empty title={say.broken}>
        <div className="stack">
          <p>{say.brokenMore}</p>
          <Button onPress={() => location.reload()}>{say.reload}</Button>
        </div>
      </Empty>
    );
  }
}
