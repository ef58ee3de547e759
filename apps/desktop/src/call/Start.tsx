/** Before the call: who calls, about what, if they like to say. */
import { useId } from "react";
import type { ReactNode } from "react";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Field } from "../parts/Field.tsx";
import { Icon } from "../parts/Icon.tsx";
import { callWords as say } from "../words/en-call.ts";
import type { VisitorView } from "./call-scene.ts";

export type Asked = { readonly to: string; readonly name: string };

export type StartProps = {
  readonly asked: Asked;
  readonly onChange: (asked: Asked) => void;
  readonly onCall: () => Promise<void>;
  readonly numbers: readonly { readonly number: string; readonly name: string }[];
  readonly error: VisitorView["error"];
};

/** As the server has it. */
const NAME_MAX = 100;

export function Start({ asked, onChange, onCall, numbers, error }: StartProps): ReactNode {
  const id = useId();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void onCall();
      }}
    >
      <p className="quiet">{say.intro}</p>
      {error !== undefined && (
        <Banner tone="bad" isUrgent>
          {errorText(error)}
        </Banner>
      )}
      {numbers.length > 1 && (
        <div className="field">
          <label className="field-label" htmlFor={id}>
            {say.number}
          </label>
          {/* The browser's own: it is small, and fits a phone's screen. */}
          <select
            id={id}
            className="field-input"
            value={asked.to === "" ? numbers[0]?.number : asked.to}
            onChange={(event) => onChange({ ...asked, to: event.target.value })}
          >
            {numbers.map(({ number, name }) => (
              <option key={number} value={number}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <Field
        label={say.name}
        value={asked.name}
        maxLength={NAME_MAX}
        autoComplete="name"
        onChange={(name) => onChange({ ...asked, name })}
      />
      <Button tone="call" isLarge onPress={nothing} type="submit">
        <Icon name="phone" />
        {say.call}
      </Button>
      <p className="quiet small">{say.microphoneNote}</p>
    </form>
  );
}

export function errorText({ code, message, retryAfterS }: NonNullable<VisitorView["error"]>): string {
  return retryAfterS === undefined ? (say.errors[code] ?? message) : say.tooMany(retryAfterS);
}

/** The form does it, so that Enter in the field does the same. */
function nothing(): void {}
