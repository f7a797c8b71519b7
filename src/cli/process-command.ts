import assert from "node:assert/strict";
import path from "node:path";
import { type App, localFolder, readConfig, systemClock } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import type { ListedFile } from "#src/ports/document-folder.ts";
import { recountBatch } from "#src/ledger/recount-batch.ts";
import type { BatchEntry } from "#src/ports/ledger.ts";
import { RunContext } from "#src/state/run-context.ts";
import { absolute, BatchSettings, newBatchId, ollamaSettingsOf } from "./batch-settings.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { engineOf } from "./engine-of.ts";
import { describePlan } from "./describe-plan.ts";
import { describeSummary } from "./describe-summary.ts";
import { parseProcessOptions, type ProcessOptions } from "./process-options.ts";
import { findSavedBatch, hashOf, withApp, withSavedApp } from "./saved-batch.ts";
import { createScreen, type Screen } from "./screen.ts";
import { servingMetrics } from "./serve-metrics.ts";
import { type BatchResult, forgetCheckpoints, runBatch } from "./run-batch.ts";
import { takingAgain } from "./taking-again.ts";
import { prepareOutput, resultFiles, writeResults } from "./write-results.ts";

const outDefault = "out";

/** `fanfold process <path...>`: reads, checks and decides every document, writes results and a report. */
export const processCommand: RunCommand = async (args, cli) => {
  const options = parseProcessOptions(args);
  return options.resume === undefined
    ? await start(options, cli)
    : await resume(options.resume, options, cli);
};

async function start(options: ProcessOptions, cli: Cli): Promise<number> {
  const config = readConfig({ ...cli.env, ...options.env });
  const out = path.resolve(options.out ?? outDefault);
  const { policyFile, sellersFile, servicesFile, knowledgeFolder } = config;
  const results = resultFiles.map((file) => path.join(out, file));
  const settingFiles = [policyFile, sellersFile, servicesFile, knowledgeFolder];
  const exclude = [out, ...results, config.home, ...settingFiles].filter(
    (file) => file !== undefined,
  );
  const files = await localFolder.list(options.paths, { exclude });
  if (files.length === 0) {
    throw new UsageError(
      `no documents in ${options.paths.join(", ")}; name a folder that holds some`,
    );
  }
  const context = RunContext.parse({ ...config.run, ignoreEmbeddedXml: options.ignoreEmbeddedXml });
  if (options.isDryRun) return dryRun(files, { context, isJson: options.isJson }, cli);
  const screen = createScreen(cli, { total: files.length, options });
  const work = async (app: App): Promise<number> => {
    await prepareOutput(out);
    const engine = await engineOf(app, context, cli);
    const startedAt = new Date(app.now()).toISOString();
    const settings: BatchSettings = {
      paths: options.paths.map((given) => path.resolve(given)),
      exclude: exclude.map((file) => path.resolve(file)),
      out,
      today: app.today(),
      run: context,
      limits: config.limits,
      policyVersion: app.policyVersion,
      ...present({
        policyFile: absolute(policyFile),
        sellersFile: absolute(sellersFile),
        servicesFile: absolute(servicesFile),
        sellersHash: await hashOf(sellersFile),
        ollama: ollamaSettingsOf(config),
        knowledgeFolder: absolute(knowledgeFolder),
      }),
    };
    const batch = { batchId: newBatchId(startedAt), startedAt, settings };
    await app.ledger.startBatch(batch);
    return await runAndWrite(app, { ...batch, engine, screen, options }, cli);
  };
  const served = servingMetrics(options.metricsPort, screen.tell, work);
  return await withApp(config, screen.log, systemClock, served);
}

async function resume(batchId: string, options: ProcessOptions, cli: Cli): Promise<number> {
  const found = await findSavedBatch(batchId, { ...cli.env, ...options.env });
  const { batch, saved } = found;
  const overrides = overridesOf(options, cli.env);
  const run = RunContext.parse({ ...saved.run, ...overrides });
  const settings = { ...saved, out: path.resolve(options.out ?? saved.out), run };
  const { paths, exclude } = settings;
  const total =
    batch.summary === undefined && saved.retried === undefined
      ? (await localFolder.list(paths, { exclude })).length
      : batch.dispatched;
  const screen = createScreen(cli, { total, options });
  const resumed = { ...found, config: { ...found.config, run } };
  const goOn = async (app: App): Promise<number> => {
    await prepareOutput(settings.out);
    if (batch.summary !== undefined)
      return await writeAgain(app, batch, settings, { options, cli });
    const engine = await engineOf(app, run, cli);
    const { startedAt } = batch;
    const work = { batchId, startedAt, settings, overrides, engine, screen, options };
    // A retry that was interrupted reads no more than the retry did.
    const { retried } = saved;
    const on = retried === undefined ? app : await takingAgain(app, batchId, retried);
    return await runAndWrite(on, work, cli);
  };
  const served = servingMetrics(options.metricsPort, screen.tell, goOn);
  return await withSavedApp(resumed, screen.log, served);
}

