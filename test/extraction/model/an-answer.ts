import type { Citation } from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import { answerFields, emptyAnswer, type ModelAnswer } from "#src/domain/model-answer.ts";
import { extractCitations } from "#src/extraction/model/citations.ts";
import { valueAt } from "#src/domain/invoice-paths.ts";
import { scoreQuality } from "#src/extraction/model/score-quality.ts";
import type { Answered } from "#src/extraction/model/reconcile.ts";
import { withConfidence } from "#src/extraction/confidence.ts";
import { scoredInvoice } from "#src/extraction/scored-invoice.ts";
import { aPage } from "../layout/a-page.ts";

/** An answer that states what the test says and nothing else. */
export const anAnswer = (changes: Partial<ModelAnswer> = {}): ModelAnswer => ({
  ...emptyAnswer,
  documentType: "invoice",
  ...changes,
});

export const textContent = (text: string) => ({ kind: "text", pages: aPage(text) }) as const;

/** A German invoice in two columns; its sums add up, its identifiers pass their check digits. */
export const germanPage = `
Beispiel Werke GmbH                              Rechnung
Hauptweg 1                                       Rechnungsnummer: 2026-0815
D-10115 Berlin                                   Rechnungsdatum: 01.03.2026
                                                 Zahlbar bis: 31.03.2026
Muster Handel AG
Nebenweg 2
20095 Hamburg

Beschreibung            Menge     Einzelpreis      Betrag
Beratung im Haus            2          500,00    1.000,00
Fahrt                       1          234,50      234,50

Nettobetrag                                      1.234,50 EUR
USt 19 %                                           234,56 EUR
Gesamtbetrag                                     1.469,06 EUR

USt-IdNr.: DE 136 695 976    IBAN: DE89 3704 0044 0532 0130 00
`;

/** What rules read of a page. */
export const draftOf = (text: string): Draft => ({
  source: "text",
  ...withConfidence(scoredInvoice(aPage(text), "text"), "text"),
  warnings: [],
});

/** An answer as the second tier hands it on. */
export const answered = (answer: ModelAnswer, text: string, draft?: Draft): Answered => ({
  answer,
  citations: extractCitations(answer, textContent(text)),
  quality: scoreQuality(answer, draft),
});

/** The answer a model gives that reads what the draft has. */
export function answerOf({ invoice, documentType }: Draft): ModelAnswer {
  const single = answerFields.map(({ key, path }) => [key, valueAt(invoice, path) ?? null]);
  return {
    ...emptyAnswer,
    ...(Object.fromEntries(single) as Partial<ModelAnswer>),
    documentType,
    taxes: (invoice.taxBreakdowns ?? []).map(({ taxRatePercent, taxableAmount, taxAmount }) => ({
      taxRatePercent: taxRatePercent ?? null,
      taxableAmount: taxableAmount ?? null,
      taxAmount: taxAmount ?? null,
    })),
    lines: (invoice.invoiceLines ?? []).map((line) => ({
      name: line.name ?? null,
      invoicedQuantity: line.invoicedQuantity ?? null,
      itemNetPrice: line.itemNetPrice ?? null,
      lineNetAmount: line.lineNetAmount ?? null,
      taxRatePercent: line.taxRatePercent ?? null,
    })),
  };
}

/** A citation of a value that was found. */
export const aCitation = (
  changes: Partial<Citation> & Pick<Citation, "path" | "value">,
): Citation => ({
  status: "grounded",
  text: changes.value,
  page: 1,
  box: [0, 0, 10, 10],
  ...changes,
});
