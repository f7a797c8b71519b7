import type { DocumentContent } from "#src/domain/reading.ts";
import { textOfPage } from "#src/adapters/ollama/page-text.ts";

/** What else stands on a document's pages: the stuff wrong answers are made of. */
export type PageValues = {
  /** Decimal strings. */
  readonly amounts: readonly string[];
  /** ISO dates. */
  readonly dates: readonly string[];
  /** Words with a digit, four characters or more. */
  readonly identifiers: readonly string[];
  /** Runs of text with letters. */
  readonly names: readonly string[];
  /** Currency codes. */
  readonly currencies: readonly string[];
};

/** Reads them crudely from the text; nothing from pictures. */
export function valuesOfPages(content: DocumentContent): PageValues {
  const text = content.kind === "text" ? content.pages.map(textOfPage).join("\n") : "";
  const runs = text.split(/\n| {2,}/).map((run) => run.trim());
  return {
    amounts: unique([...text.matchAll(/(?<![\d.,])\d{1,3}(?:[ .,'’]?\d{3})*[.,]\d{2}(?![\d.,%])/g)])
      .map(decimalOf)
      .filter((amount) => Number(amount) !== 0),
    dates: datesOf(text),
    identifiers: unique([...text.matchAll(/(?<!\S)(?=\S*\d)[A-Z0-9][\w/-]{3,}(?!\S)/g)]),
    names: [...new Set(runs.filter((run) => /\p{L}{3}/u.test(run) && run.length <= 60))],
    currencies: unique([...text.matchAll(/\b(?:EUR|USD|GBP|CHF|PLN|SEK|DKK|NOK)\b/g)]),
  };
}

const unique = (matches: readonly RegExpExecArray[]): string[] => [
  ...new Set(matches.map(([match]) => match)),
];

const decimalOf = (printed: string): string =>
  `${printed.slice(0, -3).replaceAll(/\D/g, "")}.${printed.slice(-2)}`;

function datesOf(text: string): readonly string[] {
  const iso = [...text.matchAll(/\b(20\d\d)-(\d\d)-(\d\d)\b/g)].map(([date]) => date);
  const dayFirst = [...text.matchAll(/\b(\d\d)[./-](\d\d)[./-](20\d\d)\b/g)].map(
    ([, day, month, year]) => `${year}-${month}-${day}`,
  );
  const isDate = (date: string): boolean => !Number.isNaN(Date.parse(date));
  return [...new Set([...iso, ...dayFirst].filter(isDate))];
}
