/** Calls of pages and to pages over real WebSockets, message by message. */
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { erins, offer, outboundListener, tagIn } from "../../test/phones.ts";
import { browserOffer, openCentre, Page, pageAnswers, pageSays, until, type Centre } from "../../test/pages.ts";
import type { DialOptions, InboundCall, OfferReply, OutboundCall } from "../call/call.ts";
import { sdpToText } from "../sdp/session.ts";
import type { Binding, RegistrarPort } from "../registrar/binding.ts";

const centres: Centre[] = [];
afterEach(async () => {
  await Promise.all(centres.splice(0).map((centre) => centre.stop()));
});

async function centreWith(options: Parameters<typeof openCentre>[0] = {}): Promise<Centre> {
  const centre = await openCentre(options);
  centres.push(centre);
  return centre;
}

const answerText = browserOffer.replace("a=setup:actpass", "a=setup:active");
const bodyOf = (text: string): string => text.slice(text.indexOf("\r\n\r\n") + 4);

type Asking = { readonly callId?: string; readonly body?: string; readonly ackBody?: string };

/** A page's call that is up. */
async function callFrom(centre: Centre, page: Page, asking: Asking = {}): Promise<{ call: InboundCall; tag: string }> {
  const { ackBody, ...line } = { body: browserOffer, ...asking };
  page.say(pageSays("INVITE", line));
  const call = await arrived(centre);
  call.answer({ raw: answerText });
  const tag = tagIn(await page.hears("SIP/2.0 200"));
  const { body: _offered, ...same } = line;
  page.say(pageSays("ACK", { ...same, toTag: tag, ...(ackBody === undefined ? {} : { body: ackBody }) }));
  await until(() => call.phase === "up");
  return { call, tag };
}

async function arrived(centre: Centre): Promise<InboundCall> {
  const before = centre.calls.length;
  await until(() => centre.calls.length > before || centre.calls.at(-1)?.phase === "ringing");
  const call = centre.calls.at(-1);
  if (call === undefined) throw new Error("no call came");
  return call;
}

async function registered(centre: Centre, page: Page, headers: readonly string[] = []): Promise<Binding> {
  page.say(pageSays("REGISTER", { headers }));
  await page.hears("SIP/2.0 200");
  const binding = centre.stack.registrar.bindings("sip:alice.browser@centre.example")[0];
  if (binding === undefined) throw new Error("not registered");
  return binding;
}

let dials = 0;
function dial(
  centre: Centre,
  binding: Binding,
  options: Partial<DialOptions> = {},
): { call: OutboundCall; heard: string[] } {
  const heard: string[] = [];
  const name = `dial-${(dials += 1)}`;
  const call = centre.stack.dial({
    callId: name,
    fromTag: `${name}-tag`,
    branch: name,
    target: binding.contactUri,
    peer: binding.peer,
    from: { displayName: "Sales", uri: "sip:erin@centre.example" },
    offer: { raw: browserOffer },
    listener: outboundListener(heard),
    ...options,
  });
  return { call, heard };
}

test("what a page offers and what it is answered pass unharmed, byte for byte [R-SIP-111]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  page.say(pageSays("INVITE", { body: browserOffer }));
  const call = await arrived(centre);
  expect(call.offerText).toBe(browserOffer);
  expect(call.offer?.media[0]?.protocol).toBe("UDP/TLS/RTP/SAVPF");
  expect(call.phase).toBe("ringing");
  call.answer({ raw: answerText });
  const ok = await page.hears("SIP/2.0 200");
  expect(bodyOf(ok)).toBe(answerText);
  expect(ok).toMatch(/^Content-Type: application\/sdp$/im);
});

test("what a page offers and nobody here can read is an offer all the same, and its call is no call without one [R-SIP-111]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  const unreadable = "v=0\r\no=browser of tomorrow\r\nm=audio over light\r\n";
  const { call, tag } = await callFrom(centre, page, { body: unreadable, ackBody: answerText });
  expect([call.offer, call.offerText]).toEqual([undefined, unreadable]);
  page.say(pageSays("BYE", { toTag: tag, cseq: 2 }));
  await page.hears("SIP/2.0 200");
  expect(centre.heard).toEqual(["ack", "ended by remote: bye"]);
});

test("of a phone an offer that cannot be read is refused as before, and an INVITE without one has no text [R-SIP-111]", async () => {
  const centre = await centreWith();
  const phone = await dialTcp(centre);
  phone.write(overTcp(erins("INVITE", { body: "v=0\r\no=nonsense\r\n" })));
  await until(() => phone.got().includes("SIP/2.0 400 Bad Session Description"));
  phone.write(overTcp(erins("INVITE", { callId: "second", branch: "second" })));
  const call = await arrived(centre);
  expect([call.offer, call.offerText]).toEqual([undefined, undefined]);
  phone.destroy();
});

