import path from "node:path";
import { buildGraphs } from "#graphs/build-graphs.ts";
import type { App } from "#src/app.ts";
import type { BatchSummary } from "#src/domain/batch.ts";
import { outcomeSummaryOf } from "#src/ledger/outcome-summary.ts";
import { measureBatch } from "#src/ledger/measure-operations.ts";
import { summarizeBatch } from "#src/ledger/summarize-batch.ts";
import type { Rechecked } from "#src/state/recheck-state.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { createCliLog } from "./cli-log.ts";
import { parseOptions } from "./parse-options.ts";
import { findSavedBatch, type SavedBatch, withSavedApp } from "./saved-batch.ts";
import { withoutControls } from "./without-controls.ts";
import { prepareOutput, writeResults } from "./write-results.ts";

/** Documents named on a screen. */
const namedMax = 20;

/** `fanfold reconcile <batchId>`: runs the checks that services had not answered, and decides anew. */
export const reconcileCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("reconcile", args, {
    out: { type: "string", short: "o" },
    json: { type: "boolean" },
  });
  const [batchId, ...others] = positionals;
  if (batchId === undefined || others.length > 0) {
    throw new UsageError("name one batch: fanfold reconcile <batchId>; see fanfold batches");
  }
  const found = await findSavedBatch(batchId, cli.env);
  if (found.batch.summary === undefined) {
    throw new UsageError(
      `batch ${batchId} is not done; go on with it first: fanfold process --resume ${batchId}`,
    );
  }
  const out = path.resolve(values.out ?? found.saved.out);
  const log = createCliLog((line) => cli.tell(`${line}\n`));
  return await withSavedApp(found, log, async (app) => {
    await prepareOutput(out);
    const rechecked = await recheckAndWrite(app, found, { out, cli });
    if (rechecked === undefined) return exitCodes.interrupted;
    if (values.json === true) cli.print(`${JSON.stringify({ batchId, rechecked })}\n`);
    else cli.print(describe(rechecked));
    const isAllAnswered = rechecked.every(({ stillSkipped }) => stillSkipped.length === 0);
    return isAllAnswered ? exitCodes.ok : exitCodes.someQuarantined;
  });
};

/** @returns Nothing if it was interrupted; what was recorded till then is in the results of the next run. */
async function recheckAndWrite(
  app: App,
  found: SavedBatch,
  { out, cli }: { out: string; cli: Cli },
): Promise<Rechecked[] | undefined> {
  try {
    const rechecked = await recheck(app, found, cli);
    // Also where nothing was left to check: a run before this one may have ended before it wrote its results.
    await finish(app, found, out);
    return rechecked;
  } catch (error) {
    if (!cli.signal.aborted) throw error;
    const goOn = `fanfold reconcile ${found.batch.batchId}`;
    cli.tell(`Interrupted. What was recorded is kept. Go on with:\n  ${goOn}\n`);
    return undefined;
  }
}

async function recheck(app: App, { batch, saved }: SavedBatch, { signal }: Cli) {
  const { recheckBatch } = buildGraphs(app);
  const { batchId } = batch;
  const { rechecked } = await recheckBatch.invoke({ batchId }, { context: saved.run, signal });
  return Object.values(rechecked);
}

/** The counts and results of the batch as they are now. */
async function finish(app: App, { batch, saved }: SavedBatch, out: string): Promise<void> {
  const { batchId, startedAt } = batch;
  const outcomes = await Array.fromAsync(app.ledger.outcomes(batchId), outcomeSummaryOf);
  const wallMs = (batch.summary?.wallSeconds ?? 0) * 1_000;
  const leaveOutQuarantined = saved.run.onError === "skip";
  const operations = await measureBatch(app.ledger.outcomes(batchId));
  const counted = { wallMs, leaveOutQuarantined, operations };
  const { resources, advice } = batch.summary ?? {};
  const summary: BatchSummary = {
    ...summarizeBatch(batchId, outcomes, { ...counted, resources }),
    ...(advice && { advice }),
  };
  await app.ledger.finishBatch(batchId, summary, new Date(app.now()).toISOString());
  await writeResults(out, {
    summary,
    outcomes: () => app.ledger.outcomes(batchId),
    startedAt,
    baseCurrency: saved.run.baseCurrency,
    timings: [],
  });
}

function describe(rechecked: readonly Rechecked[]): string {
  if (rechecked.length === 0) {
    return "nothing to check again: no check was skipped, or a person has decided\n";
  }
  const changed = rechecked.filter(({ before, after }) => before !== after);
  const waiting = rechecked.filter(({ stillSkipped }) => stillSkipped.length > 0);
  const line = ({ file, before, after }: Rechecked): string =>
    `  ${withoutControls(file)}  ${before} -> ${after}`;
  return [
    `${rechecked.length} documents checked again, ${changed.length} decisions changed, ${waiting.length} still without an answer`,
    ...changed.slice(0, namedMax).map(line),
    ...(changed.length > namedMax ? [`  ... and ${changed.length - namedMax} more`] : []),
    "",
  ].join("\n");
}
