/** A label, an input, a hint, and what is wrong with what was typed. What was typed is never thrown away by it. */
import { useId } from "react";
import type { InputHTMLAttributes, ReactNode } from "react";

type Common = {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

export type FieldProps = Common &
  Pick<
    InputHTMLAttributes<HTMLInputElement>,
    "type" | "autoComplete" | "inputMode" | "maxLength" | "required" | "name" | "min" | "max" | "readOnly" | "autoFocus"
  >;

export function Field({ label, isLabelHidden, hint, error, value, onChange, ...input }: FieldProps): ReactNode {
  return (
    <Framed {...{ label, isLabelHidden, hint, error }}>
      {(ids) => (
        <input
          {...input}
          {...ids}
          className="field-input"
          dir="auto"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Framed>
  );
}

export type TextFieldProps = Common & { readonly rows?: number; readonly maxLength?: number };

/** More than one line. */
export function TextField({ label, isLabelHidden, hint, error, value, onChange, ...input }: TextFieldProps): ReactNode {
  return (
    <Framed {...{ label, isLabelHidden, hint, error }}>
      {(ids) => (
        <textarea
          {...input}
          {...ids}
          className="field-input"
          dir="auto"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Framed>
  );
}

type Ids = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
type FramedProps = {
  readonly label: string;
  readonly isLabelHidden: boolean | undefined;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly children: (ids: Ids) => ReactNode;
};

function Framed({ label, isLabelHidden, hint, error, children }: FramedProps): ReactNode {
  const id = useId();
  const about = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`].join(" ").trim();
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden === true ? "said" : "field-label"}>
        {label}
      </label>
      {children({
        id,
        "aria-describedby": about === "" ? undefined : about,
        "aria-invalid": error === undefined ? undefined : true,
      })}
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
