import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as invoices from "./samples/invoices.ts";
import { type SampleInvoice, totalsOf } from "./samples/sample-invoice.ts";

/*
 * Writes what the samples state, for `fanfold eval samples --truth`: from what they are made of, not from what is read.
 */

export const samplesTruthFile = fileURLToPath(
  new URL("../test/evaluation/samples-truth.jsonl", import.meta.url),
);

const stated: readonly (readonly [file: string, kind: string, invoice: SampleInvoice])[] = [
  ["talwerk-rechnung.xml", "ubl", invoices.talwerkDesks],
  ["talwerk-gutschrift.xml", "ubl", invoices.talwerkCredit],
  ["nordlicht-xrechnung.xml", "cii", invoices.nordlichtPrint],
  ["rheinquell-factur-x.pdf", "facturx-pdf", invoices.rheinquellDrinks],
  ["rheinquell-zugferd-1.pdf", "facturx-pdf", invoices.rheinquellJune],
  ["hofmann-rechnung.pdf", "pdf-text", invoices.hofmannService],
  ["hofmann-summe-falsch.xml", "ubl", invoices.hofmannWrongSum],
  ["isarblick-17-prozent.pdf", "pdf-text", invoices.isarblickSeminar],
  ["rhone-facture.pdf", "pdf-text", invoices.rhoneStand],
  ["northgate-invoice.pdf", "pdf-text", invoices.northgatePaper],
  ["de-linde-factuur.pdf", "pdf-text", invoices.lindeTransport],
  ["de-linde-reverse-charge.xml", "ubl", invoices.lindeReverseCharge],
  ["kwiat-faktura.pdf", "pdf-text", invoices.kwiatPlants],
  ["naranjo-factura.pdf", "pdf-text", invoices.naranjoMaterial],
  ["alpstein-rechnung.pdf", "pdf-text", invoices.alpsteinGauges],
  ["sakura-invoice.txt", "text", invoices.sakuraTranslation],
];

/** One line of the truth for each sample that is an invoice. */
export function samplesTruth(): string {
  return stated
    .map(([file, kind, invoice]) => `${JSON.stringify(truthOf(file, kind, invoice))}\n`)
    .join("");
}

function truthOf(file: string, kind: string, invoice: SampleInvoice) {
  const { seller, buyer, lines } = invoice;
  const totals = totalsOf(invoice);
  const iban = invoice.iban ?? seller.iban;
  const fields = {
    invoiceNumber: invoice.number,
    issueDate: invoice.issueDate,
    dueDate: invoice.dueDate,
    sellerName: seller.name,
    sellerVatId: seller.vatId,
    buyerName: buyer.name,
    currency: invoice.currency,
    netTotal: totals.totalWithoutTax,
    taxTotal: totals.totalTax,
    grossTotal: totals.totalWithTax,
    iban,
    lineCount: lines.length,
  };
  return {
    file,
    kind,
    group: seller.name,
    docType: invoice.isCreditNote === true ? "creditnote" : "invoice",
    fields,
    ...(kind === "facturx-pdf" && { visible: Object.keys(fields) }),
    lines: lines.map(({ name, quantity, price, ratePercent }, index) => ({
      name,
      invoicedQuantity: quantity,
      itemNetPrice: price,
      lineNetAmount: totals.lineNets[index],
      taxRatePercent: ratePercent,
    })),
  };
}

if (import.meta.main) await writeFile(samplesTruthFile, samplesTruth());
