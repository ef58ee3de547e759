import type { VisitorCall, VisitorTicket } from "@legroom/sdk";
import { expect, test } from "vitest";
import { keptInPage } from "../kept-in-tab.ts";
import { HandTimers, settled } from "../phone/fixtures/hand-timers.ts";
import { ScriptedLine, ScriptedMicrophone } from "../phone/fixtures/scripted-phone.ts";
import { VisitorPhone } from "./visitor-phone.ts";
import { keepVisit, readVisit } from "./visit-store.ts";
import type { KeptVisit } from "./visit-store.ts";

const ticketOf = (number: number): VisitorTicket => ({
  visitId: "v-1",
  ticket: `ticket-${number}`,
  ticketUntilAt: 0,
  token: `token-${number}`,
  user: "visitor-v-1",
  to: "main",
});

function scene(more: { refused?: Error; gone?: boolean } = {}) {
  const timers = new HandTimers();
  const microphone = new ScriptedMicrophone();
  const lines: ScriptedLine[] = [];
  const kept: (KeptVisit | undefined)[] = [];
  const asked: unknown[] = [];
  const tickets: (() => Promise<string>)[] = [];
  let given = 1;
  let calls = 0;
  let ticket = (): Promise<string> => Promise.reject(new Error("not opened"));
  let tell = (_call: VisitorCall): void => undefined;
  const phone = new VisitorPhone({
    microphone,
    timers,
    keep: (visit) => void kept.push(visit),
    client: {
      startVisitorCall: async (body) => {
        asked.push(body);
        if (more.refused !== undefined) throw more.refused;
        calls += 1;
        return { ...ticketOf(1), visitId: `v-${calls}` };
      },
      visitorTicket: async () => {
        if (more.gone === true) throw Object.assign(new Error("gone"), { code: "visit.unknown" });
        given += 1;
        return ticketOf(given);
      },
      visitorEvents: (_visitId, { onCall }) => {
        tell = onCall;
        return { close: () => asked.push("events closed") };
      },
    },
    openLine: async (options) => {
      ticket = options.ticket;
      tickets.push(options.ticket);
      const line = new ScriptedLine(options.events);
      lines.push(line);
      return line;
    },
  });
  const says = (phase: VisitorCall["phase"], cause?: string): void =>
    tell({ visitId: "v-1", at: 0, phase, ...(cause === undefined ? {} : { cause }) });
  return { phone, lines, kept, asked, microphone, timers, says, ticket: () => ticket(), tickets, view: phone.view.get };
}

async function called() {
  const here = scene();
  await here.phone.call({ to: "sales", name: "Wanda" });
  await here.ticket();
  here.lines[0]?.connects();
  return here;
}

test("a press opens the microphone, asks for a visit and calls the number, once", async () => {
  const { lines, asked, view } = await called();
  expect(asked).toEqual([{ to: "sales", name: "Wanda" }]);
  expect(lines[0]?.calls.map(({ target }) => target)).toEqual(["main"]);
  lines[0]?.breaks(1006);
  lines[0]?.connects();
  expect(lines[0]?.calls).toHaveLength(1);
  expect(view()).toMatchObject({ step: "calling", isConnected: true });
});

test("without a microphone nobody is called, and the page says which way it is missing", async () => {
  const { phone, microphone, asked, view } = scene();
  microphone.opensAs = "refused";
  await phone.call({});
  expect(asked).toEqual([]);
  expect(view()).toMatchObject({ step: "idle", microphone: "refused" });
});

test("the first ticket opens the first connection, each later one asks for another [R-DESK-1]", async () => {
  const { phone, ticket } = scene();
  await phone.call({});
  expect([await ticket(), await ticket(), await ticket()]).toEqual(["ticket-1", "ticket-2", "ticket-3"]);
});

test("the newest token is kept in the tab, and forgotten when it is over", async () => {
  const { phone, ticket, kept, says } = scene();
  await phone.call({});
  await ticket();
  await ticket();
  expect(kept.at(-1)).toEqual({ visitId: "v-1", token: "token-2", user: "visitor-v-1" });
  says("closed", "agent-ended");
  expect(kept.at(-1)).toBeUndefined();
});

