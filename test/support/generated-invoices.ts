import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import PDFDocument from "pdfkit";

/*
 * Simulated invoices in any number, for benchmarks and for tests that need many: correct ones, and every tenth a repetition of
 * the number before it, so that copies are found across chunks.
 */

type GeneratedInvoice = {
  readonly number: string;
  readonly issueDate: string;
  readonly net: string;
  readonly tax: string;
  readonly gross: string;
};

function generated(index: number): GeneratedInvoice {
  const netMinor = 10_000 + ((index * 7_919) % 90_000) * 100;
  const taxMinor = (netMinor * 19) / 100;
  const original = index % 10 === 9 ? index - 1 : index;
  return {
    number: `G-${String(original).padStart(6, "0")}`,
    issueDate: `2026-0${1 + (index % 9)}-${String(1 + (index % 28)).padStart(2, "0")}`,
    net: euros(netMinor),
    tax: euros(taxMinor),
    gross: euros(netMinor + taxMinor),
  };
}

const euros = (minor: number): string =>
  `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;

/** A UBL invoice of a German seller with one line; the sums add up. */
export function generatedUbl(index: number): string {
  const { number, issueDate, net, tax, gross } = generated(index);
  const amount = (name: string, value: string): string =>
    `<cbc:${name} currencyID="EUR">${value}</cbc:${name}>`;
  const party = (name: string, vatId: string): string => `<cac:Party>
      <cac:PostalAddress><cbc:StreetName>Lindenweg 5</cbc:StreetName><cbc:CityName>Berlin</cbc:CityName><cbc:PostalZone>10115</cbc:PostalZone>
        <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
      <cac:PartyTaxScheme><cbc:CompanyID>${vatId}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
      <cac:PartyLegalEntity><cbc:RegistrationName>${name}</cbc:RegistrationName></cac:PartyLegalEntity>
    </cac:Party>`;
  const category =
    "<cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";
  return `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>${number}</cbc:ID>
  <cbc:IssueDate>${issueDate}</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cbc:BuyerReference>B-1</cbc:BuyerReference>
  <cac:AccountingSupplierParty>${party("Beispiel Werke GmbH", "DE136695976")}</cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty>${party("Muster Handel AG", "DE129273398")}</cac:AccountingCustomerParty>
  <cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>
    <cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
  <cac:PaymentTerms><cbc:Note>30 days</cbc:Note></cac:PaymentTerms>
  <cac:TaxTotal>${amount("TaxAmount", tax)}
    <cac:TaxSubtotal>${amount("TaxableAmount", net)}${amount("TaxAmount", tax)}<cac:TaxCategory>${category}</cac:TaxCategory></cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>${amount("LineExtensionAmount", net)}${amount("TaxExclusiveAmount", net)}${amount("TaxInclusiveAmount", gross)}${amount("PayableAmount", gross)}</cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>${amount("LineExtensionAmount", net)}
    <cac:Item><cbc:Name>Service ${index}</cbc:Name><cac:ClassifiedTaxCategory>${category}</cac:ClassifiedTaxCategory></cac:Item>
    <cac:Price>${amount("PriceAmount", net)}</cac:Price></cac:InvoiceLine>
</Invoice>
`;
}

/** Writes the same invoice as a page of text. */
async function writeGeneratedPdf(index: number, file: string): Promise<void> {
  const { number, issueDate, net, tax, gross } = generated(index);
  const pdf = new PDFDocument({ size: "A4", margin: 50 });
  pdf.fontSize(16).text("Example Works Ltd", 50, 50);
  pdf.fontSize(10).text("12 High Street, London SW1A 1AA, United Kingdom", 50, 72);
  pdf.fontSize(14).text("Invoice", 50, 120);
  const row = (y: number, label: string, value: string): void => {
    pdf.fontSize(10).text(label, 320, y).text(value, 430, y, { width: 110, align: "right" });
  };
  row(120, "Invoice number", `P${number}`);
  row(136, "Invoice date", issueDate);
  pdf.text("Bill to", 50, 150).text("Sample Trading Ltd", 50, 164);
  row(240, "Description", "Amount");
  pdf.text(`Service ${index}`, 50, 258);
  row(258, "1", `EUR ${net}`);
  row(300, "Net total", `EUR ${net}`);
  row(316, "VAT 19 %", `EUR ${tax}`);
  row(332, "Total", `EUR ${gross}`);
  pdf.text("VAT ID DE136695976   IBAN DE89 3704 0044 0532 0130 00", 50, 760);
  const written = pipeline(pdf, createWriteStream(file));
  pdf.end();
  await written;
}

/** Writes `count` invoices into a folder. */
export async function writeGeneratedInvoices(
  folder: string,
  { count, kind }: { readonly count: number; readonly kind: "xml" | "pdf" },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const file = path.join(folder, `${String(index).padStart(6, "0")}.${kind}`);
    if (kind === "xml") await writeFile(file, generatedUbl(index));
    else await writeGeneratedPdf(index, file);
  }
}
