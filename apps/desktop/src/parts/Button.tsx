/** A button that does one thing once, and says why when it may not be pressed. */
import { useEffect, useId, useRef, useState } from "react";
import type { ReactNode } from "react";

export type ButtonProps = {
  readonly children: ReactNode;
  /** While its promise is pending, further presses are dropped. A rejection is for whoever made the promise to show. */
  readonly onPress: () => void | Promise<unknown>;
  readonly tone?: "primary" | "call" | "danger" | "plain";
  readonly isLarge?: boolean;
  /** Why it may not be pressed, in words. It can still be focused, so that the reason can be found. */
  readonly why?: string | undefined;
  /** The reason is shown elsewhere already: then it is only said. */
  readonly isWhyHidden?: boolean;
  /** Something else is under way that this must wait for. */
  readonly isBusy?: boolean;
  /** Of a button that stays in: pressed or not. */
  readonly isPressed?: boolean;
  /** The key that does the same, shown on it. */
  readonly shortcut?: string;
  /** What it is called, where its face does not say it. */
  readonly label?: string;
  readonly type?: "button" | "submit";
};

export function Button(props: ButtonProps): ReactNode {
  const { children, why, isWhyHidden = false, shortcut } = props;
  const [isBusy, press] = usePress(props.onPress, why !== undefined || props.isBusy === true);
  const whyId = useId();
  const face = (
    <button
      type={props.type ?? "button"}
      className={classesOf(props)}
      aria-disabled={why !== undefined || undefined}
      aria-busy={isBusy || props.isBusy || undefined}
      aria-pressed={props.isPressed}
      aria-label={props.label}
      aria-describedby={why === undefined ? undefined : whyId}
      aria-keyshortcuts={shortcut}
      onClick={(event) => {
        if (props.type !== "submit" || why !== undefined) event.preventDefault();
        press();
      }}
    >
      {children}
      {shortcut !== undefined && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
  if (why === undefined) return face;
  return (
    <span className="button-with-why">
      {face}
      <span id={whyId} className={isWhyHidden ? "said" : "why"}>
        {why}
      </span>
    </span>
  );
}

function classesOf({ tone, isLarge }: ButtonProps): string {
  return ["button", tone === undefined ? "" : `button-${tone}`, isLarge === true ? "button-large" : ""]
    .filter((name) => name !== "")
    .join(" ");
}

/** Presses one at a time: a double click is one press. */
function usePress(act: ButtonProps["onPress"], isHeld: boolean): [boolean, () => void] {
  const [isBusy, setBusy] = useState(false);
  const running = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const press = (): void => {
    if (isHeld || running.current) return;
    const done = act();
    if (done === undefined) return;
    running.current = true;
    setBusy(true);
    const free = (): void => {
      running.current = false;
      if (mounted.current) setBusy(false);
    };
    done.then(free, free);
  };
  return [isBusy, press];
}
