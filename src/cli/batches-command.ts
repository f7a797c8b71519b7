import { parseConfig } from "#src/config.ts";
import type { BatchEntry } from "#src/ports/ledger.ts";
import { exitCodes, type RunCommand, UsageError } from "./cli.ts";
import { lookUp } from "./look-up.ts";
import { parseOptions } from "./parse-options.ts";

/** `fanfold batches`: what was run, newest first. */
export const batchesCommand: RunCommand = async (args, cli) => {
  const { values, positionals } = parseOptions("batches", args, { json: { type: "boolean" } });
  if (positionals.length > 0) throw new UsageError("fanfold batches takes no documents");
  const config = parseConfig(cli.env);
  const entries = (await lookUp(config, (ledger) => ledger.listBatches())) ?? [];
  const batches = entries.map(row);
  if (values.json === true) cli.print(`${JSON.stringify(batches)}\n`);
  else if (batches.length === 0) cli.print(`no batches in ${config.home}\n`);
  else cli.print(table(batches));
  return exitCodes.ok;
};

type BatchRow = Pick<
  BatchEntry,
  "batchId" | "status" | "startedAt" | "dispatched" | "decided" | "awaitingReview" | "quarantined"
>;

const row = (entry: BatchEntry): BatchRow => ({
  batchId: entry.batchId,
  status: entry.status,
  startedAt: entry.startedAt,
  dispatched: entry.dispatched,
  decided: entry.decided,
  awaitingReview: entry.awaitingReview,
  quarantined: entry.quarantined,
});

function table(rows: readonly BatchRow[]): string {
  const cells = [
    ["batch", "status", "started", "documents", "decided", "waiting", "quarantined"],
    ...rows.map((batch) => Object.values(batch).map(String)),
  ];
  const widths = cells[0]?.map((_, column) =>
    cells.reduce((widest, line) => Math.max(widest, line[column]?.length ?? 0), 0),
  );
  return cells
    .map((line) => line.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