test("a page is dialled with an offer as it is and gives its answer as it is, and either side may end [R-SIP-111]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  const binding = await registered(centre, page);
  let answered: unknown;
  const heard: string[] = [];
  const listener = {
    ...outboundListener(heard),
    onAnswered: (of: { sdpText: string | undefined; sdp: unknown }) => (answered = [of.sdpText, of.sdp === undefined]),
  };
  const { call } = dial(centre, binding, { listener, headers: [["X-Legroom-Offer", 'o-1; queue="sales"']] });
  const invite = await page.hears("INVITE sip:k3j2@page.invalid;transport=ws SIP/2.0");
  expect(invite).toMatch(/^Via: SIP\/2\.0\/WS 127\.0\.0\.1:\d+;branch=z9hG4bKdial-/im);
  expect(invite).toMatch(/^X-Legroom-Offer: o-1; queue="sales"$/im);
  expect(bodyOf(invite)).toBe(browserOffer);
  page.say(pageAnswers(invite, "180 Ringing"));
  page.say(pageAnswers(invite, "200 OK", { body: answerText }));
  expect(await page.hears("ACK sip:k3j2@page.invalid")).toContain("CSeq: 1 ACK");
  expect(answered).toEqual([answerText, false]);
  call.hangUp();
  const bye = await page.hears("BYE");
  page.say(pageAnswers(bye, "200 OK"));
  expect(heard.at(-1)).toBe("ended by local: bye");
});

test("a page that declines ends the dial with 603 [R-SIP-111]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  const { heard } = dial(centre, await registered(centre, page));
  page.say(pageAnswers(await page.hears("INVITE"), "603 Decline"));
  await page.hears("ACK");
  expect(heard).toEqual(["failed 603"]);
});

test("a page's new offer gets 488 where nobody listens, and the call goes on; who listens gets its text [R-SIP-111]", async () => {
  const offers: (string | undefined)[] = [];
  let listener: { onReoffer?: (offer: unknown, text: string | undefined) => OfferReply } = {};
  const centre = await centreWith({
    onInvite: (call) => {
      centre.calls.push(call);
      return listener;
    },
  });
  const page = await Page.open(centre, "alice");
  const { call, tag } = await callFrom(centre, page);
  const again = { toTag: tag, body: browserOffer };
  page.say(pageSays("INVITE", { ...again, cseq: 2, branch: "again" }));
  await page.hears("SIP/2.0 488");
  expect(call.phase).toBe("up");
  listener = {
    onReoffer: (_offer, text) => {
      offers.push(text);
      return { sdp: { raw: answerText } };
    },
  };
  const second = await callFrom(centre, page, { callId: "second" });
  const odd = { toTag: second.tag, body: "v=0\r\nnot for us to read", callId: "second" };
  page.say(pageSays("INVITE", { ...odd, cseq: 2, branch: "odd" }));
  expect(bodyOf(await page.hears("SIP/2.0 200"))).toBe(answerText);
  expect(offers).toEqual(["v=0\r\nnot for us to read"]);
});

test("no URI leads to a page: neither ws nor an invented host is dialled, looked up or connected to [R-SIP-105]", async () => {
  const centre = await centreWith();
  const away = ["sip:k3j2@page.invalid;transport=ws", "sip:k3j2@page.invalid", "sip:k@127.0.0.1;transport=wss"];
  for (const target of away) {
    const heard: string[] = [];
    centre.stack.dial({
      callId: target,
      fromTag: "t",
      branch: `away-${away.indexOf(target)}`,
      target,
      from: { uri: "sip:erin@centre.example" },
      offer: offer(),
      listener: outboundListener(heard),
    });
    await until(() => heard.length > 0);
    expect(heard).toEqual(["failed transport"]);
  }
  expect(centre.stack.counters.get("send.messages")).toBe(0);
});

test("a dial to a page that is not connected fails at once [R-SIP-105]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  const binding = await registered(centre, page);
  page.vanish();
  await until(() => centre.bindings.at(-1)?.type === "flow-closed");
  const { heard } = dial(centre, binding);
  await until(() => heard.length > 0);
  expect(heard).toEqual(["failed transport"]);
});

