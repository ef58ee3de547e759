/** Lets the page's phone follow the desk: rung while it is to be rung, back in a talk after a reload, quiet when it is over. */
import type { Desk } from "@legroom/sdk";
import { useEffect, useRef } from "react";
import { usePhone } from "../../phone/PhoneProvider.tsx";
import { wantsPhone } from "./desk-state.ts";

export function usePhoneOf(desk: Desk): void {
  const { phone, view, wasPhone } = usePhone();
  const isWanted = wantsPhone(desk);
  useEffect(() => {
    void phone?.want(isWanted);
  }, [phone, isWanted]);

  const hasTried = useRef(false);
  const mayReturn = desk.work !== undefined && desk.can.returnToCall.ok;
  const isIdle = view.call.phase === "none";
  useEffect(() => {
    // Once: what follows a failed return is the person's choice.
    if (phone === undefined || !wasPhone || !mayReturn || !isIdle || hasTried.current) return;
    hasTried.current = true;
    void phone.returnToCall();
  }, [phone, wasPhone, mayReturn, isIdle]);

  const isOver = desk.work === undefined && desk.offer === undefined;
  useEffect(() => {
    if (isOver) phone?.forgetCall();
  }, [phone, isOver]);
}
