import type { Finding, FindingStatus } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";

/** Rules listed in the report; the rest are counted. */
export const rulesMax = 200;

export type RuleRow = {
  readonly rule: string;
  readonly check: Finding["check"];
  /** Documents by status of this rule; a document counts once a status. */
  readonly documents: Readonly<Record<FindingStatus, number>>;
  /** The first contradiction, or else the first unknown, with its document. */
  readonly example?: { readonly message: string; readonly file: string };
  readonly exampleStatus?: FindingStatus;
};

/** Counts, per rule, the documents it was verified, contradicted and unknown for. Most contradicted first. */
export function createRuleTally(): { add: (outcome: Outcome) => void; rows: () => RuleRow[] } {
  const rows = new Map<string, RuleRow>();
  return {
    add(outcome) {
      const seen = new Set<string>();
      for (const finding of outcome.findings) {
        const key = `${finding.rule} ${finding.status}`;
        if (seen.has(key)) continue;
        seen.add(key);
        rows.set(finding.rule, addTo(rows.get(finding.rule), finding, outcome.file));
      }
    },
    rows: () =>
      [...rows.values()].toSorted(
        (a, b) =>
          b.documents.contradicted - a.documents.contradicted ||
          b.documents.unknown - a.documents.unknown ||
          (a.rule < b.rule ? -1 : 1),
      ),
  };
}

function addTo(row: RuleRow | undefined, finding: Finding, file: string): RuleRow {
  const documents = row?.documents ?? { verified: 0, contradicted: 0, unknown: 0 };
  const counted: RuleRow = {
    rule: finding.rule,
    check: finding.check,
    ...(row?.example && { example: row.example }),
    ...(row?.exampleStatus && { exampleStatus: row.exampleStatus }),
    documents: { ...documents, [finding.status]: documents[finding.status] + 1 },
  };
  const isBetter =
    finding.status === "contradicted"
      ? counted.exampleStatus !== "contradicted"
      : finding.status === "unknown" && counted.exampleStatus === undefined;
  return isBetter
    ? { ...counted, example: { message: finding.message, file }, exampleStatus: finding.status }
    : counted;
}
