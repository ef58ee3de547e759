/** The port of the log: one short sentence and fields. Never personal data. */
export type LogFields = { readonly [name: string]: string | number | boolean | undefined };

export interface Log {
  debug(sentence: string, fields?: LogFields): void;
  info(sentence: string, fields?: LogFields): void;
  warn(sentence: string, fields?: LogFields): void;
  error(sentence: string, fields?: LogFields): void;
}
