/** The contract suite's people with browsers: scripted pages with real WebRTC behind them. */
import type { BrowserPeer } from "@legroom/media";
import type { AgentPage, PartyState, Visitor } from "@legroom/sim/contract";
import type { PageHolder } from "@legroom/engine/ports";
import type { Bench } from "./harness.ts";
import { namesIn, tones } from "./heard.ts";
import { agentPage, visitorPage } from "./page-host.ts";
import type { PageCall, ScriptedPage } from "./scripted-page.ts";

const WINDOW_MS = 200;

/** One page after the other, as a tab has them; each with a peer of its own. */
abstract class PageParty {
  readonly name: string;
  state: PartyState = "idle";
  protected call: PageCall | undefined;
  protected peer: BrowserPeer | undefined;
  protected page: ScriptedPage | undefined;
  protected readonly bench: Bench;
  #loads = 0;

  constructor(bench: Bench, name: string) {
    this.bench = bench;
    this.name = name;
  }

  hangsUp(): void {
    void this.call?.bye();
    this.state = "over";
  }

  presses(digits: string): void {
    for (const digit of digits) void this.peer?.sendDigit(digit);
  }

  async hears(): Promise<readonly string[]> {
    if (this.state !== "up" || this.peer === undefined) return [];
    const { pcm } = await this.peer.listen(WINDOW_MS);
    return namesIn(pcm);
  }

  /** As when its tab is closed by force. */
  vanishes(): void {
    this.page?.socket?.cut();
    if (this.peer?.pid !== undefined) process.kill(this.peer.pid, "SIGKILL");
    this.call = undefined;
  }

  protected abstract holder(pageId: string): PageHolder;

  /** A new page is there. */
  protected async load(): Promise<{ page: ScriptedPage; peer: BrowserPeer }> {
    this.#loads += 1;
    const [page, peer] = await Promise.all([this.bench.page(this.holder(`page-${this.#loads}`)), this.bench.browser()]);
    this.page = page;
    this.peer = peer;
    await peer.sayTone(tones[this.name] ?? 0);
    return { page, peer };
  }

  protected async dial(to: string): Promise<void> {
    const { page, peer } = this;
    if (page === undefined || peer === undefined) throw new Error("not loaded");
    const call = page.call(to, await peer.offer());
    this.follow(call);
    const { status, body } = await call.answered;
    if (status !== 200) {
      this.state = "refused";
      return;
    }
    await peer.answer(body);
    this.state = "up";
  }

  protected follow(call: PageCall): void {
    this.call = call;
    void call.ended.then(() => {
      if (this.call === call) this.state = "over";
    });
  }
}

export class SubjectVisitor extends PageParty implements Visitor {
  get visitId(): string {
    return `visit-of-${this.name}`;
  }

  calls(to: string): void {
    this.state = "calling";
    void this.load().then(() => this.dial(to));
  }

  returns(): void {
    this.calls("return");
  }

  protected holder(pageId: string): PageHolder {
    return visitorPage(this.visitId, pageId);
  }
}

export class SubjectPage extends PageParty implements AgentPage {
  readonly #ready: Promise<unknown>;

  constructor(bench: Bench, name: string) {
    super(bench, name);
    this.#ready = this.#register();
  }

  answers(): void {
    void this.#answer();
  }

  declines(): void {
    this.call?.reject(603);
    this.state = "over";
  }

  returns(): void {
    this.state = "calling";
    void this.#ready.then(() => this.#register()).then(() => this.dial("return"));
  }

  protected holder(pageId: string): PageHolder {
    return agentPage(this.name, pageId);
  }

  async #register(): Promise<void> {
    const { page } = await this.load();
    page.onCall = (call) => {
      this.state = "ringing";
      this.follow(call);
      call.ring();
    };
    // The page before may not have been missed yet.
    await page.register({ takeOver: true });
  }

  async #answer(): Promise<void> {
    const { call, peer } = this;
    if (call === undefined || peer === undefined) throw new Error("nothing rings");
    call.answer(await peer.answerTo(call.invite.body));
    await call.acknowledged;
    this.state = "up";
  }
}
