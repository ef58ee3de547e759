/** Sets the own password. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { toast } from "../../parts/toast.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { signInWords as words } from "../../words/en-sign-in.ts";
import { Check } from "./Check.tsx";
import { checkPassword, passwordRefusal } from "./forms.ts";
import { focusFirst } from "./SignInPage.tsx";

export type PasswordFormProps = {
  readonly hasPassword: boolean;
  /** For password keepers: whose password it is. */
  readonly userName: string;
  /** Then it leads to the person's pages. */
  readonly isFirst: boolean;
};

export function PasswordForm({ hasPassword, userName, isFirst }: PasswordFormProps): ReactNode {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [isShown, setShown] = useState(false);
  const [errors, setErrors] = useState<FormErrors>({});
  const form = useRef<HTMLFormElement>(null);
  const put = usePutPassword(hasPassword, isFirst);
  const type = isShown ? "text" : "password";
  const save = async (): Promise<void> => {
    const found = await put(current, next);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirst(form.current);
    setCurrent("");
    setNext("");
  };
  return (
    <form ref={form} className="stack form" noValidate onSubmit={(event) => event.preventDefault()}>
      {errors.form !== undefined && (
        <Banner tone="bad" isUrgent>
          {errors.form}
        </Banner>
      )}
      <input type="text" name="username" autoComplete="username" value={userName} readOnly hidden />
      {hasPassword && (
        <Field
          label={words.current}
          error={errors.current}
          type={type}
          name="current"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
      )}
      <Field
        label={words.next}
        hint={words.nextHint}
        error={errors.next}
        type={type}
        name="password"
        autoComplete="new-password"
        value={next}
        onChange={setNext}
      />
      <Check label={words.show} isOn={isShown} onChange={setShown} />
      <div>
        <Button type="submit" tone="primary" onPress={save}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

type FormErrors = ReturnType<typeof passwordRefusal>;

/** What is wrong; nothing when it is set. */
function usePutPassword(
  hasPassword: boolean,
  isFirst: boolean,
): (current: string, next: string) => Promise<FormErrors> {
  const client = useClient();
  const queries = useQueryClient();
  const [, go] = useLocation();
  return async (current, next) => {
    const found = checkPassword({ current, next, hasPassword });
    if (Object.keys(found).length > 0) return found;
    try {
      await client.setPassword({ password: next, ...(hasPassword ? { current } : {}) });
    } catch (error) {
      return passwordRefusal(error);
    }
    toast("good", words.saved);
    await queries.invalidateQueries({ queryKey: keys.me });
    await queries.invalidateQueries({ queryKey: keys.signIns });
    if (isFirst) go("/");
    return {};
  };
}