type Work = {
  readonly batchId: string;
  readonly startedAt: string;
  readonly settings: BatchSettings;
  readonly overrides?: Partial<RunContext>;
  readonly engine: string;
  readonly screen: Screen;
  readonly options: Pick<ProcessOptions, "isJson" | "isQuiet">;
};

type Done = Omit<Work, "engine" | "screen"> & BatchResult;

/** Runs a batch from where it is, writes its results and tells its end. */
export async function runAndWrite(app: App, work: Work, cli: Cli): Promise<number> {
  const { batchId, settings, overrides, screen, engine } = work;
  const { progress, total } = screen;
  const { paths, exclude, run: context } = settings;
  screen.tell(`batch ${batchId}: ${total} documents, ${engine}\n`);
  try {
    const result = await runBatch(app, {
      batchId,
      paths,
      exclude,
      context,
      ...(overrides && { overrides }),
      signal: cli.signal,
      onEvent: (event) => progress.onEvent(event),
    });
    progress.end();
    return await finish(app, { ...work, ...result }, cli);
  } catch (error) {
    progress.end();
    if (cli.signal.aborted) {
      tellResume(cli, batchId, "Interrupted. What was recorded is kept.");
      return exitCodes.interrupted;
    }
    tellResume(cli, batchId, "The batch could not be finished. What was recorded is kept.");
    throw error;
  }
}

/** Writes the results of a batch and tells its end. */
async function finish(app: App, done: Done, cli: Cli): Promise<number> {
  const { batchId, settings, options, summary, isComplete } = done;
  const written = await writeResults(settings.out, {
    summary,
    outcomes: () => app.ledger.outcomes(batchId),
    startedAt: done.startedAt,
    baseCurrency: settings.run.baseCurrency,
    timings: done.outcomes,
    resourcePoints: done.resourcePoints,
  });
  if (options.isJson) cli.print(`${JSON.stringify(summary)}\n`);
  else if (!options.isQuiet) cli.print(describeSummary({ summary, written, isComplete }));
  return summary.quarantined === 0 && isComplete ? exitCodes.ok : exitCodes.someQuarantined;
}

/** A batch that is done is not run again: its results are written anew from the ledger. */
async function writeAgain(
  app: App,
  { batchId, startedAt, summary }: BatchEntry,
  settings: BatchSettings,
  { options, cli }: { options: Work["options"]; cli: Cli },
): Promise<number> {
  assert(summary !== undefined, "a batch that is done has its summary");
  await forgetCheckpoints(app, batchId);
  if (!options.isQuiet && !options.isJson) {
    cli.tell(`batch ${batchId} is done already; writing its results again\n`);
  }
  const counted = await recountBatch(summary, app.ledger.outcomes(batchId));
  const result = { summary: counted, isComplete: true, outcomes: [], resourcePoints: [] };
  return await finish(app, { batchId, startedAt, settings, options, ...result }, cli);
}

function tellResume(cli: Cli, batchId: string, message: string): void {
  cli.tell(`${message} Go on with:\n  fanfold process --resume ${batchId}\n`);
}

function dryRun(
  files: readonly ListedFile[],
  { context, isJson }: { context: RunContext; isJson: boolean },
  cli: Cli,
): number {
  if (isJson) cli.print(`${JSON.stringify({ documents: files.length, files, context })}\n`);
  else cli.print(describePlan(files, context));
  return exitCodes.ok;
}

/** Settings of the run that were given again with --resume; those not given stay as the batch began. */
function overridesOf({ env }: ProcessOptions, others: Cli["env"]): Partial<RunContext> {
  const { run } = parseConfig({ ...others, ...env });
  return {
    ...("FANFOLD_STRATEGY" in env && { strategy: run.strategy }),
    ...("FANFOLD_PARALLELISM" in env && { parallelism: run.parallelism }),
    ...("FANFOLD_CHUNK_SIZE" in env && { chunkSize: run.chunkSize }),
    ...("FANFOLD_ON_ERROR" in env && { onError: run.onError }),
  };
}

const present = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
