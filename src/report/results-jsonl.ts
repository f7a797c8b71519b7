import type { Outcome } from "#src/domain/outcome.ts";

/** One line of `results.jsonl`, line feed included. Keys stand in the published order, whatever order they came in. */
export function toJsonLine(outcome: Outcome): string {
  const record: Outcome = {
    schemaVersion: outcome.schemaVersion,
    documentId: outcome.documentId,
    file: outcome.file,
    status: outcome.status,
    ...pick(outcome, ["documentType", "source", "pages"]),
    analysis: outcome.analysis,
    ...pick(outcome, ["invoice"]),
    evidence: outcome.evidence,
    findings: outcome.findings,
    ...pick(outcome, ["risk", "decision", "decisionHistory", "error"]),
    operations: outcome.operations,
  };
  return `${JSON.stringify(record)}\n`;
}

function pick<Key extends keyof Outcome>(
  outcome: Outcome,
  keys: readonly Key[],
): Partial<Pick<Outcome, Key>> {
  const present = keys.filter((key) => outcome[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, outcome[key]])) as Partial<
    Pick<Outcome, Key>
  >;
}
