/** On every page of an agent: the phone follows the desk's state, and what cannot wait is shown where the desk is not. */
import { useQuery } from "@tanstack/react-query";
import type { Desk } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { Banner } from "../../parts/Banner.tsx";
import { words } from "../../words/index.ts";
import { whoOf } from "./desk-state.ts";
import { useDeskQuery } from "./use-desk-query.ts";
import { useNotePassed } from "./use-passed.ts";
import { usePhoneOf } from "./use-phone-of.ts";

export function AgentWatch(): ReactNode {
  const { data } = useQuery(useDeskQuery());
  return data === undefined ? null : <Watch desk={data} />;
}

function Watch({ desk }: { desk: Desk }): ReactNode {
  usePhoneOf(desk);
  useNotePassed(desk.agent.id);
  const [location] = useLocation();
  const about = desk.offer ?? desk.work;
  if (about === undefined || location === "/desk") return null;
  const say = words.desk.bar;
  const who = whoOf(about.customer);
  return (
    <Banner
      title={desk.offer === undefined ? say.talk(who) : say.offer(who)}
      isUrgent
      action={
        <Link href="/desk" className="button">
          {say.toDesk}
        </Link>
      }
    />
  );
}
