import type { App } from "#src/app.ts";
import { AnalystUnavailable } from "#src/ports/document-analyst.ts";
import type { RunContext } from "#src/state/run-context.ts";
import type { Cli } from "./cli.ts";

/**
 * Which engine reads the documents of a run, in words. A model the user named and that cannot be used is told through the log.
 *
 * @throws {AnalystUnavailable} If `--analysis ollama` was given and no model can be used.
 */
export async function engineOf(
  { documentAnalyst, log }: Pick<App, "documentAnalyst" | "log">,
  { analysis }: RunContext,
  { signal }: Pick<Cli, "signal">,
): Promise<string> {
  if (analysis === "rules") return "engine rules, no model";
  const status = await documentAnalyst.status(signal);
  const { isReady, canSee, isConfigured, problems } = status;
  if (!isReady && analysis === "ollama") throw new AnalystUnavailable(status);
  if (isConfigured || isReady) {
    for (const { code, message } of problems) log("warn", code, { message });
  }
  if (!isReady) return `engine rules; no model answers${canSee ? " for text" : ""}`;
  const where = analysis === "auto" ? " where rules are unsure" : "";
  return `engine rules, and model ${status.model}${where}${canSee ? ", scans too" : ""}`;
}
