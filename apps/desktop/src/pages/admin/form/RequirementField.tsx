/** An expression of who may be offered a caller; what is wrong with it is shown where it stands, while it is typed. */
import { parseRequirement } from "@legroom/model";
import type { ReactNode } from "react";
import { Field } from "../../../parts/Field.tsx";
import { formWords } from "../../../words/en-form.ts";

export function RequirementField(props: {
  label: string;
  hint: string | undefined;
  error: string | undefined;
  value: string;
  isOptional: boolean;
  onChange: (value: string) => void;
}): ReactNode {
  const { isOptional, ...field } = props;
  const read = parseRequirement(field.value);
  const isFaulty = !read.ok && !(isOptional && field.value.trim() === "");
  return (
    <div className="stack-tight">
      <Field {...field} error={isFaulty ? read.fault.message : field.error} />
      {isFaulty && field.value !== "" && <FaultyText text={field.value} at={read.fault.at} />}
    </div>
  );
}

function FaultyText({ text, at }: { text: string; at: number }): ReactNode {
  return (
    <p className="requirement-fault small">
      {formWords.faultHere}{" "}
      <code>
        {text.slice(0, at)}
        <mark>{text.slice(at) || " "}</mark>
      </code>
    </p>
  );
}
