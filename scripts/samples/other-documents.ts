import { amountText, labels } from "./labels.ts";
import { makePdf, write } from "./pdf-file.ts";
import { totalsOf, type SampleInvoice } from "./sample-invoice.ts";

/** An invoice as some systems still mail it: nothing but text in columns. */
export function textInvoice(invoice: SampleInvoice): string {
  const words = labels[invoice.language];
  const totals = totalsOf(invoice);
  const amount = (value: string): string => amountText(value, invoice.digits, words);
  const { seller, buyer, currency } = invoice;
  const row = (cells: readonly [string, string, string, string]): string =>
    `${cells[0].padEnd(38)}${cells[1].padStart(8)}${cells[2].padStart(14)}${cells[3].padStart(16)}`;
  const sum = (label: string, value: string): string =>
    `${"".padEnd(38)}${label.padEnd(22)}${`${currency} ${amount(value)}`.padStart(16)}`;
  const lines = [
    seller.name,
    seller.street,
    `${seller.city} ${seller.postCode}, ${seller.country}`,
    `${seller.phone ?? ""}  ${seller.mail ?? ""}`,
    "",
    "INVOICE",
    "",
    `Invoice number: ${invoice.number}`,
    `Invoice date:   ${invoice.issueDate}`,
    `Due date:       ${invoice.dueDate ?? ""}`,
    `Currency:       ${currency}`,
    "",
    "Bill to:",
    buyer.name,
    buyer.street,
    `${buyer.city} ${buyer.postCode}, ${buyer.country}`,
    "",
    row(["Description", "Hours", "Rate", "Amount"]),
    "-".repeat(76),
    ...invoice.lines.map((line, index) =>
      row([line.name, line.quantity, amount(line.price), amount(totals.lineNets[index] ?? "0")]),
    ),
    "-".repeat(76),
    sum("Subtotal", totals.totalWithoutTax),
    ...totals.groups.map(({ ratePercent, tax }) => sum(`Consumption tax ${ratePercent}%`, tax)),
    sum("Total due", totals.totalWithTax),
    "",
    `Payment: ${seller.bank ?? ""}, Kyoto main branch, ordinary account 4410927`,
    "",
  ];
  return lines.join("\n");
}

/** A letter: it has a date, a sender and an addressee, but asks for no money. */
export function letterPdf(): Promise<Buffer> {
  const paragraphs = [
    "Museumsverein Alte Werft e. V.",
    "Werftgasse 1, 26721 Emden",
    "",
    "Hafenkontor Logistik SE",
    "Kaiserkai 62",
    "20457 Hamburg",
    "",
    "Emden, im August 2026",
    "",
    "Einladung zur Eröffnung",
    "",
    "Sehr geehrte Damen und Herren,",
    "",
    "am zweiten Sonntag im September öffnet unsere neue Ausstellung über den Bau",
    "hölzerner Lastkähne. Wir würden uns freuen, Sie und Ihre Familien als Gäste zu",
    "begrüßen. Nach einem Rundgang durch die Halle gibt es Kaffee und Kuchen am Kai.",
    "",
    "Der Eintritt ist frei. Eine kurze Nachricht, mit wie vielen Personen Sie kommen,",
    "hilft uns beim Decken der Tische.",
    "",
    "Mit herzlichen Grüßen",
    "",
    "Wiebke Janssen",
    "Vorsitzende",
  ];
  return makePdf({ title: "Einladung", author: "Museumsverein Alte Werft e. V." }, (pdf) => {
    for (const [index, text] of paragraphs.entries()) {
      const isHead = text === "Einladung zur Eröffnung" || index === 0;
      write(pdf, text, [72, 84 + index * 17], {
        font: isHead ? "Times-Bold" : "Times-Roman",
        size: 11.5,
        width: 450,
      });
    }
  });
}

/** An XML invoice that tries to pull a file of ours into itself. */
export const entityAttack = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Invoice [
  <!ENTITY bait SYSTEM "file:///etc/hostname">
]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
         xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>&bait;</cbc:ID>
  <cbc:IssueDate>2026-09-01</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
</Invoice>
`;
