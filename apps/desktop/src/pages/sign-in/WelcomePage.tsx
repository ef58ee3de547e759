/** Before anybody is signed in: the two ways in. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { signInWords as words } from "../../words/en-sign-in.ts";
import { words as all } from "../../words/index.ts";
import "./sign-in.css";

export function WelcomePage(): ReactNode {
  return (
    <div className="welcome stack">
      <title>{all.shell.product}</title>
      <h1>{words.welcome}</h1>
      <p className="quiet">{words.welcomeMore}</p>
      <div className="welcome-ways">
        <div className="panel">
          <h2>{words.callUs}</h2>
          <p className="quiet">{words.callUsMore}</p>
          {/* A page of its own, not one of the app's. */}
          <a className="button button-call" href="/call">
            {words.callUs}
          </a>
        </div>
        <div className="panel">
          <h2>{words.signIn}</h2>
          <p className="quiet">{words.signInMore}</p>
          <Link className="button button-primary" href="/sign-in">
            {words.signIn}
          </Link>
        </div>
      </div>
      <div className="panel">
        <h2>{words.newHere}</h2>
        <p>{words.newHereMore}</p>
        <p className="quiet">
          {words.newLink} <code>{words.newLinkCommand}</code>
        </p>
      </div>
    </div>
  );
}
