/** The keys of the desk, and how to turn them off. */
import type { ReactNode } from "react";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { words } from "../../words/index.ts";
import { keyOf } from "./keys.ts";
import type { KeyAction } from "./keys.ts";
import type { SingleKeys } from "./use-desk-keys.ts";

const say = words.desk.keys;
const actions: readonly KeyAction[] = ["accept", "decline", "mute", "end", "help"];

export type ShortcutsDialogProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly singleKeys: SingleKeys;
};

export function ShortcutsDialog({ isOpen, onClose, singleKeys }: ShortcutsDialogProps): ReactNode {
  return (
    <Dialog title={say.title} isOpen={isOpen} onClose={onClose} closeLabel={words.shell.close}>
      <p>{say.intro}</p>
      <dl className="facts">
        {actions.map((action) => (
          <div key={action} className="facts-row">
            <dt>
              <kbd>{keyOf[action]}</kbd>
            </dt>
            <dd>{say[action]}</dd>
          </div>
        ))}
      </dl>
      <div className="row">
        <span role="status">{singleKeys.isOn ? say.on : say.off}</span>
        <Button onPress={singleKeys.toggle}>{singleKeys.isOn ? say.turnOff : say.turnOn}</Button>
      </div>
    </Dialog>
  );
}
