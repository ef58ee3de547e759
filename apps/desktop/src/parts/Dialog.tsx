/** A question over the page. Never over a customer's data in a call: those are panels. */
import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

export type DialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly closeLabel: string;
};

export function Dialog({ title, isOpen, onClose, children, actions, closeLabel }: DialogProps): ReactNode {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="dialog-veil" />
        <Base.Popup className="dialog">
          <Base.Title>{title}</Base.Title>
          <div className="stack">{children}</div>
          <div className="dialog-actions">
            <Base.Close className="button">{closeLabel}</Base.Close>
            {actions}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
