/** What can be done at the desk, by click and by key alike. What cannot be done says so and changes nothing. */
import { useQueryClient } from "@tanstack/react-query";
import type { Desk, Presence } from "@legroom/sdk";
import { errorSentence } from "../../error-sentence.ts";
import { toast } from "../../parts/toast.tsx";
import { usePhone } from "../../phone/PhoneProvider.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { words } from "../../words/index.ts";
import { extensionOf, wantsPhone, whyNot, whyNotAccept } from "./desk-state.ts";

export type DeskActions = {
  readonly choose: (presence: Presence, reasonCode?: string) => Promise<void>;
  /** For when the present work is over. */
  readonly plan: (presence: Presence) => Promise<void>;
  readonly extendWrapUp: () => Promise<void>;
  /** Wrap-up shall follow this talk. */
  readonly requestWrapUp: () => Promise<void>;
  readonly accept: () => void;
  readonly decline: () => Promise<void>;
  readonly mute: () => void;
  readonly end: () => Promise<void>;
  readonly returnToCall: () => Promise<void>;
  /** Makes this page the phone; a talk comes along. */
  readonly takeOver: () => Promise<void>;
};

/** After Available is pressed, so long the line may take to be ready before the server is asked without it. */
const READY_MS = 3000;

export function useDeskActions(desk: Desk): DeskActions {
  const client = useClient();
  const queries = useQueryClient();
  const { view, phone } = usePhone();
  /** Refusals are told, and the desk is asked for again: what was pressed was old. */
  const ask = async (command: Promise<unknown>): Promise<boolean> => {
    const isDone = await command.then(
      () => true,
      (error: unknown) => {
        toast("bad", errorSentence(error));
        return false;
      },
    );
    await queries.invalidateQueries({ queryKey: keys.desk });
    return isDone;
  };
  return {
    choose: async (presence, reasonCode) => {
      if (presence === "available") await readyPhone(phone);
      const more = reasonCode === undefined ? {} : { reasonCode };
      // Refused: the microphone was opened for nothing.
      if (!(await ask(client.setPresence(desk.agent.id, presence, more)))) await phone?.want(wantsPhone(desk));
    },
    plan: async (presence) => void (await ask(client.setPresence(desk.agent.id, presence, { when: "next" }))),
    extendWrapUp: async () => {
      const { wrapUp } = desk;
      if (wrapUp !== undefined) await ask(client.extendWrapUp(desk.agent.id, extensionOf(wrapUp)));
    },
    requestWrapUp: async () => void (await ask(client.requestWrapUp(desk.agent.id))),
    accept: () => {
      const { offer } = desk;
      const why = whyNotAccept(desk, view);
      if (why !== undefined || offer === undefined) toast("bad", why ?? words.desk.offer.gone);
      else phone?.accept(offer.id);
    },
    decline: async () => {
      const { offer } = desk;
      if (offer === undefined || !desk.can.decline.ok) return;
      // 603 on our own line is the decline; where it does not ring here, the server is asked.
      if (phone?.decline(offer.id) !== true) await ask(client.declineOffer(offer.id));
    },
    mute: () => {
      const { call } = view;
      if (call.phase === "up" || call.phase === "connecting") phone?.setMuted(!call.isMuted);
    },
    end: async () => {
      const { work } = desk;
      if (phone?.end() === true || work === undefined) return;
      if (whyNot(desk.can.end) === undefined) await ask(client.endInteraction(work.interactionId));
    },
    returnToCall: async () => {
      if (view.line === "elsewhere") phone?.takeOver();
      await phone?.returnToCall();
    },
    takeOver: async () => {
      phone?.takeOver();
      if (desk.work !== undefined) await phone?.returnToCall();
    },
  };
}

/** Opens the microphone and waits until the page can be rung; without one the agent may still have a phone. */
async function readyPhone(phone: ReturnType<typeof usePhone>["phone"]): Promise<void> {
  if (phone === undefined) return;
  await phone.want(true);
  if (phone.view.get().microphone !== "ready") return;
  await new Promise<void>((done) => {
    const timer = setTimeout(finish, READY_MS);
    const stop = phone.view.watch(look);
    function finish(): void {
      clearTimeout(timer);
      stop();
      done();
    }
    function look(): void {
      const { line } = phone?.view.get() ?? {};
      if (line !== "resting" && line !== "registering" && line !== "connecting") finish();
    }
    look();
  });
}
