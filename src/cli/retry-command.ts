import path from "node:path";
import { type App, localFolder } from "#src/app.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import { type Cli, exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { engineOf } from "./engine-of.ts";
import { parseOptions } from "./parse-options.ts";
import { runAndWrite } from "./process-command.ts";
import { findSavedBatch, type SavedBatch, withSavedApp } from "./saved-batch.ts";
import { createScreen } from "./screen.ts";
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
    const settings = { ...found.saved, out: path.resolve(values.out ?? found.saved.out) };
    await prepareOutput(settings.out);
    const engine = await engineOf(app, settings.run, cli);
    const files = await app.ledger.reopenQuarantined(batchId);
    if (files.length === 0) return nothingToDo(cli, options);
    screen.tell(`${files.length} of ${found.batch.dispatched} documents are taken again\n`);
    const again: App = { ...app, documentFolder: await foldersOf(app, found) };
    const { startedAt } = found.batch;
    const work = { batchId, startedAt, settings, engine, screen, options };
    return await runAndWrite(again, work, cli);
  });
};

function nothingToDo(cli: Cli, { isJson }: { isJson: boolean }): number {
  cli.print(isJson ? "{}\n" : "no document of the batch is quarantined: nothing to do\n");
  return exitCodes.ok;
}

/** The files the batch had: what was put beside them since is no part of it. */
async function foldersOf(app: App, { batch }: SavedBatch): Promise<DocumentFolder> {
  const known = new Set<string>();
  for await (const { file } of app.ledger.outcomes(batch.batchId)) known.add(file);
  return {
    list: async (paths, options) =>
      (await localFolder.list(paths, options)).filter(({ file }) => known.has(file)),
    identify: async (file, signal) => await localFolder.identify(file, signal),
  };
}
