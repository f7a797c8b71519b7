import type { LedgerRecord } from "#src/ports/ledger.ts";
import { formatAmount } from "#src/report/format.ts";
import { withoutControls } from "./without-controls.ts";

/** Rows shown on a screen, and characters of the longest cells; `--json` has all. */
const rowsMax = 100;
const cellCharsMax = 60;

/** What waits for a person, in one row. */
export type WaitingRow = {
  readonly batchId: string;
  readonly file: string;
  readonly documentId: string;
  readonly revision: number;
  readonly seller?: string;
  readonly invoiceNumber?: string;
  readonly totalWithTax?: string;
  readonly currencyCode?: string;
  readonly riskScore?: number;
  readonly reasons: readonly string[];
};

export function waitingRowOf({ batchId, outcome, revision }: LedgerRecord): WaitingRow {
  const { file, documentId, invoice = {}, risk, decision } = outcome;
  const { seller, invoiceNumber, totalWithTax, currencyCode } = invoice;
  return {
    batchId,
    file,
    documentId,
    revision,
    ...(seller?.name !== undefined && { seller: seller.name }),
    ...(invoiceNumber !== undefined && { invoiceNumber }),
    ...(totalWithTax !== undefined && { totalWithTax }),
    ...(currencyCode !== undefined && { currencyCode }),
    ...(risk && { riskScore: risk.score }),
    reasons: decision?.reasons ?? [],
  };
}

export const nothingWaits = "nothing waits for a person\n";

/** A table for people, and how to decide. Keeps the rows it shows, and counts the others. */
export async function describeWaiting(records: AsyncIterable<LedgerRecord>): Promise<string> {
  const rows: WaitingRow[] = [];
  let hidden = 0;
  for await (const record of records) {
    if (rows.length < rowsMax) rows.push(waitingRowOf(record));
    else hidden += 1;
  }
  if (rows.length === 0) return nothingWaits;
  const cells = [
    ["batch", "document", "revision", "seller", "total", "risk", "first reason"],
    ...rows.map(cellsOf),
  ];
  const widths = cells[0]?.map((_, column) =>
    cells.reduce((widest, line) => Math.max(widest, line[column]?.length ?? 0), 0),
  );
  const table = cells
    .map((line) => line.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join("  "))
    .map((line) => `${line.trimEnd()}\n`);
  const more = hidden > 0 ? [`... and ${hidden} more; see --json\n`] : [];
  return [
    ...table,
    ...more,
    "\ndecide with: fanfold review <batch> <document> --approve|--reject --reviewer NAME\n",
  ].join("");
}

function cellsOf(row: WaitingRow): string[] {
  const { batchId, file, revision, seller = "", totalWithTax, currencyCode, riskScore } = row;
  const total =
    totalWithTax === undefined
      ? ""
      : `${formatAmount(totalWithTax, currencyCode)} ${currencyCode ?? ""}`.trim();
  // Batch and document are what a command line needs whole.
  return [
    withoutControls(batchId),
    withoutControls(file),
    String(revision),
    shortened(seller),
    total,
    riskScore === undefined ? "" : String(riskScore),
    shortened(row.reasons[0] ?? ""),
  ];
}

function shortened(text: string): string {
  const line = withoutControls(text);
  return line.length <= cellCharsMax ? line : `${line.slice(0, cellCharsMax - 1)}…`;
}
