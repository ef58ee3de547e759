/** The fields of a form, drawn from its shape and its words. */
import { createContext, useContext } from "react";
import type { ReactNode } from "react";
import { Button } from "../../../parts/Button.tsx";
import { Field, TextField } from "../../../parts/Field.tsx";
import { Select } from "../../../parts/Select.tsx";
import { formWords } from "../../../words/en-form.ts";
import { plainText } from "../../../words/shown.ts";
import { Check } from "../../sign-in/Check.tsx";
import type { Faults } from "./faults.ts";
import type { FieldWords, Named } from "./form-words.ts";
import { Ids } from "./Ids.tsx";
import { RequirementField } from "./RequirementField.tsx";
import { childOf, rowsOf, textOf, toDraft } from "./shape.ts";
import type { Draft, Shape } from "./shape.ts";

type FormScope = {
  readonly faults: Faults;
  readonly agents: readonly Named[];
  readonly queues: readonly Named[];
  readonly topics: readonly Named[];
  readonly onType: (path: readonly string[], value: Draft) => void;
};

export const FormContext = createContext<FormScope>({
  faults: {},
  agents: [],
  queues: [],
  topics: [],
  onType: () => undefined,
});

type PlaceProps<Kind extends Shape["kind"] = Shape["kind"]> = {
  readonly shape: Extract<Shape, { kind: Kind }>;
  readonly words: FieldWords;
  readonly draft: Draft;
  readonly path: readonly string[];
};

export function FormField({ shape, ...place }: PlaceProps): ReactNode {
  switch (shape.kind) {
    case "text":
    case "number":
    case "instant":
      return <Line {...place} shape={shape} />;
    case "requirement":
      return <Requirement {...place} shape={shape} />;
    case "lines":
      return <Lines {...place} shape={shape} />;
    case "choice":
      return <Choice {...place} shape={shape} />;
    case "id":
      return <OneId {...place} shape={shape} />;
    case "flag":
      return <Flag {...place} shape={shape} />;
    case "ids":
      return <SomeIds {...place} shape={shape} />;
    case "group":
      return <Group {...place} shape={shape} />;
    case "maybe":
      return <Maybe {...place} shape={shape} />;
    case "rows":
      return <RowsOf {...place} shape={shape} />;
    case "record":
      return <RecordOf {...place} shape={shape} />;
    default:
      return shape satisfies never;
  }
}

/** What it takes to show and change what stands at a place. */
function usePlace({ words, draft, path }: Omit<PlaceProps, "shape">) {
  const scope = useContext(FormContext);
  const fault = scope.faults[path.join(".")];
  return {
    scope,
    label: words.label,
    hint: words.hint,
    error: fault === undefined ? undefined : formWords.fault(fault),
    value: typeof draft === "string" ? draft : "",
    onChange: (value: Draft) => scope.onType(path, value),
  };
}

function Line({ shape, ...place }: PlaceProps<"text" | "number" | "instant">): ReactNode {
  const { scope: _, ...field } = usePlace(place);
  return (
    <Field
      {...field}
      type={shape.kind === "instant" ? "datetime-local" : "text"}
      inputMode={shape.kind === "number" ? "decimal" : "text"}
    />
  );
}

function Requirement(place: PlaceProps<"requirement">): ReactNode {
  const { scope: _, ...field } = usePlace(place);
  return <RequirementField {...field} isOptional={place.shape.isOptional === true} />;
}

function Lines(place: PlaceProps<"lines">): ReactNode {
  const { scope: _, ...field } = usePlace(place);
  return <TextField {...field} rows={3} />;
}

function Choice({ shape, ...place }: PlaceProps<"choice">): ReactNode {
  const { scope: _, hint, ...field } = usePlace(place);
  const { options = {} } = place.words;
  const line = options[field.value]?.line;
  return (
    <Select
      {...field}
      hint={[line, hint].filter((text) => text !== undefined).join(" ") || undefined}
      options={shape.of.map((value) => ({
        value,
        label: options[value]?.label ?? value,
        note: options[value]?.line,
      }))}
    />
  );
}

function OneId({ shape, ...place }: PlaceProps<"id">): ReactNode {
  const { scope, ...field } = usePlace(place);
  const { options = {}, none = formWords.nothing } = place.words;
  const others = shape.also?.map((value) => ({ value, label: options[value]?.label ?? value })) ?? [
    { value: "", label: none },
  ];
  const known = scope[shape.of].map(({ id, name }) => ({ value: id, label: plainText(name) }));
  const isUnknown = ![...others, ...known].some(({ value }) => value === field.value);
  return (
    <Select
      {...field}
      options={[...others, ...known, ...(isUnknown ? [{ value: field.value, label: plainText(field.value) }] : [])]}
    />
  );
}

