/** Signing in by name and password. */
import { useRef, useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { outsideClient } from "../../session.ts";
import { signInWords as words } from "../../words/en-sign-in.ts";
import { words as all } from "../../words/index.ts";
import { checkSignIn, signInName, signInRefusal } from "./forms.ts";
import type { SignInErrors } from "./forms.ts";
import "./sign-in.css";

export function SignInPage(): ReactNode {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState<SignInErrors>({});
  const [refusal, setRefusal] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  const signIn = async (): Promise<void> => {
    const found = checkSignIn(name, password);
    setErrors(found);
    setRefusal(undefined);
    if (Object.keys(found).length > 0) return focusFirst(form.current);
    try {
      const { path } = await outsideClient().signIn(signInName(name), password);
      location.assign(path);
    } catch (error) {
      setRefusal(signInRefusal(error));
    }
  };
  return (
    <div className="card panel">
      <title>{`${words.title} · ${all.shell.product}`}</title>
      <h1>{words.title}</h1>
      {refusal !== undefined && (
        <Banner tone="bad" isUrgent>
          {refusal}
        </Banner>
      )}
      <form ref={form} className="stack" noValidate onSubmit={(event) => event.preventDefault()}>
        <Field
          label={words.name}
          hint={words.nameHint}
          error={errors.name}
          name="username"
          autoComplete="username"
          autoFocus
          maxLength={100}
          value={name}
          onChange={setName}
        />
        <Field
          label={words.password}
          error={errors.password}
          type="password"
          name="password"
          autoComplete="current-password"
          maxLength={256}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" tone="primary" onPress={signIn}>
          {words.signIn}
        </Button>
      </form>
      <p className="quiet small">{words.noPassword}</p>
      <p>
        <Link href="/">{words.back}</Link>
      </p>
    </div>
  );
}

/** To what is wrong, once it is marked. */
export function focusFirst(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
