/** Short notes that go by themselves: for what was done, or could not be. What must not be missed is a banner. */
import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { words } from "../words/index.ts";
import { Icon } from "./Icon.tsx";

export type Toast = {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly text: string;
  readonly action?: ToastAction;
};
/** What can be done about it while it is shown. */
export type ToastAction = { readonly label: string; readonly onPress: () => void; readonly forMs: number };

const SHOWN_MAX = 3;
const SHOWN_MS = 8000;

let shown: readonly Toast[] = [];
let lastId = 0;
const watchers = new Set<() => void>();

export function toast(tone: Toast["tone"], text: string, action?: ToastAction): void {
  lastId += 1;
  const note: Toast = { id: lastId, tone, text, ...(action === undefined ? {} : { action }) };
  change([...shown.filter((other) => other.text !== text), note].slice(-SHOWN_MAX));
  setTimeout(() => dismiss(note.id), action?.forMs ?? SHOWN_MS);
}

function dismiss(id: number): void {
  change(shown.filter((note) => note.id !== id));
}

function change(next: readonly Toast[]): void {
  shown = next;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Where they appear: once in the page. */
export function Toasts(): ReactNode {
  const notes = useSyncExternalStore(
    watch,
    () => shown,
    () => shown,
  );
  return (
    <div className="toasts" role="log" aria-live="polite" aria-label={words.shell.notes}>
      {notes.map((note) => (
        <div key={note.id} className={`toast toast-${note.tone}`}>
          <span className="grow foreign">{note.text}</span>
          {note.action !== undefined && <ToastButton id={note.id} action={note.action} />}
          <button
            type="button"
            className="button button-plain"
            aria-label={words.shell.dismiss}
            onClick={() => dismiss(note.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** Pressed once, and the note is gone. */
function ToastButton({ id, action }: { id: number; action: ToastAction }): ReactNode {
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        dismiss(id);
        action.onPress();
      }}
    >
      {action.label}
    </button>
  );
}
