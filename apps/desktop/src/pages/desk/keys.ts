/** Single keys of the desk. They never fire while somebody types, nor with a modifier, nor when held down. */
import type { DeskScene } from "./desk-state.ts";

export type KeyAction = "accept" | "decline" | "mute" | "end" | "help";

export type KeyPress = {
  readonly key: string;
  readonly hasModifier: boolean;
  readonly isRepeat: boolean;
  /** The focus is in something that takes text. */
  readonly isTyping: boolean;
  /** The focus is on something that Enter presses. */
  readonly isOnControl: boolean;
};

/** Letters shown on the buttons. */
export const keyOf: Readonly<Record<KeyAction, string>> = { accept: "A", decline: "D", mute: "M", end: "E", help: "?" };

export function actionOf(press: KeyPress, scene: DeskScene): KeyAction | undefined {
  if (press.hasModifier || press.isRepeat || press.isTyping) return undefined;
  if (press.key === "Enter" && scene === "offer" && !press.isOnControl) return "accept";
  const key = press.key.toUpperCase();
  return ["help" as const, ...actionsIn[scene]].find((action) => keyOf[action] === key);
}

const actionsIn: Readonly<Record<DeskScene, readonly KeyAction[]>> = {
  offer: ["accept", "decline"],
  talk: ["mute", "end"],
  "wrap-up": [],
  idle: [],
};

const TEXTS = "input:not([type=radio]):not([type=checkbox]):not([type=button]), textarea, select, [contenteditable]";
const CONTROLS = "button, a[href], summary, [role=menuitem], [role=option], [role=button]";

export function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    // Shift is how `?` is typed.
    hasModifier: event.ctrlKey || event.altKey || event.metaKey,
    isRepeat: event.repeat,
    isTyping: event.isComposing || isIn(event.target, TEXTS),
    isOnControl: isIn(event.target, CONTROLS),
  };
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
