/** A button that opens a short list of things to do. */
import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";

export type MenuItem = { readonly id: string; readonly label: ReactNode; readonly onPress: () => void };

export type MenuProps = {
  readonly label: string;
  readonly face: ReactNode;
  readonly items: readonly MenuItem[];
  readonly note?: ReactNode;
};

export function Menu({ label, face, items, note }: MenuProps): ReactNode {
  return (
    <Base.Root>
      <Base.Trigger className="button button-plain" aria-label={label}>
        {face}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="menu-positioner" sideOffset={6} align="end">
          <Base.Popup className="menu-popup">
            {note !== undefined && <div className="menu-note">{note}</div>}
            {items.map((item) => (
              <Base.Item key={item.id} className="menu-item" onClick={item.onPress}>
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
