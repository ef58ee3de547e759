import { useEffect, useState } from "react";
import type { DeskScene } from "./desk-state.ts";
import { actionOf, pressOf } from "./keys.ts";
import type { DeskActions } from "./use-desk-actions.ts";

/** Whether single keys work; a person may turn them off (WCAG 2.2, 2.1.4). */
export type SingleKeys = { readonly isOn: boolean; readonly toggle: () => void };

const KEY = "legroom.single-keys";

export function useDeskKeys(options: {
  readonly scene: DeskScene;
  readonly actions: DeskActions;
  readonly onHelp: () => void;
}): SingleKeys {
  const [isOn, setOn] = useState(() => readKept() !== "off");
  useEffect(() => {
    const { scene, actions, onHelp } = options;
    const pressed = (event: KeyboardEvent): void => {
      const action = isOn ? actionOf(pressOf(event), scene) : undefined;
      if (action === undefined) return;
      event.preventDefault();
      if (action === "help") onHelp();
      else void actions[action]();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
  const toggle = (): void => {
    setOn(!isOn);
    keep(isOn ? "off" : "on");
  };
  return { isOn, toggle };
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(value: string): void {
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // It then holds for this page.
  }
}
