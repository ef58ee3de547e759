/** Around every page of a person: who they are, where they can go, and how the connection is. */
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useLive } from "./live.tsx";
import { Banner } from "./parts/Banner.tsx";
import { Button } from "./parts/Button.tsx";
import { Icon } from "./parts/Icon.tsx";
import { Menu } from "./parts/Menu.tsx";
import { Name } from "./parts/Name.tsx";
import { Toasts, toast } from "./parts/toast.tsx";
import { errorSentence } from "./error-sentence.ts";
import type { Person } from "./person.ts";
import { pagesOf } from "./person.ts";
import { useClient } from "./session.ts";
import { nextTheme, setTheme, useTheme } from "./theme.ts";
import { words } from "./words/index.ts";

const say = words.shell;

export function Shell({ person, children }: { person: Person; children: ReactNode }): ReactNode {
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {say.skipToContent}
      </a>
      <header className="shell-head">
        <span className="shell-name">{say.product}</span>
        <nav aria-label={say.navigation} className="shell-nav">
          {pagesOf(person.role).map((page) => (
            <NavLink key={page} to={`/${page}`} text={say[page]} />
          ))}
        </nav>
        <PersonMenu person={person} />
      </header>
      <Connection />
      <main id="content" tabIndex={-1} className="shell-main">
        {children}
      </main>
      <Toasts />
    </div>
  );
}

function NavLink({ to, text }: { to: string; text: string }): ReactNode {
  const [location] = useLocation();
  const isHere = location === to || location.startsWith(`${to}/`);
  return (
    <Link href={to} className="shell-link" aria-current={isHere ? "page" : undefined}>
      {text}
    </Link>
  );
}

function PersonMenu({ person }: { person: Person }): ReactNode {
  const client = useClient();
  const [, go] = useLocation();
  const theme = useTheme();
  const signOut = (): void => {
    client.signOut().then(
      () => location.assign("/sign-in"),
      (error: unknown) => toast("bad", errorSentence(error)),
    );
  };
  return (
    <Menu
      label={say.menuOf(person.name)}
      face={
        <>
          <Icon name="person" />
          <span className="shell-person cut">
            <Name text={person.name} />
          </span>
          <Icon name="down" />
        </>
      }
      note={say.roles[person.role]}
      items={[
        { id: "account", label: say.account, onPress: () => go("/account") },
        { id: "theme", label: say.theme[theme], onPress: () => setTheme(nextTheme(theme)) },
        { id: "sign-out", label: say.signOut, onPress: signOut },
      ]}
    />
  );
}

/** Lost within a second of the loss; gone when it is mended. */
function Connection(): ReactNode {
  const live = useLive();
  if (live === "lost")
    return (
      <Banner tone="warn" title={say.lost} isUrgent>
        {say.lostMore}
      </Banner>
    );
  if (live !== "ended") return null;
  return (
    <Banner
      tone="bad"
      title={say.signedOut}
      isUrgent
      action={<Button onPress={() => location.assign("/sign-in")}>{say.signInAgain}</Button>}
    >
      {say.signedOutMore}
    </Banner>
  );
}
