/** One's own account: the password, and where one is signed in. After a first link, it asks for the password. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SignIn } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import { errorSentence } from "../../error-sentence.ts";
import { Failure } from "../../Failure.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/toast.tsx";
import { usePerson } from "../../person-context.ts";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { signInWords as words } from "../../words/en-sign-in.ts";
import { words as all } from "../../words/index.ts";
import { plainText, shown } from "../../words/shown.ts";
import { PasswordForm } from "./PasswordForm.tsx";
import { SignIns } from "./SignIns.tsx";
import "./sign-in.css";

export function AccountPage(): ReactNode {
  const { id, name, hasPassword } = usePerson();
  const [search] = useSearchParams();
  const isFirst = search.get("first") === "yes" && !hasPassword;
  return (
    <div className="account stack">
      <title>{`${words.account} · ${all.shell.product}`}</title>
      <h1>{isFirst ? words.greeting(shown(name)) : words.account}</h1>
      {isFirst && (
        <Banner
          action={
            <Link className="button" href="/">
              {words.later}
            </Link>
          }
        >
          {words.firstMore}
        </Banner>
      )}
      <Panel title={words.passwordTitle}>
        <p className="quiet">
          {hasPassword ? words.passwordSet : words.passwordNone} {words.yourName(plainText(id))}
        </p>
        <PasswordForm hasPassword={hasPassword} userName={id} isFirst={isFirst} />
      </Panel>
      <MySignIns />
    </div>
  );
}

function MySignIns(): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const mine = useQuery({ queryKey: keys.signIns, queryFn: ({ signal }) => client.mySignIns({ signal }) });
  const end = async (signIn: SignIn): Promise<void> => {
    try {
      if (signIn.current) {
        await client.signOut();
        return location.assign("/sign-in");
      }
      await client.revokeSignIn(signIn.id);
      toast("good", words.ended);
    } catch (error) {
      toast("bad", errorSentence(error));
    }
    await queries.invalidateQueries({ queryKey: keys.signIns });
  };
  return (
    <Panel title={words.signIns}>
      <p className="quiet">{words.mySignInsMore}</p>
      {mine.data === undefined && mine.isError && <Failure error={mine.error} onTryAgain={() => mine.refetch()} />}
      {mine.data !== undefined && <SignIns items={mine.data.items} onEnd={end} />}
    </Panel>
  );
}
