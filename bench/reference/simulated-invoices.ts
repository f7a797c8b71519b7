import type { InputDocument } from "#src/domain/document.ts";
import type { Draft } from "#src/domain/draft.ts";
import { draftOf } from "#test/extraction/model/an-answer.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

export type SimulatedInvoice = {
  readonly document: InputDocument;
  readonly text: string;
  /** What rules read of the text. */
  readonly draft: Draft;
};

/** What is special about an invoice, so that not all of them are decided alike. */
const kinds = [
  "right",
  "unknownSeller",
  "wrongTotal",
  "wrongTaxRate",
  "inDollars",
  "large",
] as const;
type Kind = (typeof kinds)[number];

/** Pages of German invoices, each with a number and amounts of its own, of every kind in turn. */
export const simulatedInvoices = (count: number): SimulatedInvoice[] =>
  Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? "right";
    const text = pageOf(kind, index);
    const file = `${String(index).padStart(4, "0")}-${kind}.txt`;
    return { document: anInputDocument({ file }), text, draft: draftOf(text) };
  });

/** Cents of the second line. */
const travelNet = 23_450;

/** Amounts are in cents. */
function pageOf(kind: Kind, index: number): string {
  const hourly = (kind === "large" ? 5_000_000 : 50_000) + index * 1_700;
  const net = 2 * hourly + travelNet;
  const rate = kind === "wrongTaxRate" ? 16 : 19;
  const tax = Math.round((net * rate) / 100);
  const total = net + tax + (kind === "wrongTotal" ? 2_000 : 0);
  const currency = kind === "inDollars" ? "USD" : "EUR";
  const isUnknown = kind === "unknownSeller";
  const seller = isUnknown ? "Fremde Werke GmbH  " : "Beispiel Werke GmbH";
  const vatId = isUnknown ? "DE 811 569 869" : "DE 136 695 976";
  return `
${seller}                              Rechnung
Hauptweg 1                                       Rechnungsnummer: 2026-${1_000 + index}
D-10115 Berlin                                   Rechnungsdatum: 01.03.2026
                                                 Zahlbar bis: 31.03.2026
Muster Handel AG
Nebenweg 2
20095 Hamburg

Beschreibung            Menge     Einzelpreis      Betrag
Beratung im Haus            2    ${german(hourly)}  ${german(2 * hourly)}
Fahrt                       1    ${german(travelNet)}  ${german(travelNet)}

Nettobetrag                                    ${german(net)} ${currency}
USt ${rate} %                                       ${german(tax)} ${currency}
Gesamtbetrag                                   ${german(total)} ${currency}

USt-IdNr.: ${vatId}    IBAN: DE89 3704 0044 0532 0130 00
`;
}

const german = (cents: number): string =>
  (cents / 100).toLocaleString("de-DE", { minimumFractionDigits: 2 }).padStart(10);
