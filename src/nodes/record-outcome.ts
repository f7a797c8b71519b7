import assert from "node:assert/strict";
import { keepReview } from "#src/decision/review.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { type Ledger, LedgerUnavailable, type OutcomeVersions } from "#src/ports/ledger.ts";

/** Times a record may change under a writer: each takes another process that wrote between two calls of ours. */
export const racesMax = 5;

/**
 * Records what came of a document. If a person decided on the same content before, the decision stays theirs.
 *
 * @returns What the ledger holds now.
 */
export async function recordOutcome(
  ledger: Pick<Ledger, "record" | "findRecord">,
  { batchId, outcome }: { batchId: string; outcome: Outcome },
  options: { versions: OutcomeVersions; fingerprint: Fingerprint },
): Promise<Outcome> {
  if (await ledger.record(batchId, outcome, options)) return outcome;
  for (let race = 1; race <= racesMax; race += 1) {
    const before = await ledger.findRecord(batchId, outcome.file);
    assert(before !== undefined, "what refused to be replaced is there");
    const kept = keepReview(outcome, before.outcome);
    if (kept === before.outcome) return kept;
    const { revision } = before;
    if (await ledger.record(batchId, kept, { ...options, revision })) return kept;
  }
  throw recordChanging(batchId, outcome.file);
}

export const recordChanging = (batchId: string, file: string): LedgerUnavailable =>
  new LedgerUnavailable(
    `the record of ${file} in batch ${batchId} changes as fast as it is read; try again when other runs are done`,
    { isTransient: true },
  );
