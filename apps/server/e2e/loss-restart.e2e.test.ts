/** The server is killed and started again under open pages: each says what happened, and comes back by itself. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium } from "../src/outside/chromium.ts";
import { callUs } from "./harness/call-us.ts";
import type { CallUsPage } from "./harness/call-us.ts";
import { openDesk } from "./harness/desk.ts";
import type { DeskPage } from "./harness/desk.ts";
import { availabilityIs, endAll, expectNotCharged, patientCentre } from "./harness/loss.ts";
import { openWall } from "./harness/wall.ts";
import type { WallPage } from "./harness/wall.ts";
import { WholeServer } from "./harness/whole-server.ts";

const HZ = { alice: 750, nora: 1350 } as const;
const LOST = "The connection to the server is lost.";

let server: WholeServer;
let agents: Chromium;
let visitors: Chromium;
let alice: DeskPage;
let wall: WallPage;
let nora: CallUsPage;

beforeAll(async () => {
  [server, agents, visitors] = await Promise.all([
    WholeServer.start({ centre: patientCentre() }),
    Chromium.start({ hz: HZ.alice }),
    Chromium.start({ hz: HZ.nora }),
  ]);
  alice = await openDesk(server, agents, "alice");
  wall = await openWall(server, await agents.context());
});

afterAll(async () => {
  await Promise.all([agents.close(), visitors.close()]);
  await server.stop();
});

async function bothHear(): Promise<void> {
  await Promise.all([alice.hears(HZ.nora), nora.hears(HZ.alice)]);
}

test("killed in a talk: desk, wall and “call us” say that it is gone", async () => {
  nora = await callUs(server, visitors, { to: "sales", name: "Nora" });
  await alice.become("Available");
  await alice.accept();
  await bothHear();
  await wall.shows("Interactions", "Nora", "Talking");
  await server.process.kill("SIGKILL");
  await Promise.all([
    alice.shows(LOST),
    alice.shows("No sound arrives from the centre."),
    wall.page.getByText(LOST).waitFor(),
    nora.shows("We do not hear each other now."),
  ]);
});

test("started again: the agent is still signed in and rung, the wall moves, and the visitor reads why the call is over", async () => {
  await server.startAgain();
  const events = await server.api.events(0);
  expect(await nora.over()).toBe("Our system was started again. We are sorry; please call again.");
  await alice.page.getByText(LOST).waitFor({ state: "hidden" });
  await alice.shows("Waiting for the next caller");
  await availabilityIs(server, "alice", "available");
  await wall.page.getByText(LOST).waitFor({ state: "hidden" });
  await wall.page.getByText("Nobody is calling now.").waitFor();
  await wall.shows("Agents", "Alice", "Available");
  await expectNotCharged(server, events, "alice");
  events.close();
});

test("the visitor calls again from where they are, and is answered", async () => {
  await nora.page.getByRole("button", { name: "Call again" }).click();
  await alice.accept();
  await bothHear();
  await wall.shows("Interactions", "Nora", "Talking");
  await nora.end();
  expect(await nora.over()).toBe("You have ended it.");
  await endAll(server);
});
