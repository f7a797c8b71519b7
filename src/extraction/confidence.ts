import type { DocumentSource } from "#src/domain/document.ts";
import type { EvidenceByPath } from "#src/domain/evidence.ts";
import { confidenceOf } from "#src/domain/calibration.ts";
import { usableFrom } from "#src/domain/value-cost.ts";
import { withoutValues } from "#src/domain/invoice-paths.ts";
import type { PageInvoice } from "./layout/invoice-from-pages.ts";
import { calibration } from "./tables/calibration.ts";
import { rowCalibration } from "./tables/row-calibration.ts";

/** A value of a picture that is wrong costs as much as this many that a person must type in because they are left out. */
const wrongValueCost = 3;

/**
 * Turns the scores of layout rules into confidences: how often values of such a score are right. The one place where they do; up to here
 * evidence holds scores, which only tell a better place from a worse one. What was recognised so unsurely that giving it would cost
 * more than leaving it out is left out.
 */
export function withConfidence(read: PageInvoice, from: DocumentSource): PageInvoice {
  const isRecognized = from === "ocr";
  const source = isRecognized ? "recognized" : "text";
  const evidence: EvidenceByPath = Object.fromEntries(
    Object.entries(read.evidence).map(([path, given]) => [
      path,
      {
        ...given,
        confidence: confidenceOf(
          given.confidence,
          (isOfRow(path) ? rowCalibration : calibration)[source],
        ),
      },
    ]),
  );
  return isRecognized ? withoutUnsure({ ...read, evidence }) : { ...read, evidence };
}

/** Values of invoice lines and VAT rows are confirmed by arithmetic where others have labels: their scores mean something else. */
const isOfRow = (path: string): boolean => /^(?:invoiceLines|taxBreakdowns)\./.test(path);

function withoutUnsure(read: PageInvoice): PageInvoice {
  const unsure = new Set(
    Object.entries(read.evidence)
      .filter(([, { confidence }]) => confidence < usableFrom(wrongValueCost))
      .map(([path]) => path),
  );
  return {
    ...read,
    invoice: withoutValues(read.invoice, [...unsure]),
    evidence: Object.fromEntries(
      Object.entries(read.evidence).filter(([path]) => !unsure.has(path)),
    ),
  };
}
