import assert from "node:assert/strict";
import { type AnyDuplicateMatch, checkDuplicates } from "#src/checks/duplicates-check.ts";
import { matchWithinBatch } from "#src/checks/match-within-batch.ts";
import { keepReview } from "#src/decision/review.ts";
import type { InputDocument } from "#src/domain/document.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Ledger, LedgerItem } from "#src/ports/ledger.ts";
import { judgeAgain, type JudgeDeps } from "./judge.ts";
import { racesMax, recordChanging } from "./record-outcome.ts";

export type SettleDeps = JudgeDeps & { readonly ledger: Ledger };

export type Settling = {
  readonly batchId: string;
  /** Documents whose outcomes are recorded. */
  readonly documents: readonly InputDocument[];
  readonly baseCurrency: CurrencyCode;
  readonly signal: AbortSignal | undefined;
};

/**
 * Compares recorded documents with each other and with the claims of batches settled before, and judges anew those for which
 * that makes a difference.
 *
 * The batch takes its place in the order of settling first: of two batches that hold the same claim at the same time, the later
 * one sees the other. Inside the batch the original is a document claimed before at the same place, else the one whose
 * `file` sorts first; which finished first has no say. Repeating it changes nothing.
 *
 * @returns The outcomes that changed, as recorded.
 */
export async function settleDuplicates(deps: SettleDeps, settling: Settling): Promise<Outcome[]> {
  const { ledger, policy } = deps;
  const { batchId, documents, baseCurrency, signal } = settling;
  await ledger.settleBatch(batchId);
  const items = await ledger.items(batchId);
  const nearDays = policy.duplicateWindowDays;
  const copies = matchWithinBatch(items, { nearDays });
  const itemByFile = new Map(items.map((item) => [item.file, item]));
  const changed: Outcome[] = [];
  for (const document of documents) {
    signal?.throwIfAborted();
    const item = itemByFile.get(document.file);
    if (item === undefined) continue;
    const { fingerprint } = item;
    const earlier = await ledger.findDuplicates(document, fingerprint, { batchId, nearDays });
    const matches = [...earlier, ...(copies.get(document.file) ?? [])];
    const settled = await settle(deps, { batchId, item, matches, baseCurrency, signal });
    if (settled !== undefined) changed.push(settled);
  }
  const repeated = [...copies].filter(([, matches]) => matches.some(isRepetition));
  await ledger.markDuplicates(
    batchId,
    repeated.map(([file]) => file),
  );
  return changed;
}

/** A document that only looks like another, by amount and date, is still the original of its own number. */
const isRepetition = ({ kind }: AnyDuplicateMatch): boolean => kind !== "same_amount_near_date";

type Judging = {
  readonly batchId: string;
  readonly item: LedgerItem;
  readonly matches: readonly AnyDuplicateMatch[];
  readonly baseCurrency: CurrencyCode;
  readonly signal: AbortSignal | undefined;
};

/** Records what these matches make of a document; a record that changes meanwhile, by a person's decision, is judged again. */
async function settle(deps: SettleDeps, judging: Judging): Promise<Outcome | undefined> {
  const { ledger, versions } = deps;
  const { batchId, item, matches } = judging;
  // Reading a record back is what costs: most documents repeat nothing and were never said to.
  if (matches.length === 0 && !item.isCalledDuplicate) return undefined;
  for (let race = 1; race <= racesMax; race += 1) {
    const record = await ledger.findRecord(batchId, item.file);
    assert(record !== undefined, "an item has its outcome");
    const { outcome, revision } = record;
    const settled = await withMatches(deps, outcome, judging);
    if (settled === undefined) return undefined;
    const options = { versions, fingerprint: item.fingerprint, revision };
    if (await ledger.record(batchId, settled, options)) return settled;
  }
  throw recordChanging(batchId, item.file);
}

/** The outcome with these matches, and what follows from them; `undefined` if that is what it says already. */
async function withMatches(
  deps: SettleDeps,
  outcome: Outcome,
  { matches, baseCurrency, signal }: Judging,
): Promise<Outcome | undefined> {
  const duplicates = checkDuplicates(matches);
  const before = outcome.findings.filter(({ check }) => check === "duplicates");
  if (JSON.stringify(before) === JSON.stringify(duplicates)) return undefined;
  const judged = await judgeAgain(deps, outcome, {
    checks: ["duplicates"],
    findings: duplicates,
    baseCurrency,
    signal,
  });
  return keepReview(judged, outcome);
}
