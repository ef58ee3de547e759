/** English of the pages around signing in, and of one's own account. */
import { spanInWords } from "./en-time.ts";

export const signInWords = {
  welcome: "Welcome to Legroom",
  welcomeMore:
    "A contact centre of your own: customers call by phone or from their browser, your people answer in theirs.",
  callUs: "Call us",
  callUsMore: "Call this centre from this browser, without any phone.",
  signIn: "Sign in",
  signInMore: "For agents, supervisors and administrators.",
  newHere: "New here?",
  newHereMore:
    "The server printed one-time links when it started: open Alice's to answer calls, Grace's to see the wall, the administrator's to set the centre up. Each may be open in a tab of its own.",
  newLink: "A new link is made on the server with",
  newLinkCommand: "npm run link -- alice",

  title: "Sign in",
  name: "Name",
  nameHint: "The short one, such as alice.",
  nameShape: "Small letters, digits, dot, dash; such as alice.",
  password: "Password",
  noPassword: "No password yet, or forgotten? Your administrator makes you a one-time link.",
  needName: "Type your name.",
  needPassword: "Type your password.",
  wrong: "Name or password is wrong. If you have no password yet, you need a one-time link.",
  wait: (seconds: number | undefined) =>
    seconds === undefined
      ? "Too many tries failed. Wait a while, or ask your administrator for a link."
      : `Too many tries failed. Try again in ${spanInWords(seconds * 1000)}, or ask your administrator for a link.`,
  back: "Back",

  linkTitle: "Your one-time link",
  linkMore: "It signs you in here, once. Others can be signed in in other tabs of this browser at the same time.",
  linkUse: "Sign in with this link",
  linkSpent: "This link cannot be used any more.",
  linkSpentMore:
    "A link works once, and for 15 minutes. Ask your administrator for a new one, or sign in with your password.",
  linkNone: "This link is not whole.",
  linkNoneMore: "Copy all of it, up to its last character, and open it again.",
  toSignIn: "Sign in with a password",

  account: "My account",
  greeting: (name: string) => `Welcome, ${name}`,
  firstMore: "You are signed in. Set a password now, so that you can come back without a link.",
  later: "Later",
  passwordTitle: "Password",
  passwordSet: "You can sign in with your name and a password.",
  passwordNone: "You have no password yet: you can sign in by one-time links only.",
  current: "Current password",
  next: "New password",
  nextHint: "At least 12 characters; any will do. A few words are easy to keep in mind.",
  show: "Show what is typed",
  tooShort: (missing: number) => (missing === 1 ? "One character more." : `${missing} characters more.`),
  tooLong: "At most 256 characters.",
  needCurrent: "Type your current password.",
  wrongCurrent: "The current password is another one.",
  save: "Set the password",
  saved: "The password is set. Your other sign-ins were ended.",
  yourName: (id: string) => `Your name to sign in with is ${id}.`,

  signIns: "Sign-ins",
  mySignInsMore: "Where you are signed in. End what you do not know, and set another password then.",
  where: "Browser",
  here: "this one",
  by: "By",
  byLink: "link",
  byPassword: "password",
  since: "Since",
  seen: "Last seen",
  until: "At most until",
  end: "End",
  endOf: (browser: string, since: string) => `End the sign-in of ${browser}, since ${since}`,
  signOutHere: "Sign out here",
  ended: "That sign-in is ended.",
  none: "No sign-ins are open.",
  unknownBrowser: "Unknown browser",
  on: (browser: string, system: string) => `${browser} on ${system}`,
} as const;
