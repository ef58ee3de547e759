/** One of a few. */
import { Select as Base } from "@base-ui/react/select";
import { useId } from "react";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

export type SelectOption<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  /** In a line what it means. */
  readonly note?: string | undefined;
};

export type SelectProps<Value extends string> = {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
};

export function Select<Value extends string>(props: SelectProps<Value>): ReactNode {
  const { label, isLabelHidden = false, hint, error, value, options, onChange } = props;
  const id = useId();
  const about = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`].join(" ").trim();
  return (
    <div className="field">
      <span id={id} className={isLabelHidden ? "said" : "field-label"}>
        {label}
      </span>
      <Base.Root items={options} value={value} onValueChange={(next) => (next === null ? undefined : onChange(next))}>
        <Base.Trigger
          className="button select-button"
          aria-labelledby={id}
          aria-describedby={about === "" ? undefined : about}
          aria-invalid={error === undefined ? undefined : true}
        >
          <Base.Value />
          <Base.Icon>
            <Icon name="down" />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className="select-positioner" sideOffset={6} alignItemWithTrigger={false}>
            <Base.Popup className="select-popup">
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className="select-item">
                  <span className="select-item-mark">
                    <Base.ItemIndicator>
                      <Icon name="check" />
                    </Base.ItemIndicator>
                  </span>
                  <span className="select-item-text">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.note !== undefined && <span className="field-hint">{option.note}</span>}
                  </span>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span id={`${id}-error`} className="field-error" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
