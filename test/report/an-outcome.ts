import type { Finding } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";

export const documentIdOf = (seed: string): string =>
  `sha256:${Buffer.from(seed).toString("hex").padEnd(64, "0").slice(0, 64)}`;

export const aFinding = (changes: Partial<Finding> = {}): Finding => ({
  check: "totals",
  rule: "BR-CO-15",
  status: "verified",
  severity: "info",
  message: "100.00 and 19.00 make 119.00.",
  path: "totalWithTax",
  ...changes,
});

/** A document that was read, checked and approved. */
export const anOutcome = (changes: Partial<Outcome> = {}): Outcome => ({
  schemaVersion: 1,
  documentId: documentIdOf(changes.file ?? "a.pdf"),
  file: "a.pdf",
  status: "decided",
  documentType: "invoice",
  source: "pdf-text",
  analysis: { engine: "rules", model: null, degraded: false },
  invoice: {
    invoiceNumber: "2026-0815",
    issueDate: "2026-03-01",
    currencyCode: "EUR",
    seller: { name: "Talwerk GmbH", vatId: "DE136695976", address: { countryCode: "DE" } },
    totalWithoutTax: "100.00",
    totalTax: "19.00",
    totalWithTax: "119.00",
    iban: "DE89370400440532013000",
  },
  evidence: {
    totalWithTax: { text: "119,00 EUR", page: 1, confidence: 0.97, by: ["rules"] },
  },
  findings: [aFinding()],
  risk: { score: 0.02, level: "low", reasons: [] },
  decision: {
    action: "auto_approve",
    reasons: ["Every check held."],
    decidedBy: "policy",
    policyVersion: "0123456789abcdef",
  },
  operations: [
    { name: "validate_totals", startedMs: 3, durationMs: 2, outcome: "ok", attempts: 1 },
  ],
  ...changes,
});

/** A document that could not be read. */
export const aQuarantinedOutcome = (changes: Partial<Outcome> = {}): Outcome => {
  const {
    invoice: _invoice,
    risk: _risk,
    decision: _decision,
    documentType: _type,
    source: _source,
    ...rest
  } = anOutcome();
  return {
    ...rest,
    status: "quarantined",
    evidence: {},
    findings: [],
    error: {
      code: "document.damaged",
      message: "The file is damaged. Ask the seller for a new copy.",
      attempts: 1,
    },
    ...changes,
  };
};