test("a page that comes back is reached on its new connection: by dial, in its dialogs, and it speaks there itself [R-SIP-106]", async () => {
  const centre = await centreWith();
  const first = await Page.open(centre, "alice");
  const binding = await registered(centre, first);
  const { call, tag } = await callFrom(centre, first);
  first.vanish();
  await first.closed;
  const second = await Page.open(centre, "alice");
  expect(call.phase).toBe("up");
  second.say(
    pageSays("INFO", {
      toTag: tag,
      cseq: 2,
      headers: ["Content-Type: application/dtmf-relay"],
      body: "Signal=5\r\n",
    }).replace("Content-Type: application/sdp\r\n", ""),
  );
  await second.hears("SIP/2.0 200");
  dial(centre, binding);
  await second.hears("INVITE sip:k3j2@page.invalid");
  call.hangUp();
  await second.hears("BYE sip:k3j2@page.invalid");
  expect(centre.heard).toEqual(["ack", "digit 5 160", "ended by local: bye"]);
});

test("a page that opens a newer connection while the former stands is dialled on it, and lost with it [R-SIP-106] [R-SIP-109]", async () => {
  const centre = await centreWith();
  const first = await Page.open(centre, "alice");
  const binding = await registered(centre, first);
  const second = await Page.open(centre, "alice");
  await first.closed;
  const { heard } = dial(centre, binding);
  await second.hears("INVITE sip:k3j2@page.invalid");
  second.vanish();
  await until(() => heard.length > 0);
  expect(heard).toEqual(["failed transport"]);
});

test("where its messages say a page is, nothing is sent: Contact and Record-Route lead nowhere [R-SIP-106]", async () => {
  const [centre, elsewhere] = [await centreWith(), await centreWith()];
  const page = await Page.open(centre, "alice");
  const trap = `sip:trap@127.0.0.1:${elsewhere.sipPort};lr`;
  const invite = pageSays("INVITE", { body: browserOffer, headers: [`Record-Route: <${trap}>`] });
  page.say(invite.replace("sip:k3j2@page.invalid;transport=ws", trap));
  const call = await arrived(centre);
  call.answer({ raw: answerText });
  const tag = tagIn(await page.hears("SIP/2.0 200"));
  page.say(pageSays("ACK", { toTag: tag }));
  await until(() => call.phase === "up");
  call.hangUp();
  await page.hears(`BYE ${trap}`);
  page.vanish();
  await page.closed;
  await centre.stack.stop({ drainMs: 100 });
  expect(elsewhere.stack.counters.get("receive.messages")).toBe(0);
});

test("a memo ends a page's dialog of a former process on the connection that its holder has now [R-SIP-106]", async () => {
  const [former, heir] = [await centreWith(), await centreWith()];
  const { call } = await callFrom(former, await Page.open(former, "alice"));
  const memo = call.memo();
  expect(JSON.parse(JSON.stringify(memo))).toEqual(memo);
  const page = await Page.open(heir, "alice");
  const ending = heir.stack.endByMemo(memo);
  page.say(pageAnswers(await page.hears("BYE"), "481 Unknown"));
  expect(await ending).toBe("answered");
  expect(memo.peer.flow).toBeUndefined();
});

test("what concerns one holder's call counts from that holder alone: BYE, CANCEL, re-INVITE, ACK and answers [R-SIP-107]", async () => {
  const centre = await centreWith();
  const [alice, mallory] = [await Page.open(centre, "alice"), await Page.open(centre, "mallory")];
  const { call, tag } = await callFrom(centre, alice);
  mallory.say(pageSays("BYE", { toTag: tag, cseq: 2 }));
  await mallory.hears("SIP/2.0 481");
  mallory.say(pageSays("INVITE", { toTag: tag, cseq: 3, branch: "m", body: browserOffer }));
  await mallory.hears("SIP/2.0 481");
  alice.say(pageSays("INVITE", { callId: "other", branch: "other", body: browserOffer }));
  const ringing = await arrived(centre);
  mallory.say(pageSays("CANCEL", { callId: "other", branch: "other" }));
  await mallory.hears("SIP/2.0 481");
  ringing.answer({ raw: answerText });
  const second = tagIn(await alice.hears("SIP/2.0 200"));
  mallory.say(pageSays("ACK", { callId: "other", branch: "mack", toTag: second }));
  mallory.say(pageSays("OPTIONS"));
  await mallory.hears("SIP/2.0 200");
  expect([call.phase, ringing.phase]).toEqual(["up", "answered"]);
  const { heard } = dial(centre, await registered(centre, alice));
  const invite = await alice.hears("INVITE");
  mallory.say(pageAnswers(invite, "200 OK", { body: answerText }));
  mallory.say(pageSays("OPTIONS", { branch: "o-2", callId: "o-2" }));
  await mallory.hears("SIP/2.0 200");
  expect(heard).toEqual([]);
  expect(centre.stack.counters.get("response.stray")).toBe(1);
  alice.say(pageAnswers(invite, "486 Busy Here"));
  await alice.hears("ACK");
  expect(heard).toEqual(["failed 486"]);
});

