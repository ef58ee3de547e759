/** What is wrong with the phone in this page, and what to do: one notice, the most pressing. */
import type { Desk } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import type { PhoneView } from "../../phone/agent-phone.ts";
import { usePhone } from "../../phone/PhoneProvider.tsx";
import { words } from "../../words/index.ts";
import { wantsPhone } from "./desk-state.ts";
import type { DeskActions } from "./use-desk-actions.ts";

export type PhoneTrouble = "elsewhere" | "lost" | "refused" | "insecure" | "no-permission" | "missing" | "taken";

/** Nothing while all is well, or while nobody wants to be rung here. */
export function troubleOf(view: PhoneView, isWanted: boolean): PhoneTrouble | undefined {
  if (view.line === "elsewhere") return "elsewhere";
  if (!isWanted) return undefined;
  if (view.microphone === "refused") return "no-permission";
  if (view.microphone === "insecure" || view.microphone === "missing" || view.microphone === "taken")
    return view.microphone;
  return view.line === "lost" || view.line === "refused" ? view.line : undefined;
}

export function PhoneNotices({ desk, actions }: { desk: Desk; actions: DeskActions }): ReactNode {
  const { view, phone } = usePhone();
  const trouble = troubleOf(view, wantsPhone(desk) || view.isWanted);
  if (trouble === undefined) return null;
  const told = toldOf(trouble);
  return (
    <Banner
      tone={trouble === "elsewhere" ? "accent" : "warn"}
      title={told.title}
      isUrgent={trouble !== "elsewhere"}
      action={
        told.action !== undefined && (
          <Button onPress={() => (trouble === "elsewhere" ? actions.takeOver() : mend(trouble, phone))}>
            {told.action}
          </Button>
        )
      }
    >
      {told.todo}
    </Banner>
  );
}

function toldOf(trouble: PhoneTrouble): { title: string; todo: string; action?: string } {
  const say = words.desk.line;
  switch (trouble) {
    case "elsewhere":
      return { title: say.elsewhere, todo: say.elsewhereMore, action: say.takeOver };
    case "lost":
      return { title: say.lost, todo: say.lostMore };
    case "refused":
      return { title: say.refused, todo: say.refusedMore, action: say.tryAgain };
    case "insecure":
      return words.phone.microphone.insecure;
    case "no-permission":
      return { ...words.phone.microphone.refused, action: words.phone.microphoneTry };
    case "missing":
    case "taken":
      return { ...words.phone.microphone[trouble], action: words.phone.microphoneTry };
  }
}

function mend(trouble: PhoneTrouble, phone: ReturnType<typeof usePhone>["phone"]): void | Promise<void> {
  return trouble === "refused" ? location.reload() : phone?.want(true);
}
