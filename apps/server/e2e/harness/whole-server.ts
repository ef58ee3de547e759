/** A whole server for one test file, with its own directory and ports, and the phones that belong to it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CentreFile } from "@legroom/model";
import type { ApiClient } from "../../src/outside/api-client.ts";
import { ScriptedPhone } from "../../src/outside/scripted-phone.ts";
import type { ScriptedPhoneOptions } from "../../src/outside/scripted-phone.ts";
import { ServerProcess } from "../../src/outside/server-process.ts";
import type { ServerProcessOptions } from "../../src/outside/server-process.ts";
import { compileCache } from "./compile-cache.ts";
import { ownPort, ownPorts } from "./own-ports.ts";
import { until } from "./until.ts";

const LEVEL_DBOV = -12;

type Options = Partial<Omit<ServerProcessOptions, "dataDirectory">> & {
  readonly centre?: CentreFile;
  /** Where its directory is made; the system's temporary directory by default. */
  readonly under?: string;
};
type PhoneOptions = Partial<Omit<ScriptedPhoneOptions, "tone">> & { readonly hz?: number };

export class WholeServer {
  readonly directory: string;
  process: ServerProcess;
  readonly #options: Options;
  readonly #phones: ScriptedPhone[] = [];

  private constructor(directory: string, process: ServerProcess, options: Options) {
    this.directory = directory;
    this.process = process;
    this.#options = options;
  }

  static async start(options: Options = {}): Promise<WholeServer> {
    const directory = mkdtempSync(join(options.under ?? tmpdir(), "legroom-e2e-"));
    const process = await ServerProcess.start(processOptions(directory, options));
    const server = new WholeServer(directory, process, options);
    if (options.centre !== undefined) await server.api.want("PUT", "/centre", options.centre);
    return server;
  }

  get api(): ApiClient {
    return this.process.api;
  }

  /** Starts again, after its process has ended, on the same directory and the same ports. */
  async startAgain(): Promise<void> {
    const { sipPort, httpPort } = this.process;
    this.process = await ServerProcess.start({ ...processOptions(this.directory, this.#options), sipPort, httpPort });
  }

  /** A phone with its account's secret, and a tone of its own when `hz` is given. */
  async phone(user: string, options: PhoneOptions = {}): Promise<ScriptedPhone> {
    const { hz, ...more } = options;
    const made = more.secret ?? (await this.secret(user));
    return await this.stranger(user, { ...more, secret: made, ...(hz === undefined ? {} : { hz }) });
  }

  /** A phone that proves nothing, unless a secret is given. */
  async stranger(user: string, options: PhoneOptions = {}): Promise<ScriptedPhone> {
    const { hz, ...more } = options;
    const phone = await ScriptedPhone.open({
      server: this.process.sip,
      user,
      ...(hz === undefined ? {} : { tone: { hz, dbov: LEVEL_DBOV } }),
      ...more,
    });
    this.#phones.push(phone);
    return phone;
  }

  /** An agent's phone, registered, and its agent available. */
  async agent(user: string, options: PhoneOptions = {}): Promise<ScriptedPhone> {
    const phone = await this.phone(user, options);
    const status = await phone.register();
    if (status !== 200) throw new Error(`${user} was not registered: ${status}`);
    await this.presence(user, "available");
    return phone;
  }

  async presence(agent: string, presence: string): Promise<void> {
    await this.api.want("PUT", `/agents/${agent}/presence`, { presence });
  }

  async secret(user: string): Promise<string> {
    const body = await this.api.want("POST", `/devices/${user}/secret`);
    return (body as { secret: string }).secret; // the API's own answer
  }

  /** "3 available, 1 busy". */
  async counts(): Promise<string> {
    const body = await this.api.get("/agent-counts");
    return (body as { summary: string }).summary; // the API's own answer
  }

  async openConferences(): Promise<readonly { readonly name: string; readonly kind: string }[]> {
    const body = await this.api.get("/conferences?open=true");
    return (body as { items: { name: string; kind: string }[] }).items; // the API's own answer
  }

  async openInteractions(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const body = await this.api.get("/interactions?open=true");
    return (body as { items: Readonly<Record<string, unknown>>[] }).items; // the API's own answer
  }

  /** Resolves when nothing is left of any call: what comes from then on is of a later one. */
  async quiet(): Promise<void> {
    await until(
      async () => (await this.openInteractions()).length + (await this.openConferences()).length,
      (open) => open === 0,
    );
  }

  async closePhones(): Promise<void> {
    await Promise.all(this.#phones.splice(0).map((phone) => phone.close()));
  }

  /** Ends everything and removes the directory. */
  async stop(): Promise<void> {
    await this.closePhones();
    await this.process.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function processOptions(dataDirectory: string, options: Options): ServerProcessOptions {
  const servers = { sipPort: ownPort(), httpPort: ownPort() };
  return { dataDirectory, ...ownPorts, ...servers, ...options, env: { ...compileCache, ...options.env } };
}
