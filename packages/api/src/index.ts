/** Lets people and programs ask and command: REST, OpenAPI, event stream, and a local socket for the `legroom` command. */
export { createApi } from "./api.ts";
export type { Api } from "./api.ts";
export { openCentreFile, sealCentreFile } from "./centre-file.ts";
export { controlClient } from "./control-client.ts";
export type { ControlAnswer, ControlClient } from "./control-client.ts";
export type { FiguresSource, QueueFigure, StatsPeriod, StatsReading } from "./figures.ts";
export type { ApiOptions, ApiSettings, SipAddress } from "./options.ts";
export { againSentences, offerSentences, verdictSentence } from "./why-words.ts";
