/** The examples of RFC 7118, section 8, as the page of Alice sends them. */
import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { tagIn } from "../test/phones.ts";
import { browserOffer, openCentre, Page, pageAnswers, until, type Centre } from "../test/pages.ts";

const textOf = (name: string): string =>
  readFileSync(new URL(`../test/rfc7118/${name}.dat`, import.meta.url)).toString();

let centre: Centre;
afterEach(() => centre.stop());

test("8.1: Alice registers, is reached at her invented host, and keeps her parameters to herself [R-SIP-106]", async () => {
  centre = await openCentre();
  const alice = await Page.open(centre, "alice");
  alice.say(textOf("register"));
  const ok = await alice.hears("SIP/2.0 200 OK\r\nVia: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKasudf");
  expect(ok).toMatch(/^Contact: <sip:alice@df7jal23ls0d\.invalid;transport=ws>;expires=600$/im);
  const [binding] = centre.stack.registrar.bindings("sip:alice@example.com");
  expect(binding?.contactUri).toBe("sip:alice@df7jal23ls0d.invalid;transport=ws");
  if (binding !== undefined) void centre.stack.options({ uri: binding.contactUri, peer: binding.peer });
  expect(await alice.hears("OPTIONS sip:alice@df7jal23ls0d.invalid;transport=ws SIP/2.0")).toContain("Max-Forwards");
});

test("8.2: Alice calls, acknowledges by another branch, and answers our BYE on her connection [R-SIP-106]", async () => {
  centre = await openCentre();
  const alice = await Page.open(centre, "alice");
  alice.say(textOf("invite") + browserOffer);
  await until(() => centre.calls.length > 0);
  const [call] = centre.calls;
  expect(call?.requestUri.user).toBe("bob");
  call?.answer({ raw: browserOffer });
  const ok = await alice.hears("SIP/2.0 200 OK\r\nVia: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks");
  alice.say(textOf("ack").replace("bmqkjhsd", tagIn(ok)));
  await until(() => centre.heard.length > 0);
  call?.hangUp();
  const bye = await alice.hears("BYE sip:alice@example.com;gr=urn:uuid:f81-7dec-14a06cf1;ob SIP/2.0");
  alice.say(pageAnswers(bye, "200 OK"));
  await until(() => centre.stack.load.clients === 0);
  expect(centre.heard).toEqual(["ack", "ended by local: bye"]);
});
