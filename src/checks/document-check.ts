import { isEInvoice } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice, InvoiceLine } from "#src/domain/invoice.ts";
import type { TaxBreakdown } from "#src/domain/tax.ts";
import { cappedByRule, reporter } from "./reporter.ts";

type Requirement<T> = {
  readonly rule: string;
  readonly path: string;
  readonly name: string;
  readonly isMet: (value: T) => boolean;
};

const { verified, contradicted, unknown } = reporter("document");

/** Without these no payment can be judged; they are asked of page text too. */
const essentials: readonly Requirement<Invoice>[] = [
  {
    rule: "BR-02",
    path: "invoiceNumber",
    name: "invoice number",
    isMet: (i) => hasText(i.invoiceNumber),
  },
  { rule: "BR-03", path: "issueDate", name: "issue date", isMet: (i) => i.issueDate !== undefined },
  {
    rule: "BR-05",
    path: "currencyCode",
    name: "currency",
    isMet: (i) => i.currencyCode !== undefined,
  },
  {
    rule: "BR-06",
    path: "seller.name",
    name: "seller's name",
    isMet: (i) => hasText(i.seller?.name),
  },
  {
    rule: "BR-14",
    path: "totalWithTax",
    name: "total with VAT",
    isMet: (i) => i.totalWithTax !== undefined,
  },
];

/** What an e-invoice must state besides. */
const formalities: readonly Requirement<Invoice>[] = [
  {
    rule: "BR-01",
    path: "specificationIdentifier",
    name: "specification identifier",
    isMet: (i) => hasText(i.specificationIdentifier),
  },
  {
    rule: "BR-04",
    path: "invoiceTypeCode",
    name: "invoice type code",
    isMet: (i) => hasText(i.invoiceTypeCode),
  },
  { rule: "BR-07", path: "buyer.name", name: "buyer's name", isMet: (i) => hasText(i.buyer?.name) },
  {
    rule: "BR-08",
    path: "seller.address",
    name: "seller's address",
    isMet: (i) => i.seller?.address !== undefined,
  },
  {
    rule: "BR-09",
    path: "seller.address.countryCode",
    name: "seller's country",
    isMet: (i) => hasText(i.seller?.address?.countryCode),
  },
  {
    rule: "BR-10",
    path: "buyer.address",
    name: "buyer's address",
    isMet: (i) => i.buyer?.address !== undefined,
  },
  {
    rule: "BR-11",
    path: "buyer.address.countryCode",
    name: "buyer's country",
    isMet: (i) => hasText(i.buyer?.address?.countryCode),
  },
  {
    rule: "BR-12",
    path: "sumOfLineNetAmounts",
    name: "sum of line net amounts",
    isMet: (i) => i.sumOfLineNetAmounts !== undefined,
  },
  {
    rule: "BR-13",
    path: "totalWithoutTax",
    name: "total without VAT",
    isMet: (i) => i.totalWithoutTax !== undefined,
  },
  { rule: "BR-15", path: "amountDue", name: "amount due", isMet: (i) => i.amountDue !== undefined },
  {
    rule: "BR-16",
    path: "invoiceLines",
    name: "invoice line",
    isMet: (i) => (i.invoiceLines ?? []).length > 0,
  },
  {
    rule: "BR-CO-18",
    path: "taxBreakdowns",
    name: "VAT breakdown",
    isMet: (i) => (i.taxBreakdowns ?? []).length > 0,
  },
];

const lineFormalities: readonly Requirement<InvoiceLine>[] = [
  { rule: "BR-21", path: "id", name: "identifier", isMet: (line) => hasText(line.id) },
  {
    rule: "BR-22",
    path: "invoicedQuantity",
    name: "quantity",
    isMet: (line) => line.invoicedQuantity !== undefined,
  },
  { rule: "BR-23", path: "unitCode", name: "unit", isMet: (line) => hasText(line.unitCode) },
  {
    rule: "BR-24",
    path: "lineNetAmount",
    name: "net amount",
    isMet: (line) => line.lineNetAmount !== undefined,
  },
  { rule: "BR-25", path: "name", name: "item name", isMet: (line) => hasText(line.name) },
  {
    rule: "BR-26",
    path: "itemNetPrice",
    name: "item net price",
    isMet: (line) => line.itemNetPrice !== undefined,
  },
  {
    rule: "BR-CO-04",
    path: "taxCategory",
    name: "VAT category",
    isMet: (line) => line.taxCategory !== undefined,
  },
];

