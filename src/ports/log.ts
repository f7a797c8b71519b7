export type LogLevel = "info" | "warn" | "error";

/**
 * Where events worth knowing go: a line each, with a name a program can match on and values beside it. Never text of a
 * document, never bank details. A `message` in the fields is for people.
 */
export type Log = (
  level: LogLevel,
  event: string,
  fields: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;
