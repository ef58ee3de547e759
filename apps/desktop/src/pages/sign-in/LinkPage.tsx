/**
 * Signing in by a one-time link. The token is in the fragment, which no server and no log sees; it is used by a press, so
 * that a program that only looks at the page does not spend it, and then taken out of the address.
 */
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { outsideClient } from "../../session.ts";
import { signInWords as words } from "../../words/en-sign-in.ts";
import { words as all } from "../../words/index.ts";
import { linkRefusal, tokenIn } from "./forms.ts";
import "./sign-in.css";

export function LinkPage(): ReactNode {
  const [token, setToken] = useToken();
  const [refusal, setRefusal] = useState<ReturnType<typeof linkRefusal>>();
  const use = async (): Promise<void> => {
    if (token === undefined) return;
    try {
      const { path, hasPassword } = await outsideClient().useLink(token);
      // Replaced: going back must not come to a link that is spent.
      location.replace(hasPassword ? path : `${path}account?first=yes`);
    } catch (error) {
      const found = linkRefusal(error);
      setRefusal(found);
      if (!found.isSpent) return;
      setToken(undefined);
      history.replaceState(null, "", location.pathname);
    }
  };
  const isUsable = token !== undefined && refusal?.isSpent !== true;
  return (
    <div className="card panel">
      <title>{`${words.linkTitle} · ${all.shell.product}`}</title>
      <h1>{words.linkTitle}</h1>
      {refusal !== undefined && (
        <Banner tone="bad" title={refusal.text} isUrgent>
          {refusal.isSpent && words.linkSpentMore}
        </Banner>
      )}
      {isUsable && (
        <>
          <p>{words.linkMore}</p>
          <Button tone="primary" isLarge onPress={use}>
            {words.linkUse}
          </Button>
        </>
      )}
      {!isUsable && refusal === undefined && (
        <Banner tone="warn" title={words.linkNone}>
          {words.linkNoneMore}
        </Banner>
      )}
      {!isUsable && (
        <p>
          <Link href="/sign-in">{words.toSignIn}</Link>
        </p>
      )}
    </div>
  );
}

/** Of the address; again when another link is opened in this tab, which changes nothing but the fragment. */
function useToken(): [string | undefined, (token: string | undefined) => void] {
  const [token, setToken] = useState(() => tokenIn(location.hash));
  useEffect(() => {
    const read = (): void => {
      if (tokenIn(location.hash) !== undefined) location.reload();
    };
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  return [token, setToken];
}
