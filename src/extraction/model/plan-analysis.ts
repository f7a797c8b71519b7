import { sumDecimals } from "#src/domain/decimal.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { compareDecimals } from "#src/domain/money.ts";
import { isReadFromXml } from "./join.ts";
import { valueAt } from "./invoice-paths.ts";
import { essentialPaths } from "./score-quality.ts";

/** An essential value read with less confidence is worth asking a model about. */
export const sureFrom = 0.75;

/**
 * Whether a model has nothing to add: the values come from XML, or every essential value was read from the page with
 * confidence, the totals that are stated add up, and nothing was wrong with the file.
 */
export function isDraftSure(draft: Draft): boolean {
  if (isReadFromXml(draft)) return true;
  const { documentType, invoice, evidence, warnings = [] } = draft;
  const isEachSure = essentialPaths.every(
    (path) => valueAt(invoice, path) !== undefined && (evidence[path]?.confidence ?? 0) >= sureFrom,
  );
  return documentType !== "other" && isEachSure && doTotalsAgree(invoice) && warnings.length === 0;
}

function doTotalsAgree({ totalWithoutTax, totalTax, totalWithTax }: Invoice): boolean {
  if (totalWithoutTax === undefined || totalTax === undefined || totalWithTax === undefined) {
    return true;
  }
  return compareDecimals(sumDecimals([totalWithoutTax, totalTax]), totalWithTax) === 0;
}