test("a page whose connection closes while it waits to be answered has left, at once [R-SIP-108]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  page.say(pageSays("INVITE", { body: browserOffer }));
  const call = await arrived(centre);
  call.ring();
  await page.hears("SIP/2.0 180");
  page.vanish();
  await until(() => centre.heard.length > 0);
  expect(centre.heard).toEqual(["cancelled"]);
  expect(call.phase).toBe("ended");
  expect(centre.stack.load).toMatchObject({ calls: 0, dialogs: 0 });
});

test("a page whose connection closes before it has acknowledged our answer has gone, at once [R-SIP-108]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  page.say(pageSays("INVITE", { body: browserOffer }));
  const call = await arrived(centre);
  call.answer({ raw: answerText });
  await page.hears("SIP/2.0 200");
  page.vanish();
  await until(() => centre.heard.length > 0);
  expect(centre.heard).toEqual(["ended by remote: no-ack"]);
  expect(centre.stack.load).toMatchObject({ calls: 0, dialogs: 0 });
});

test("a call that is up outlives its connection, and ours to end; a page that never comes back hears no BYE [R-SIP-108]", async () => {
  const centre = await centreWith();
  const page = await Page.open(centre, "alice");
  const { call } = await callFrom(centre, page);
  page.vanish();
  await until(() => centre.stack.counters.get("flow.closed") > 0);
  expect([call.phase, centre.heard]).toEqual(["up", ["ack"]]);
  call.hangUp();
  expect(centre.heard).toEqual(["ack", "ended by local: bye"]);
  await until(() => centre.stack.load.clients === 0);
  expect(centre.stack.load).toMatchObject({ calls: 0, dialogs: 0, clients: 0 });
});

test("a phone on TCP whose connection closes before our answer, or before its ACK, has left at once too [R-SIP-108]", async () => {
  const centre = await centreWith();
  for (const isAnswered of [false, true]) {
    const phone = await dialTcp(centre);
    phone.write(
      overTcp(erins("INVITE", { body: sdpToText(offer()), callId: `tcp-${isAnswered}`, branch: `tcp-${isAnswered}` })),
    );
    const call = await arrived(centre);
    if (isAnswered) call.answer(offer());
    phone.destroy();
    await until(() => call.phase === "ended");
  }
  expect(centre.heard).toEqual(["cancelled", "ended by remote: no-ack"]);
});

test("an INVITE whose connection closes while its proof is looked at becomes no call [R-SIP-108]", async () => {
  let prove = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    prove = resolve;
  });
  let isAsked = false;
  const centre = await centreWith({
    policy: () => ({ challenge: "alice" }),
    credentials: async () => {
      isAsked = true;
      await asked;
      return { password: "secret" };
    },
  });
  const phone = await centreWith();
  const heard: string[] = [];
  phone.stack.dial({
    callId: "slow",
    fromTag: "t",
    branch: "b",
    target: `sip:sales@127.0.0.1:${centre.sipPort};transport=tcp`,
    from: { uri: "sip:alice@centre.example" },
    offer: offer(),
    credentials: { user: "alice", password: "secret" },
    listener: outboundListener(heard),
  });
  await until(() => isAsked);
  await phone.stack.stop({ drainMs: 0 });
  await until(() => centre.stack.counters.get("flow.closed") > 0);
  prove();
  await until(() => centre.stack.counters.get("digest.proven") > 0);
  expect(centre.calls).toEqual([]);
});

test("a dial to a page fails at once when its connection closes before it has answered [R-SIP-109]", async () => {
  const centre = await centreWith();
  for (const hasRung of [false, true]) {
    const page = await Page.open(centre, "alice");
    const { heard } = dial(centre, await registered(centre, page, [`X-Round: ${hasRung}`]));
    const invite = await page.hears("INVITE");
    if (hasRung) page.say(pageAnswers(invite, "180 Ringing"));
    await until(() => !hasRung || heard.length > 0);
    page.vanish();
    await until(() => heard.at(-1) === "failed transport");
    expect(heard).toEqual(hasRung ? ["ringing 180", "failed transport"] : ["failed transport"]);
    expect(centre.stack.load).toMatchObject({ calls: 0, dialogs: 0, clients: 0 });
    centre.stack.registrar.all().map((binding) => void centre.stack.registrar.remove(binding));
  }
});

