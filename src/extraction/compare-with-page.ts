import type { EvidenceByPath } from "#src/domain/evidence.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Page, ReadingWarning } from "#src/domain/reading.ts";
import { legalForms } from "#src/domain/tables/legal-forms.ts";
import { invoiceFromPages } from "./layout/invoice-from-pages.ts";
import {
  isAccountPrinted,
  isSameSum,
  isSameText,
  isSumPrinted,
  isTextPrinted,
  type Printed,
  printedOn,
  wordsOf,
} from "./printed.ts";

/** A value of the page scored this high accuses; layout rules are wrong now and then. */
const scoreMin = 0.85;

/** Letters of a word of a name that is looked for. */
const nameWordLettersMin = 3;

/** What stands on the pages, and what rules read from them. */
type PageRead = {
  readonly printed: Printed;
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
  const page = { printed: printedOn(pages), invoice, evidence };
  return compared.flatMap((field) => differenceIn(field, xml, page) ?? []);
}

function differenceIn(
  { rule, path, name, valueOf, isSame, isPrinted }: Compared,
  xml: Invoice,
  { printed, invoice, evidence }: PageRead,
): ReadingWarning | undefined {
  const [stated, read] = [valueOf(xml), valueOf(invoice)];
  const { confidence: score = 0, text = "" } = evidence[path] ?? {};
  if (stated === undefined || read === undefined || score < scoreMin) return undefined;
  if (isSame(stated, read) || isPrinted(stated, printed)) return undefined;
  return {
    rule,
    message: `The page prints "${text}" as the ${name}, the embedded XML states "${stated}", which is nowhere on the page.`,
    path,
    isContradiction: true,
  };
}

/** Words of a company's name that set it apart: half of all pages print GmbH somewhere. All of them if it has no others. */
function ownWordsOf(name: string): string[] {
  const words = wordsOf(name).filter((word) => word.length >= nameWordLettersMin);
  const own = words.filter((word) => !legalForms.has(word.toUpperCase()));
  return own.length === 0 ? words : own;
}