function Flag(place: PlaceProps<"flag">): ReactNode {
  const { label, hint, error, onChange } = usePlace(place);
  return (
    <div className="stack-tight">
      <Check label={label} isOn={place.draft === true} onChange={onChange} />
      {hint !== undefined && <span className="field-hint">{hint}</span>}
      {error !== undefined && <span className="field-error">{error}</span>}
    </div>
  );
}

function SomeIds({ shape, ...place }: PlaceProps<"ids">): ReactNode {
  const { scope, onChange } = usePlace(place);
  return (
    <Framed {...place}>
      <Ids
        all={scope[shape.of]}
        chosen={rowsOf(place.draft).map(textOf)}
        label={place.words.label}
        onChange={onChange}
      />
    </Framed>
  );
}

/** A box with a legend, what it means, and what is wrong with it as a whole. */
function Framed({ children, ...place }: Omit<PlaceProps, "shape"> & { children: ReactNode }): ReactNode {
  const { label, hint, error } = usePlace(place);
  return (
    <fieldset className="form-box" aria-invalid={error === undefined ? undefined : true} tabIndex={-1}>
      <legend>{label}</legend>
      {hint !== undefined && <p className="field-hint">{hint}</p>}
      {error !== undefined && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      {children}
    </fieldset>
  );
}

function Group({ shape, ...place }: PlaceProps<"group">): ReactNode {
  return (
    <Framed {...place}>
      <Inner shape={shape} {...place} />
    </Framed>
  );
}

function Inner({ shape, words, draft, path }: PlaceProps<"group" | "maybe" | "rows">): ReactNode {
  return (
    <div className="form-fields">
      {Object.entries(shape.fields).map(([name, child]) => (
        <FormField
          key={name}
          shape={child}
          words={words.fields?.[name] ?? { label: name }}
          draft={childOf(draft, name)}
          path={[...path, name]}
        />
      ))}
    </div>
  );
}

function Maybe({ shape, ...place }: PlaceProps<"maybe">): ReactNode {
  const { label, scope } = usePlace(place);
  const isOn = childOf(place.draft, "isOn") === true;
  return (
    <Framed {...place}>
      <Check label={label} isOn={isOn} onChange={(next) => scope.onType([...place.path, "isOn"], next)} />
      {isOn && <Inner shape={shape} {...place} />}
    </Framed>
  );
}

function RowsOf({ shape, ...place }: PlaceProps<"rows">): ReactNode {
  const { words, draft, path } = place;
  const { onChange } = usePlace(place);
  const rows = rowsOf(draft);
  return (
    <Framed {...place}>
      {rows.length === 0 && <p className="quiet">{formWords.noRows}</p>}
      <ol className="form-rows">
        {rows.map((row, index) => {
          const called = words.row?.(index + 1) ?? `${words.label} ${index + 1}`;
          return (
            // Rows have no ids; what is typed is state of the form, not of the row.
            <li key={index}>
              <div className="form-row" role="group" aria-label={called}>
                <RowFault path={[...path, String(index)]} />
                <Inner shape={shape} words={words} draft={row} path={[...path, String(index)]} />
                <RowButtons called={called} index={index} rows={rows} onChange={onChange} />
              </div>
            </li>
          );
        })}
      </ol>
      <div>
        <Button onPress={() => onChange([...rows, shape.blank])}>{words.add}</Button>
      </div>
    </Framed>
  );
}

/** What is wrong with a row as a whole. */
function RowFault({ path }: { path: readonly string[] }): ReactNode {
  const fault = useContext(FormContext).faults[path.join(".")];
  if (fault === undefined) return null;
  return (
    <p className="field-error" role="alert">
      {formWords.fault(fault)}
    </p>
  );
}

function RowButtons(props: {
  called: string;
  index: number;
  rows: readonly Draft[];
  onChange: (rows: Draft) => void;
}): ReactNode {
  const { called, index, rows, onChange } = props;
  const others = rows.filter((_, place) => place !== index);
  return (
    <div className="row">
      {index > 0 && (
        <Button
          tone="plain"
          label={formWords.earlierOf(called)}
          onPress={() => onChange(others.toSpliced(index - 1, 0, rows[index] ?? ""))}
        >
          {formWords.earlier}
        </Button>
      )}
      <Button tone="plain" label={formWords.removeOf(called)} onPress={() => onChange(others)}>
        {formWords.remove}
      </Button>
    </div>
  );
}

function RecordOf({ shape, ...place }: PlaceProps<"record">): ReactNode {
  const fields: { readonly [name: string]: Shape } = { name: { kind: "text" }, value: shape.of };
  return (
    <RowsOf {...place} shape={{ kind: "rows", fields, blank: { name: "", value: toDraft(shape.of, undefined) } }} />
  );
}
