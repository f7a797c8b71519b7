import type { Draft } from "#src/domain/draft.ts";
import { doTotalsAdd, essentialPaths } from "#src/domain/invoice.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";

/** An essential value read with less confidence is worth asking a model about. */
export const sureFrom = 0.75;

/**
 * Whether a model has nothing to add to what was read from a page: every essential value was read with confidence, the totals
 * that are stated add up, and nothing was wrong with the file.
 */
export function isDraftSure({ documentType, invoice, evidence, warnings = [] }: Draft): boolean {
  const isEachSure = essentialPaths.every(
    (path) => valueAt(invoice, path) !== undefined && (evidence[path]?.confidence ?? 0) >= sureFrom,
  );
  return (
    documentType !== "other" &&
    isEachSure &&
    doTotalsAdd(invoice) !== false &&
    warnings.length === 0
  );
}
