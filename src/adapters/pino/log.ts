import pino from "pino";
import type { Log, LogLevel } from "#src/ports/log.ts";

/** A log of JSON lines: time, level, event and its values. */
export function createJsonLog(options: {
  readonly level: LogLevel | "silent";
  readonly write: (line: string) => void;
}): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      messageKey: "message",
    },
    { write: options.write },
  );
  return (level, event, fields) => logger[level]({ event, ...fields });
}
