/** Light, dark, or as the system has it; kept in this browser. */
import { useSyncExternalStore } from "react";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const KEY = "legroom.theme";
const watchers = new Set<() => void>();

export function readTheme(kept: string | null): Theme {
  return themes.find((theme) => theme === kept) ?? "system";
}

export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
}

/** As it was chosen in this browser. Where nothing can be kept, the system decides. */
function keptTheme(): Theme {
  try {
    return readTheme(localStorage.getItem(KEY));
  } catch {
    return "system";
  }
}

export function setTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Private windows may keep nothing: it then holds for this page only.
  }
  showTheme(theme);
  for (const watcher of watchers) watcher();
}

export function showTheme(theme: Theme = keptTheme()): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => readTheme(document.documentElement.dataset["theme"] ?? null),
  );
}
