import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type App, openApp, systemClock } from "#src/app.ts";
import { type Config, parseConfig } from "#src/config.ts";
import type { BatchEntry } from "#src/ports/ledger.ts";
import type { Log } from "#src/ports/log.ts";
import { assertSameRules, type BatchSettings, settingsOf } from "./batch-settings.ts";
import { type Cli, UsageError } from "./cli.ts";
import { lookUp } from "./look-up.ts";

/** A batch of the ledger with what it was started with, and the configuration that follows from both. */
export type SavedBatch = {
  readonly batch: BatchEntry;
  readonly saved: BatchSettings;
  readonly config: Config;
};

/** @throws {UsageError} If there is no such batch, or it was not started by `fanfold process`. */
export async function findSavedBatch(batchId: string, env: Cli["env"]): Promise<SavedBatch> {
  const config = parseConfig(env);
  const batch = await lookUp(config, (ledger) => ledger.findBatch(batchId));
  if (batch === undefined) {
    throw new UsageError(
      `no batch ${batchId} in ${config.home}; see fanfold batches, or set FANFOLD_HOME`,
    );
  }
  const saved = settingsOf(batch);
  const { policyFile, sellersFile, servicesFile, knowledgeFolder } = saved;
  const ollama = { ...config.ollama, ...saved.ollama, visionModel: saved.ollama?.visionModel };
  const limits = { ...config.limits, ...saved.limits };
  const files = { policyFile, sellersFile, servicesFile, knowledgeFolder };
  return { batch, saved, config: { ...config, ...files, ollama, limits, run: saved.run } };
}

/**
 * Opens the app a batch was started with, on the day it was started, and closes it after the work.
 *
 * @throws {UsageError} If its policy or sellers file changed.
 */
export async function withSavedApp<T>(
  { saved, config }: SavedBatch,
  log: Log,
  work: (app: App) => Promise<T>,
): Promise<T> {
  const clock = { ...systemClock, today: () => saved.today };
  return await withApp(config, log, clock, async (app) => {
    assertSameRules(app, saved, await hashOf(saved.sellersFile));
    return await work(app);
  });
}

export async function withApp<T>(
  config: Config,
  log: Log,
  clock: typeof systemClock,
  work: (app: App) => Promise<T>,
): Promise<T> {
  const app = await openApp(config, clock, log);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** The content of a settings file, to tell whether it changed. */
export async function hashOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}
