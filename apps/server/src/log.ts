/** The log of the process: one JSON line each on standard error, so that standard output stays for people. */
import type { Log, LogFields } from "@legroom/engine/ports";
import { pino } from "pino";
import type { LogLevel } from "./settings.ts";

const STANDARD_ERROR = 2;

export function makeLog(level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: STANDARD_ERROR, sync: true }),
  );
  return {
    debug: (sentence: string, fields: LogFields = {}): void => logger.debug(fields, sentence),
    info: (sentence: string, fields: LogFields = {}): void => logger.info(fields, sentence),
    warn: (sentence: string, fields: LogFields = {}): void => logger.warn(fields, sentence),
    error: (sentence: string, fields: LogFields = {}): void => logger.error(fields, sentence),
  };
}
