import type { Draft } from "#src/domain/draft.ts";
import { doTotalsAdd, essentialPaths } from "#src/domain/invoice.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";

/**
 * Whether a model has nothing to add to what was read from a page: every essential value was read surely enough to be used without a
 * person, the totals that are stated add up, and nothing was wrong with the file.
 *
 * @param sureFrom - Confidence from which a value is used.
 */
export function isDraftSure(
  { documentType, invoice, evidence, warnings = [] }: Draft,
  sureFrom: number,
): boolean {
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
