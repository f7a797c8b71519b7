import { createHash } from "node:crypto";
import type { BatchSummary } from "#src/domain/batch.ts";
import type { InputDocument } from "#src/domain/document.ts";
import type { Fingerprint } from "#src/domain/fingerprint.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { NewBatch, OutcomeVersions } from "#src/ports/ledger.ts";

export const versions: OutcomeVersions = { policyVersion: "p1", extractionVersion: 1 };

export const documentIdOf = (content: string): string =>
  `sha256:${createHash("sha256").update(content).digest("hex")}`;

export const aBatch = (batchId: string, batch: Partial<NewBatch> = {}): NewBatch => ({
  batchId,
  startedAt: "2026-03-01T08:00:00Z",
  settings: { paths: ["/in"], strategy: "concurrent" },
  ...batch,
});

/** A document whose content is named, `content` of `file` unless told otherwise. */
export const aDocument = (
  file: string,
  { content = file, path = `/in/${file}` }: { content?: string; path?: string } = {},
): InputDocument => ({ documentId: documentIdOf(content), file, path, sizeBytes: content.length });

export const anOutcome = (
  document: Pick<InputDocument, "file" | "documentId">,
  outcome: Partial<Outcome> = {},
): Outcome => ({
  schemaVersion: 1,
  documentId: document.documentId,
  file: document.file,
  status: "decided",
  documentType: "invoice",
  source: "ubl",
  analysis: { engine: "rules", model: null, degraded: false },
  invoice: { invoiceNumber: "2026-1", totalWithTax: "119.00", currencyCode: "EUR" },
  evidence: { totalWithTax: { text: "119,00 €", page: 1, confidence: 0.9, by: ["rules"] } },
  findings: [
    {
      check: "totals",
      rule: "BR-CO-15",
      status: "verified",
      severity: "info",
      message: "100.00 + 19.00 = 119.00",
      path: "totalWithTax",
    },
  ],
  decision: {
    action: "auto_approve",
    reasons: ["Everything agrees."],
    decidedBy: "policy",
    policyVersion: "p1",
  },
  operations: [],
  ...outcome,
});

export const aQuarantinedOutcome = (
  document: Pick<InputDocument, "file" | "documentId">,
): Outcome => {
  const { decision: _, invoice: __, ...outcome } = anOutcome(document);
  return {
    ...outcome,
    status: "quarantined",
    error: { code: "document.damaged", message: "The file breaks off.", attempts: 3 },
  };
};

export const aFingerprint = (fingerprint: Partial<Fingerprint> = {}): Fingerprint => ({
  invoiceNumber: "20261",
  sellerKeys: ["vat:DE123456789", "name:NORDLICHT"],
  amountMinor: 11_900,
  currencyCode: "EUR",
  issueDate: "2026-03-01",
  documentType: "invoice",
  ...fingerprint,
});

export const aSummary = (batchId: string, summary: Partial<BatchSummary> = {}): BatchSummary => ({
  batchId,
  dispatched: 1,
  decided: 1,
  awaitingReview: 0,
  quarantined: 0,
  decisions: { auto_approve: 1, manager_approval: 0, reject: 0 },
  status: "SUCCESS",
  successRate: 1,
  recommendation: "Nothing is left to do.",
  wallSeconds: 1.5,
  documentsPerSecond: 0.7,
  ...summary,
});
