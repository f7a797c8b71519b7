import type { EInvoice, ReadingWarning } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { acceptRoot, eInvoiceOf, versionWarnings } from "../e-invoice-root.ts";
import { documentKind } from "../document-kind.ts";
import { parseXml } from "../parse-xml.ts";
import { attachmentsOf } from "./attachments.ts";
import type { Pdf } from "./open-pdf.ts";

type Embedded = {
  readonly eInvoice?: EInvoice;
  readonly warnings: readonly ReadingWarning[];
};

/** Names the specifications give the invoice, best first; other names count after these. */
const invoiceNames: readonly string[] = ["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"];

/** The name the specification gives an order; it makes the PDF one, while other attachments only accompany it. */
const orderName = /^order-x\.xml$/i;

/**
 * Finds the e-invoice among the files attached to a PDF, by their content.
 *
 * An attachment that should be the invoice but cannot be read is a warning: the page still says what it says.
 *
 * @throws {DocumentRejected} `document.not_an_invoice` if the attachment makes the PDF another document (Order-X).
 */
export function embeddedInvoice(pdf: Pdf, limits: ReadingLimits): Embedded {
  const listed = attachmentsOf(pdf);
  const warnings: ReadingWarning[] = [];
  if (listed.length > limits.attachmentsMax) {
    warnings.push({
      rule: "DOCUMENT-ATTACHMENTS",
      message: `The PDF has ${listed.length} attachments; only the first ${limits.attachmentsMax} were looked at.`,
    });
  }
  const ranked = listed
    .toSorted((left, right) => rankOf(left.name) - rankOf(right.name))
    .slice(0, limits.attachmentsMax);

  const found: { name: string; eInvoice: EInvoice }[] = [];
  for (const { name, content } of ranked) {
    const bytes = content();
    if (bytes === undefined || documentKind(bytes).kind !== "xml") {
      if (rankOf(name) < invoiceNames.length) warnings.push(unreadable(name, "it is not XML"));
      continue;
    }
    try {
      found.push({ name, eInvoice: eInvoiceOf(parseXml(bytes, { limits, acceptRoot })) });
    } catch (error) {
      if (!(error instanceof DocumentRejected)) throw error;
      if (error.code === "document.not_an_invoice" && orderName.test(name)) {
        throw new DocumentRejected(error.code, `Attachment ${name}: ${error.message}`);
      }
      if (rankOf(name) < invoiceNames.length || error.code.startsWith("document.xml_")) {
        warnings.push(unreadable(name, error.message));
      }
    }
  }
  const [first, ...others] = found;
  if (first === undefined) return { warnings };
  if (others.length > 0) warnings.push(severalFound(found.map(({ name }) => name)));
  warnings.push(...versionWarnings(first.eInvoice));
  return { eInvoice: first.eInvoice, warnings };
}

function rankOf(name: string): number {
  const rank = invoiceNames.indexOf(name.toLowerCase());
  return rank < 0 ? invoiceNames.length : rank;
}

const unreadable = (name: string, reason: string): ReadingWarning => ({
  rule: "DOCUMENT-EMBEDDED-XML",
  message: `The e-invoice attached to the PDF (${name}) could not be used, so the printed page was read. ${reason}`,
});

const severalFound = (names: readonly string[]): ReadingWarning => ({
  rule: "DOCUMENT-EMBEDDED-SEVERAL",
  message: `The PDF has ${names.length} e-invoices attached (${names.join(", ")}); ${names[0]} was read.`,
});
