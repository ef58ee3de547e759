/** baresip as a phone: it speaks an audio file and writes what it hears into another. */
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTone, writeWav } from "@legroom/media";
import { ownPort } from "./own-ports.ts";
import { Program } from "./program.ts";

const MODULES = ["stdio.so", "g711.so", "aufile.so", "sndfile.so"];
const APPLICATIONS = ["account.so", "menu.so", "ctrl_tcp.so"];
/** Longer than any test, for the file is spoken once. */
const SPEECH_MS = 60_000;
/** RIFF, format and data chunk of a plain WAV file. */
const HEADER_BYTES = 44;
const RTP_PORTS = 20;

export type BaresipOptions = {
  readonly server: { readonly host: string; readonly port: number };
  readonly user: string;
  /** With a secret it registers and answers by itself; without one it only calls. */
  readonly secret?: string;
  readonly dials?: string;
  readonly hz: number;
  /** Its directory is made in it. */
  readonly under: string;
};

export class Baresip {
  readonly program: Program;
  readonly #directory: string;

  private constructor(program: Program, directory: string) {
    this.program = program;
    this.#directory = directory;
  }

  static async start(options: BaresipOptions): Promise<Baresip> {
    const { server, user, secret, dials, hz, under } = options;
    const directory = mkdtempSync(join(under, `baresip-${user}-`));
    const at = `${server.host}:${server.port}`;
    const [sipPort, controlPort, rtpPort] = [ownPort(), ownPort(), ownPort(RTP_PORTS)];
    const config = [
      "module_path /usr/lib/baresip/modules",
      ...MODULES.map((name) => `module ${name}`),
      ...APPLICATIONS.map((name) => `module_app ${name}`),
      // Its audio is signalled where it comes from: 127.0.0.1, and not the machine's address.
      "net_interface 127.0.0.1",
      `sip_listen 127.0.0.1:${sipPort}`,
      `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
      `rtp_ports ${rtpPort}-${rtpPort + RTP_PORTS - 1}`,
      `audio_source aufile,${join(directory, "speech.wav")}`,
      `audio_player aufile,${join(directory, "played.wav")}`, // it writes nothing, but without one nothing is decoded
      `snd_path ${directory}`,
    ];
    const account =
      secret === undefined
        ? `<sip:${user}@127.0.0.1:${sipPort}>;regint=0`
        : `<sip:${user}@${at}>;auth_user=${user};auth_pass=${secret};answermode=auto;regint=600`;
    writeFileSync(join(directory, "config"), `${config.join("\n")}\n`);
    writeFileSync(join(directory, "accounts"), `${account}\n`);
    writeFileSync(join(directory, "contacts"), "");
    writeFileSync(join(directory, "speech.wav"), writeWav(makeTone({ hz, dbov: -12, ms: SPEECH_MS })));
    const dial = dials === undefined ? [] : ["-e", `/dial sip:${dials}@${at}`];
    return new Baresip(new Program("baresip", ["-f", directory, ...dial], directory), directory);
  }

  /** What it has heard up to now, from the file that its module sndfile writes. */
  heard(): Int16Array {
    const file = readdirSync(this.#directory).find((name) => name.endsWith("-dec.wav"));
    // Its header tells the length at the end of the call only, so the samples are taken as they lie.
    const bytes = file === undefined ? undefined : readFileSync(join(this.#directory, file)).subarray(HEADER_BYTES);
    return Int16Array.from({ length: (bytes?.length ?? 0) >> 1 }, (_, at) => bytes?.readInt16LE(at * 2) ?? 0);
  }

  /** Hangs up and ends. May be called twice. */
  async stop(): Promise<void> {
    await this.program.stop();
  }
}