test("a tab that is loaded again returns to its call [R-DESK-5]", async () => {
  const { phone, lines, view } = scene();
  await phone.resume({ visitId: "v-1", token: "token-1", user: "visitor-v-1" });
  lines[0]?.connects();
  expect(lines[0]?.calls.map(({ target }) => target)).toEqual(["return"]);
  expect(view().call.phase).toBe("returning");
});

test("when the server knows the visit no more it is over", async () => {
  const { phone, ticket, view } = scene({ gone: true });
  await phone.resume({ visitId: "v-1", token: "token-1", user: "visitor-v-1" });
  await expect(ticket()).rejects.toThrow("gone");
  expect(view().step).toBe("over");
});

test("a visit that is not known any more while its call is on: the server was started again, and that is said", async () => {
  const { phone, ticket, says, view } = scene({ gone: true });
  await phone.call({});
  await ticket();
  says("live");
  await expect(ticket()).rejects.toThrow("gone");
  expect(view()).toMatchObject({ step: "over", visit: { cause: "centre-restarted" } });
});

test("a former call's line that wants to connect neither ends the call that is on nor takes its ticket", async () => {
  const { phone, lines, ticket, tickets, says, view } = scene({ gone: true });
  await phone.call({});
  await ticket();
  says("closed", "agent-ended");
  await phone.call({});
  await expect(tickets[0]?.()).rejects.toThrow("former");
  expect(view().step).toBe("calling");
  expect(lines).toHaveLength(2);
  expect(await tickets[1]?.()).toBe("ticket-1");
});

test("the end says why, as the server tells it", async () => {
  const { lines, says, view, microphone } = await called();
  lines[0]?.calls[0]?.becomes("up");
  says("closed", "timed-out");
  expect(view()).toMatchObject({ step: "over", visit: { cause: "timed-out" } });
  expect(microphone.state.get()).toBe("closed");
  expect(lines[0]?.asked).toContain("close");
});

test("when sound ends and the server says nothing, it is over all the same", async () => {
  const { lines, timers, view } = await called();
  lines[0]?.calls[0]?.becomes("ended", { by: "far", status: 503 });
  expect(view().step).toBe("calling");
  await timers.pass(2500);
  expect(view()).toMatchObject({ step: "over", call: { phase: "ended", end: { status: 503 } } });
});

test("to end says goodbye and is over at once", async () => {
  const { phone, lines, timers, view } = await called();
  lines[0]?.calls[0]?.becomes("up");
  phone.end();
  await timers.pass(0);
  expect(lines[0]?.calls[0]?.asked).toContain("goodbye");
  expect(view().step).toBe("over");
});

test("a refused call can be tried again, and says what was refused", async () => {
  const refused = Object.assign(new Error("too many"), { code: "rate.limited", retryAfterS: 7 });
  const { phone, view, microphone } = scene({ refused });
  await phone.call({});
  expect(view()).toMatchObject({ step: "idle", error: { code: "rate.limited", retryAfterS: 7 } });
  expect(microphone.state.get()).toBe("closed");
});

test("a second call begins as the first did", async () => {
  const { phone, lines, says, asked } = await called();
  says("closed", "agent-ended");
  await phone.call({});
  await settled();
  lines[1]?.connects();
  expect(lines[1]?.calls.map(({ target }) => target)).toEqual(["main"]);
  expect(asked.filter((one) => typeof one === "object")).toHaveLength(2);
});

test("the line of a former call, closing late, is not taken for the present one's", async () => {
  const { phone, lines, says, view } = await called();
  says("closed", "agent-ended");
  await phone.call({});
  lines[1]?.connects();
  lines[0]?.breaks(1000);
  expect(view().isConnected).toBe(true);
});

test("what a tab keeps of a visit is read only when it is one", () => {
  const store = keptInPage();
  const visit = { visitId: "v", token: "t", user: "u" };
  keepVisit(store, visit);
  expect(readVisit(store)).toEqual(visit);
  for (const text of ["", "{", "[]", '{"visitId":"v"}']) {
    store.setItem("legroom.visit", text);
    expect(readVisit(store)).toBeUndefined();
  }
  keepVisit(store, undefined);
  expect(store.length).toBe(0);
});