const breakdownFormalities: readonly Requirement<TaxBreakdown>[] = [
  {
    rule: "BR-45",
    path: "taxableAmount",
    name: "taxable amount",
    isMet: (group) => group.taxableAmount !== undefined,
  },
  {
    rule: "BR-46",
    path: "taxAmount",
    name: "tax amount",
    isMet: (group) => group.taxAmount !== undefined,
  },
  {
    rule: "BR-47",
    path: "taxCategory",
    name: "VAT category",
    isMet: (group) => group.taxCategory !== undefined,
  },
  {
    rule: "BR-48",
    path: "taxRatePercent",
    name: "VAT rate",
    isMet: (group) => group.taxRatePercent !== undefined || group.taxCategory === "O",
  },
];

/** Profiles of Factur-X that are no EN 16931 invoices: they have no lines, and the smallest no VAT breakdown. */
const summaryProfile = /(?:^|[:#])(?:minimum|basicwl)$/i;

/** Checks that the document is an invoice and has what one must have; what reading warned of is reported along. */
export function checkDocument(draft: Draft): Finding[] {
  const { invoice, source, warnings = [] } = draft;
  const isExact = isEInvoice(source);
  return [
    ...checkType(draft),
    ...essentials.flatMap((requirement) => checkEssential(requirement, invoice, isExact)),
    ...(isExact ? checkFormalities(invoice) : []),
    ...warnings.map(({ rule, message, path, isContradiction = false }) =>
      isContradiction
        ? contradicted(rule, message, path === undefined ? {} : { path })
        : unknown(rule, message, path),
    ),
  ];
}

function checkType({ documentType }: Draft): Finding[] {
  const rule = "DOCUMENT-TYPE";
  if (documentType === "other") {
    return [unknown(rule, "Whether this is an invoice was not recognised.")];
  }
  return [verified(rule, `The document is ${typeNames[documentType]}.`)];
}

const typeNames = { invoice: "an invoice", credit_note: "a credit note", receipt: "a receipt" };

function checkEssential(
  { rule, path, name, isMet }: Requirement<Invoice>,
  invoice: Invoice,
  isExact: boolean,
): Finding[] {
  if (isMet(invoice)) return [verified(rule, `The ${name} is stated.`, path)];
  return [
    isExact
      ? contradicted(rule, `The ${name} is missing.`, { path })
      : unknown(rule, `No ${name} was found on the page.`, path),
  ];
}

function checkFormalities(invoice: Invoice): Finding[] {
  const specification = invoice.specificationIdentifier ?? "";
  const isSummary = summaryProfile.test(specification);
  const rulesLeftOut = isSummary ? rulesOfFullInvoices : new Set<string>();
  // Another standard asks for other fields: worth a look, but no offence against EN 16931.
  const isForeign = hasText(specification) && !/en16931|factur-x|ferd/i.test(specification);
  const place = (path: string): { path: string; severity?: "warning" } =>
    isForeign ? { path, severity: "warning" } : { path };
  const header = formalities
    .filter(({ rule, isMet }) => !rulesLeftOut.has(rule) && !isMet(invoice))
    .map(({ rule, path, name }) => contradicted(rule, `The ${name} is missing.`, place(path)));
  const parts = [
    ...(isSummary
      ? []
      : missingParts(lineFormalities, "invoiceLines", "Line", invoice.invoiceLines)),
    ...missingParts(breakdownFormalities, "taxBreakdowns", "VAT breakdown", invoice.taxBreakdowns),
  ];
  return [
    ...header,
    ...cappedByRule(
      parts.map(({ rule, path, message }) => contradicted(rule, message, place(path))),
    ),
  ];
}

const rulesOfFullInvoices: ReadonlySet<string> = new Set([
  "BR-04",
  "BR-08",
  "BR-09",
  "BR-10",
  "BR-11",
  "BR-12",
  "BR-16",
  "BR-CO-18",
]);

function missingParts<T extends object>(
  requirements: readonly Requirement<T>[],
  path: string,
  name: string,
  parts: readonly T[] = [],
): { rule: string; path: string; message: string }[] {
  return parts.flatMap((part, index) =>
    requirements
      .filter(({ isMet }) => !isMet(part))
      .map((requirement) => ({
        rule: requirement.rule,
        path: `${path}.${index}.${requirement.path}`,
        message: `${name} ${index + 1} has no ${requirement.name}.`,
      })),
  );
}

const hasText = (value: string | undefined): boolean => value !== undefined && value.trim() !== "";
