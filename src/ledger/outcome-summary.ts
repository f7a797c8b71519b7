import type { OutcomeSummary } from "#src/domain/batch.ts";
import type { Outcome } from "#src/domain/outcome.ts";

/** What a batch keeps of a record. */
export const outcomeSummaryOf = (outcome: Outcome): OutcomeSummary => ({
  documentId: outcome.documentId,
  file: outcome.file,
  status: outcome.status,
  attempts: outcome.error?.attempts ?? 1,
  ...(outcome.source && { source: outcome.source }),
  ...(outcome.decision && { action: outcome.decision.action }),
  ...(outcome.error && { errorCode: outcome.error.code, errorMessage: outcome.error.message }),
});
