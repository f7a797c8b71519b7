import path from "node:path";
import type { Ledger } from "#src/ports/ledger.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { engineOf } from "./engine-of.ts";
import { parseOptions } from "./parse-options.ts";
import { runAndWrite } from "./process-command.ts";
import { forgetCheckpoints } from "./run-batch.ts";
import { findSavedBatch, withSavedApp } from "./saved-batch.ts";
import { createScreen } from "./screen.ts";
import { takingAgain } from "./taking-again.ts";
import { prepareOutput } from "./write-results.ts";

/** `fanfold retry <batchId>`: takes the quarantined documents of a batch again, as they are now. */
export const retryCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("retry", args, {
    out: { type: "string", short: "o" },
    json: { type: "boolean" },
    quiet: { type: "boolean", short: "q" },
  });
  const [batchId, ...others] = positionals;
  if (batchId === undefined || others.length > 0) {
    throw new UsageError("name one batch: fanfold retry <batchId>; see fanfold batches");
  }
  const found = await findSavedBatch(batchId, cli.env);
  if (found.batch.summary === undefined) {
    throw new UsageError(
      `batch ${batchId} is not done; go on with it first: fanfold process --resume ${batchId}`,
    );
  }
  const options = { isJson: values.json ?? false, isQuiet: values.quiet ?? false };
  const screen = createScreen(cli, { total: found.batch.dispatched, options });
  return await withSavedApp(found, screen.log, async (app) => {
    const files = await quarantinedFiles(app.ledger, batchId);
    if (files.length === 0) return nothingToDo(cli, options);
    const out = path.resolve(values.out ?? found.saved.out);
    await prepareOutput(out);
    const run = (await forgetCheckpoints(app, batchId)) ?? found.saved.run;
    const engine = await engineOf(app, run, cli);
    const again = await takingAgain(app, batchId, files);
    // First: a resume of what is reopened has to know what it may read.
    await app.ledger.saveSettings(batchId, { ...found.batch.settings, run, retried: files });
    await app.ledger.reopenQuarantined(batchId);
    screen.tell(`${files.length} of ${found.batch.dispatched} documents are taken again\n`);
    const settings = { ...found.saved, out, run };
    const { startedAt } = found.batch;
    const work = { batchId, startedAt, settings, engine, screen, options };
    return await runAndWrite(again, work, cli);
  });
};

function nothingToDo(cli: Cli, { isJson }: { isJson: boolean }): number {
  cli.print(isJson ? "{}\n" : "no document of the batch is quarantined: nothing to do\n");
  return exitCodes.ok;
}

async function quarantinedFiles(ledger: Ledger, batchId: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const { file, status } of ledger.outcomes(batchId)) {
    if (status === "quarantined") files.push(file);
  }
  return files;
}
