import path from "node:path";
import { z } from "zod";
import type { App } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import type { BatchEntry } from "#src/ports/ledger.ts";
import { RunContext } from "#src/state/run-context.ts";
import { UsageError } from "./cli.ts";

/** Settings of the models that a resumed batch keeps; where they run may change. */
const OllamaSettings = z.object({
  model: z.string(),
  visionModel: z.string().optional(),
  isConfigured: z.boolean(),
  numCtx: z.int(),
  numPredict: z.int(),
});

/** What a batch was started with, as the ledger keeps it: a resume runs under the same. Paths are absolute. */
export const BatchSettings = z.object({
  paths: z.array(z.string()).min(1),
  exclude: z.array(z.string()),
  out: z.string(),
  today: z.string().describe("Day the dates of invoices are judged against"),
  run: RunContext,
  limits: z.record(z.string(), z.number()).describe("Reading limits"),
  policyFile: z.string().optional(),
  policyVersion: z.string(),
  sellersFile: z.string().optional(),
  servicesFile: z.string().optional(),
  sellersHash: z.string().optional().describe("Content of the sellers file"),
  ollama: OllamaSettings.optional().describe("What decides how a model reads"),
  knowledgeFolder: z.string().optional().describe("Folder of policy documents"),
  retried: z.array(z.string()).optional().describe("Files `fanfold retry` last took again"),
});
export type BatchSettings = z.infer<typeof BatchSettings>;

/** What of the configuration a batch keeps. */
export const ollamaSettingsOf = ({
  ollama,
}: Pick<Config, "ollama">): z.infer<typeof OllamaSettings> => {
  const { model, visionModel, isConfigured, numCtx, numPredict } = ollama;
  return { model, ...(visionModel && { visionModel }), isConfigured, numCtx, numPredict };
};

/** @throws {UsageError} If the batch was not started by `fanfold process`, which alone knows where results go. */
export function settingsOf({ batchId, settings }: BatchEntry): BatchSettings {
  const parsed = BatchSettings.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `batch ${batchId} was not started by fanfold process; it cannot be resumed here`,
  );
}

/** A name that sorts by time and does not collide: `20260301-140506-3f9a2c`. */
export function newBatchId(startedAt: string): string {
  const digits = startedAt.replaceAll(/\D/g, "");
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${crypto.randomUUID().slice(0, 6)}`;
}

/**
 * Refuses to mix results of two policies or sellers files in one batch.
 *
 * @throws {UsageError} If either changed since the batch began.
 */
export function assertSameRules(
  { policyVersion }: Pick<App, "policyVersion">,
  settings: BatchSettings,
  sellersHash: string | undefined,
): void {
  const start = "start a new batch with fanfold process <path...>";
  if (policyVersion !== settings.policyVersion) {
    const file = settings.policyFile ?? "the built-in policy";
    throw new UsageError(`${file} changed since the batch began; undo the change or ${start}`);
  }
  if (sellersHash !== settings.sellersHash) {
    const file = settings.sellersFile ?? "the sellers file";
    throw new UsageError(`${file} changed since the batch began; undo the change or ${start}`);
  }
}

export const absolute = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : path.resolve(file);
