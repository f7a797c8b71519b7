import type { inspect } from "#src/app.ts";
import { AppError } from "#src/errors.ts";
import { withoutControls } from "./without-controls.ts";

/** One thing `fanfold doctor` looked at. */
export type Check = {
  /** What was looked at; programs match on it. */
  readonly name: string;
  /** ok: as it should be; note: a batch runs, with less; failed: no batch runs. */
  readonly status: "ok" | "note" | "failed";
  /** What was found, where, and what to do about it. */
  readonly message: string;
  /** The Ollama host it is about. */
  readonly host?: string;
};

/** What was found out about one Ollama host. */
export type Host = Awaited<ReturnType<typeof inspect.models>>[number];

/** Looks at one thing; an error we foresaw is a failed check, and the others are looked at all the same. */
export async function attempt(
  name: string,
  look: () => Promise<readonly Check[]> | readonly Check[],
): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof AppError) return [{ name, status: "failed", message: error.message }];
    throw error;
  }
}

/** Characters of one text that are shown; a host may say as much as it likes. */
const textCharsMax = 600;

/** A shorter token is a placeholder such as `ollama`, whose name must stay readable. */
const secretCharsMin = 8;

/**
 * Makes text of files and hosts safe to show: one line, no control codes, bounded, and without secrets, which a host may
 * repeat and an address may hold.
 */
export function cleanerFor(apiKey: string | undefined): (text: string) => string {
  return (text) => {
    const isSecret = apiKey !== undefined && apiKey.length >= secretCharsMin;
    const told = isSecret ? text.replaceAll(apiKey, "***") : text;
    const shown = withoutControls(told.replaceAll(/\/\/[^/\s@]*@/g, "//***@"));
    return shown.length > textCharsMax ? `${shown.slice(0, textCharsMax)}…` : shown;
  };
}
