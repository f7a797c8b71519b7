import pino from "pino";
import type { Log, LogLevel } from "#src/ports/log.ts";

/** The same event with the same values is written once in this time: a batch without its model says so once, not per document. */
const repeatMs = 60_000;
/** Different lines remembered; beyond, the oldest is forgotten. */
const rememberedMax = 1_000;

/** A log of JSON lines: time, level, event and its values. */
export function createJsonLog(options: {
  readonly level: LogLevel | "silent";
  readonly write: (line: string) => void;
  readonly now: () => number;
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
  const writtenAtMs = new Map<string, number>();
  return (level, event, fields) => {
    const line = JSON.stringify([level, event, fields]);
    const nowMs = options.now();
    if (nowMs - (writtenAtMs.get(line) ?? -Infinity) < repeatMs) return;
    writtenAtMs.delete(line);
    writtenAtMs.set(line, nowMs);
    const [oldest] = writtenAtMs.keys();
    if (writtenAtMs.size > rememberedMax && oldest !== undefined) writtenAtMs.delete(oldest);
    logger[level]({ event, ...fields });
  };
}
