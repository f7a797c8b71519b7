import { type AnalysisNote, type AnalysisReason, readByRules } from "#src/domain/analysis.ts";
import { AppError } from "#src/errors.ts";
import type { InvoiceState, InvoiceUpdate } from "#src/state/invoice-state.ts";

/** A scan is nothing without its model, and that gives no answer just now. */
export class ScanUnread extends AppError {
  readonly code = "document.needs_ocr";
  readonly isTransient: boolean;
  readonly analysisNote: AnalysisNote;

  constructor(note: Pick<AnalysisNote, "reason" | "message">) {
    const { reason = "unavailable", message } = note;
    super(
      `The document has no text of its own, and the vision model gave no answer that can be used (${message ?? reason}); process it again, or ask the sender for the original.`,
    );
    this.isTransient = passing.has(reason);
    this.analysisNote = { ...readByRules, degraded: true, reason, ...(message && { message }) };
  }
}

const passing: ReadonlySet<AnalysisReason> = new Set(["unavailable", "timed_out"]);

/**
 * What becomes of such a scan: its quarantine, with the reason.
 *
 * @throws {ScanUnread} In a batch, if it may pass: a later round tries again, and the last one quarantines it.
 */
export function scanUnread(
  { batchId }: Pick<InvoiceState, "batchId">,
  note: Pick<AnalysisNote, "reason" | "message">,
): InvoiceUpdate {
  const unread = new ScanUnread(note);
  if (batchId !== undefined && unread.isTransient) throw unread;
  const { code, message, analysisNote } = unread;
  return { error: { code, message }, analysisNote };
}
