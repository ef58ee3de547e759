/** The pages, each loaded when it is first gone to, so that a desk does not carry the wall. */
import { lazy } from "react";
import type { ComponentType } from "react";

const page = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => ({ default: await load() }));

export const Desk = page(async () => (await import("./pages/desk/DeskPage.tsx")).DeskPage);
export const Wall = page(async () => (await import("./pages/wall/WallPage.tsx")).WallPage);
export const Interactions = page(
  async () => (await import("./pages/interactions/InteractionsPage.tsx")).InteractionsPage,
);
export const Interaction = page(async () => (await import("./pages/interaction/InteractionPage.tsx")).InteractionPage);
export const Contacts = page(async () => (await import("./pages/contacts/ContactsPage.tsx")).ContactsPage);
export const Stats = page(async () => (await import("./pages/stats/StatsPage.tsx")).StatsPage);
export const Admin = page(async () => (await import("./pages/admin/AdminPage.tsx")).AdminPage);
export const Account = page(async () => (await import("./pages/sign-in/AccountPage.tsx")).AccountPage);
export const SignIn = page(async () => (await import("./pages/sign-in/SignInPage.tsx")).SignInPage);
export const UseLink = page(async () => (await import("./pages/sign-in/LinkPage.tsx")).LinkPage);
export const Welcome = page(async () => (await import("./pages/sign-in/WelcomePage.tsx")).WelcomePage);
export const AgentWatch = page(async () => (await import("./pages/desk/AgentWatch.tsx")).AgentWatch);
