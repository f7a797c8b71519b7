import type { Log } from "#src/ports/log.ts";
import { withoutControls } from "./without-controls.ts";

/** Different warnings one command prints; more is one trouble said in many words. */
const warningsMax = 50;

/**
 * A log for people: each warning once, as a line of its own. What only informs is left to a server's log.
 *
 * @param tellLine - Prints one line, around a progress line if there is one.
 */
export function createCliLog(tellLine: (line: string) => void): Log {
  const told = new Set<string>();
  return (level, event, { message }) => {
    if (level === "info") return;
    const line = withoutControls(typeof message === "string" ? message : event);
    if (told.has(line) || told.size >= warningsMax) return;
    told.add(line);
    tellLine(`${level === "warn" ? "note" : "error"}: ${line}`);
  };
}
