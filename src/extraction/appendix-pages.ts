import type { Appendix } from "#src/domain/draft.ts";
import type { Page } from "#src/domain/reading.ts";
import { phraseKey } from "./layout/normalise.ts";
import { type Layout, labelsWith, layoutOf } from "./layout/layout.ts";
import { linesOf } from "./layout/text-lines.ts";
import { appendixHeadings } from "./layout/vocabulary/page-words.ts";

/** Lines from the top of a page that may be its heading. */
const headingLinesMax = 8;

/** Terms are running text: at least this many words on a line that is full, on average. */
const termsWordsPerLineMin = 5;
const termsWordsMin = 80;

/** What would be lost with a page: its sums, its number, its account. */
const invoiceLabels = [
  "totalWithTax",
  "totalWithoutTax",
  "amountDue",
  "subtotal",
  "totalTax",
  "invoiceNumber",
  "iban",
  "lineAmount",
  "lineNet",
  "lineGross",
  "unitPrice",
] as const;

const kindByHeading: ReadonlyMap<string, Appendix["kind"]> = new Map(
  Object.entries(appendixHeadings).flatMap(([kind, byLanguage]) =>
    Object.values(byLanguage).flatMap((headings: readonly string[]) =>
      headings.map((heading) => [phraseKey(heading), kind as Appendix["kind"]] as const),
    ),
  ),
);

/**
 * The pages that are no part of the invoice: terms, delivery notes, time sheets, by their heading, and blank ones. Never the first
 * page, nor one that has a sum, an account, an invoice number or a price.
 */
export function findAppendices(pages: readonly Page[]): Appendix[] {
  return pages.slice(1).flatMap((page) => {
    const kind = kindOf(page);
    return kind === undefined ? [] : [{ page: page.number, kind }];
  });
}

function kindOf(page: Page): Appendix["kind"] | undefined {
  if (page.isPicture === true) return undefined;
  if (page.rows.every(({ words }) => words.length === 0)) return "blank";
  const kind = linesOf([page])
    .slice(0, headingLinesMax)
    .flatMap(({ segments }) => segments.map(({ text }) => kindByHeading.get(phraseKey(text))))
    .find((found) => found !== undefined);
  if (kind === undefined) return undefined;
  // Labels take longest to find, and few pages have such a heading.
  const layout = layoutOf([page]);
  if (isOfInvoice(layout)) return undefined;
  return kind !== "terms" || isRunningText(layout) ? kind : undefined;
}

/** A label in a sentence of terms announces nothing; one that begins its segment with a value beside it does. */
const isOfInvoice = (layout: Layout): boolean =>
  labelsWith(layout, ...invoiceLabels).some(
    ({ isAtStart, rest, hasColon, segment }) =>
      isAtStart && (hasColon || /\d/.test(rest?.text ?? "") || segment.words.length <= 3),
  );

function isRunningText({ lines }: Layout): boolean {
  const words = lines.reduce((sum, line) => sum + line.words.length, 0);
  return words >= termsWordsMin && words >= lines.length * termsWordsPerLineMin;
}