test("a policy that knows who it is says so: the call and the binding are authenticated, and nobody is challenged [R-SIP-110]", async () => {
  const centre = await centreWith({
    policy: (_request, peer) =>
      peer.holder === undefined ? { challenge: "somebody" } : { allow: true, as: `${peer.holder}.browser` },
    credentials: () => Promise.resolve(undefined),
  });
  const page = await Page.open(centre, "alice");
  expect((await registered(centre, page)).authenticatedUser).toBe("alice.browser");
  const { call } = await callFrom(centre, page);
  expect(call.authenticatedUser).toBe("alice.browser");
  expect(page.got.filter((text) => /^SIP\/2\.0 (?:401|100)/.test(text)).map((text) => text.slice(8, 11))).toEqual([
    "100",
  ]);
});

test("a policy may refuse a page by its words [R-SIP-110]", async () => {
  const centre = await centreWith({
    policy: (request) =>
      request.headers.get("x-legroom-take-over") === "yes"
        ? { allow: true, as: "alice.browser" }
        : { reject: 409, reason: "Another Page Is The Phone" },
  });
  const page = await Page.open(centre, "alice");
  page.say(pageSays("REGISTER"));
  await page.hears("SIP/2.0 409 Another Page Is The Phone");
  page.say(pageSays("REGISTER", { cseq: 2, branch: "r-2", headers: ["X-Legroom-Take-Over: yes"] }));
  await page.hears("SIP/2.0 200");
});

test("a page that comes back under another Contact refreshes its one binding; another page has its own [R-SIP-112]", async () => {
  const centre = await centreWith();
  const [first, other] = [await Page.open(centre, "alice:p1"), await Page.open(centre, "alice:p2")];
  await registered(centre, first);
  first.vanish();
  await until(() => centre.bindings.length === 2);
  const second = await Page.open(centre, "alice:p1");
  second.say(pageSays("REGISTER", { callId: "reloaded" }).replace("k3j2@page", "zz99@newer"));
  await second.hears("SIP/2.0 200");
  other.say(pageSays("REGISTER", { callId: "other" }).replace("k3j2@page", "other@page"));
  const ok = await other.hears("SIP/2.0 200");
  expect(ok.match(/^Contact: <sip:[^@]+/gim)?.toSorted()).toEqual(["Contact: <sip:other", "Contact: <sip:zz99"]);
  expect(centre.bindings.map((event) => event.type)).toEqual(["added", "flow-closed", "refreshed", "added"]);
});

test("after a restart a page's binding stands, and is reached once its holder has connected [R-SIP-112]", async () => {
  const stored = new Map<string, readonly Binding[]>();
  const registrarPort: RegistrarPort = {
    load: () => Promise.resolve(JSON.parse(JSON.stringify([...stored.values()].flat())) as Binding[]),
    save: (aor, bindings) => {
      stored.set(aor, bindings);
      return Promise.resolve();
    },
  };
  const former = await centreWith({ registrarPort });
  await registered(former, await Page.open(former, "alice"));
  await former.stop();
  const centre = await centreWith({ registrarPort });
  const [binding] = centre.stack.registrar.all();
  if (binding === undefined) throw new Error("nothing was stored");
  const early = dial(centre, binding);
  await until(() => early.heard.length > 0);
  expect(early.heard).toEqual(["failed transport"]);
  const page = await Page.open(centre, "alice");
  dial(centre, binding);
  await page.hears("INVITE");
});

test("a binding whose connection went while it was stored is told as closed all the same [R-SIP-113]", async () => {
  let store = (): void => undefined;
  let isStoring = false;
  const centre = await centreWith({
    registrarPort: {
      load: () => Promise.resolve([]),
      save: () =>
        new Promise((resolve) => {
          isStoring = true;
          store = resolve;
        }),
    },
  });
  const page = await Page.open(centre, "alice");
  page.say(pageSays("REGISTER"));
  await until(() => isStoring);
  page.vanish();
  await until(() => centre.stack.counters.get("flow.closed") > 0);
  expect(centre.bindings).toEqual([]);
  store();
  await until(() => centre.bindings.length > 1);
  expect(centre.bindings.map((event) => event.type)).toEqual(["added", "flow-closed"]);
});

const overTcp = (text: string): string => text.replaceAll("SIP/2.0/UDP", "SIP/2.0/TCP");

async function dialTcp(centre: Centre) {
  const socket = connect(centre.sipPort, "127.0.0.1");
  socket.on("error", () => undefined);
  let got = "";
  socket.on("data", (bytes) => (got += bytes.toString()));
  await once(socket, "connect");
  return Object.assign(socket, { got: () => got });
}
