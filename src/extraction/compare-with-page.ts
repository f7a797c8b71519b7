import type { EvidenceByPath } from "#src/domain/evidence.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Page, ReadingWarning } from "#src/domain/reading.ts";
import { legalForms } from "#src/domain/tables/legal-forms.ts";
import { amountsIn, decimalMarkOf } from "./layout/amounts.ts";
import { invoiceFromPages } from "./layout/invoice-from-pages.ts";
import { layoutOf } from "./layout/layout.ts";
import { plain } from "./layout/normalise.ts";
import { minorOf } from "./layout/sums.ts";

/** A value of the page scored this high accuses; layout rules are wrong now and then. */
const scoreMin = 0.85;

/** Letters of a word of a name that is looked for. */
const nameWordLettersMin = 3;

/** What stands on the pages, to look values up in. */
type Printed = {
  /** Letters and digits in lower case, nothing between them. */
  readonly characters: string;
  readonly words: ReadonlySet<string>;
  /** Amounts in 1/10000, without their sign. */
  readonly sums: ReadonlySet<number>;
  readonly invoice: Invoice;
  readonly evidence: EvidenceByPath;
};

type Compared = {
  readonly rule: string;
  readonly path: string;
  /** What is compared, for a person. */
  readonly name: string;
  readonly valueOf: (invoice: Invoice) => string | undefined;
  readonly isSame: (stated: string, read: string) => boolean;
  /** True if the value of the XML stands somewhere on the pages. */
  readonly isPrinted: (value: string, printed: Printed) => boolean;
};

/** In 1/10000, without its sign. */
const sumOf = (value: string): number => Math.abs(minorOf(value) ?? Number.NaN);

// Not by their digits: 119.00 and 11900 have the same.
const isSameSum = (stated: string, read: string): boolean => sumOf(stated) === sumOf(read);

const isSumPrinted = (value: string, { sums }: Printed): boolean => sums.has(sumOf(value));

const isSameText = (stated: string, read: string): boolean => compact(stated) === compact(read);

const isTextPrinted = (value: string, { characters }: Printed): boolean =>
  characters.includes(compact(value));

/** As it is, or in its groups of four: in a column it may go on in the next line. */
const isAccountPrinted = (value: string, printed: Printed): boolean =>
  isTextPrinted(value, printed) ||
  (compact(value).match(/.{1,4}/gu) ?? []).every((group) => printed.words.has(group));

const compared: readonly Compared[] = [
  {
    rule: "PAGE-TOTAL",
    path: "totalWithTax",
    name: "total with VAT",
    valueOf: ({ totalWithTax }) => totalWithTax,
    isSame: isSameSum,
    isPrinted: isSumPrinted,
  },
  {
    rule: "PAGE-AMOUNT-DUE",
    path: "amountDue",
    name: "amount due",
    valueOf: ({ amountDue }) => amountDue,
    isSame: isSameSum,
    isPrinted: isSumPrinted,
  },
  {
    rule: "PAGE-IBAN",
    path: "iban",
    name: "account",
    valueOf: ({ iban }) => iban,
    isSame: isSameText,
    isPrinted: isAccountPrinted,
  },
  {
    rule: "PAGE-NUMBER",
    path: "invoiceNumber",
    name: "invoice number",
    valueOf: ({ invoiceNumber }) => invoiceNumber,
    isSame: isSameText,
    isPrinted: isTextPrinted,
  },
  {
    rule: "PAGE-SELLER",
    path: "seller.vatId",
    name: "seller's VAT id",
    valueOf: ({ seller }) => seller?.vatId,
    isSame: isSameText,
    isPrinted: isTextPrinted,
  },
  {
    rule: "PAGE-SELLER",
    path: "seller.name",
    name: "seller's name",
    valueOf: ({ seller }) => seller?.name,
    isSame: isSameText,
    isPrinted: (value, printed) =>
      isTextPrinted(value, printed) || ownWordsOf(value).some((word) => printed.words.has(word)),
  },
];

/**
 * Values an e-invoice states and the page it is embedded in does not print, where the page surely prints another in that place: who
 * approves by the page would pay what the XML says, or the other way round.
 *
 * @returns One contradiction a field; none where the page has no text that reads like an invoice.
 */
export function differencesFromPage(xml: Invoice, pages: readonly Page[]): ReadingWarning[] {
  const { documentType, invoice, evidence } = invoiceFromPages(pages);
  if (documentType === "other") return [];
  const printed = { ...textOf(pages), invoice, evidence };
  return compared.flatMap((field) => differenceIn(field, xml, printed) ?? []);
}

function differenceIn(
  { rule, path, name, valueOf, isSame, isPrinted }: Compared,
  xml: Invoice,
  printed: Printed,
): ReadingWarning | undefined {
  const [stated, read] = [valueOf(xml), valueOf(printed.invoice)];
  const { confidence: score = 0, text = "" } = printed.evidence[path] ?? {};
  if (stated === undefined || read === undefined || score < scoreMin) return undefined;
  if (isSame(stated, read) || isPrinted(stated, printed)) return undefined;
  return {
    rule,
    message: `The page prints "${text}" as the ${name}, the embedded XML states "${stated}", which is nowhere on the page.`,
    path,
    isContradiction: true,
  };
}

function textOf(pages: readonly Page[]): Pick<Printed, "characters" | "words" | "sums"> {
  const segments = layoutOf(pages).lines.flatMap((line) => line.segments);
  const mark = decimalMarkOf(segments);
  const words = segments.flatMap(({ text }) => wordsOf(text));
  const sums = segments
    .flatMap((segment) => amountsIn(segment, mark))
    .flatMap(({ value }) => minorOf(value) ?? [])
    .map(Math.abs);
  return {
    characters: compact(segments.map(({ text }) => text).join("")),
    words: new Set(words),
    sums: new Set(sums),
  };
}

const compact = (text: string): string => plain(text).replaceAll(/[^\p{L}\p{N}]/gu, "");

const wordsOf = (text: string): string[] => plain(text).split(/[^\p{L}\p{N}]+/u);

/** Words of a company's name that set it apart: half of all pages print GmbH somewhere. All of them if it has no others. */
function ownWordsOf(name: string): string[] {
  const words = wordsOf(name).filter((word) => word.length >= nameWordLettersMin);
  const own = words.filter((word) => !legalForms.has(word.toUpperCase()));
  return own.length === 0 ? words : own;
}
