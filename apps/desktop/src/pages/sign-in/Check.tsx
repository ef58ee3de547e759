/** Yes or no. */
import { useId } from "react";
import type { ReactNode } from "react";
import "./sign-in.css";

export type CheckProps = {
  readonly label: ReactNode;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
};

export function Check({ label, isOn, onChange }: CheckProps): ReactNode {
  const id = useId();
  return (
    <div className="check">
      <input id={id} type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
