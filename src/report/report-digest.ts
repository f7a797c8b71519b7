import type { CurrencyCode } from "#src/domain/money.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { createEngineTally } from "./engine-tally.ts";
import { createMoneyTally, type MoneyByCurrency } from "./money-by-currency.ts";
import { createOperationTally, type TypicalDocument } from "./operation-tally.ts";
import { createRuleTally, type RuleRow } from "./rule-tally.ts";
import { createSelection } from "./selection.ts";
import { verdictOf, verdicts, type Verdict } from "./verdict.ts";

/** Documents the table lists; a browser sorts that many rows without delay. */
export const tableRowsMax = 5_000;
/** Documents that get a section of their own, those that need a person first. */
export const detailSectionsMax = 500;
/** Quarantined documents listed with their reason. */
const quarantineRowsMax = 1_000;
/** Invoice lines shown of one document. */
export const linesPerDocumentMax = 60;
/** Findings shown of one document, contradictions first. */
export const findingsPerDocumentMax = 120;
/** VAT breakdown groups shown of one document. */
export const taxBreakdownsPerDocumentMax = 40;

/** What the table shows of a document. */
export type TableRow = {
  /** Anchor of the document in the page, made from its place in the batch and from nothing it says. */
  readonly anchor: string;
  readonly outcome: Pick<
    Outcome,
    "file" | "status" | "source" | "documentType" | "risk" | "error"
  > & { readonly contradictions: number };
  readonly verdict: Verdict;
  /** What the policy says now of what a person decided. */
  readonly sinceReview?: Verdict;
  readonly invoiceNumber?: string;
  readonly sellerName?: string;
  readonly issueDate?: string;
  readonly currencyCode?: string;
  readonly totalWithTax?: string;
};

export type Detail = {
  readonly anchor: string;
  readonly outcome: Outcome;
  readonly lineCount: number;
  readonly findingCount: number;
};

export type ReportDigest = {
  readonly documents: number;
  /** Who read them, in words. */
  readonly engine: string;
  readonly money: MoneyByCurrency;
  readonly rules: readonly RuleRow[];
  readonly typical: TypicalDocument;
  readonly rows: readonly TableRow[];
  readonly quarantined: readonly TableRow[];
  readonly details: readonly Detail[];
  readonly verdictsOfDrawn: ReadonlyMap<string, Verdict>;
};

export type DigestOptions = {
  readonly baseCurrency?: CurrencyCode | undefined;
  /** Files of the timeline whose verdict is asked for. */
  readonly drawnFiles: ReadonlySet<string>;
};

/** Reads the outcomes once and keeps what the report shows: sums, and a bounded number of documents. */
export async function digestOutcomes(
  outcomes: AsyncIterable<Outcome> | Iterable<Outcome>,
  { baseCurrency, drawnFiles }: DigestOptions,
): Promise<ReportDigest> {
  const money = createMoneyTally();
  const rules = createRuleTally();
  const engines = createEngineTally();
  const operations = createOperationTally();
  const rows = createSelection<TableRow>(tableRowsMax);
  const quarantined = createSelection<TableRow>(quarantineRowsMax);
  const details = createSelection<Detail>(detailSectionsMax);
  const verdictsOfDrawn = new Map<string, Verdict>();
  let documents = 0;
  for await (const outcome of outcomes) {
    documents += 1;
    money.add(outcome);
    rules.add(outcome);
    engines.add(outcome);
    operations.add(outcome);
    const row = toRow(outcome, `d${documents}`);
    const rank = verdicts.indexOf(row.verdict);
    if (drawnFiles.has(outcome.file)) verdictsOfDrawn.set(outcome.file, row.verdict);
    rows.add(row, rank);
    if (row.verdict === "quarantined") quarantined.add(row, 0);
    else details.add(toDetail(outcome, row.anchor), rank);
  }
  return {
    documents,
    money: money.result(baseCurrency),
    engine: engines.describe(),
    rules: rules.rows(),
    typical: operations.typical(),
    rows: rows.kept(),
    quarantined: quarantined.kept(),
    details: details.kept(),
    verdictsOfDrawn,
  };
}

function toRow(outcome: Outcome, anchor: string): TableRow {
  const { file, status, source, documentType, risk, error, invoice, decision } = outcome;
  const contradictions = outcome.findings.filter((f) => f.status === "contradicted").length;
  return {
    anchor,
    verdict: verdictOf(outcome),
    ...(decision?.sinceReview && { sinceReview: decision.sinceReview.action }),
    outcome: {
      file,
      status,
      contradictions,
      ...(source && { source }),
      ...(documentType && { documentType }),
      ...(risk && { risk: { ...risk, reasons: risk.reasons.slice(0, 1) } }),
      ...(error && { error }),
    },
    ...(invoice?.invoiceNumber && { invoiceNumber: invoice.invoiceNumber }),
    ...(invoice?.seller?.name && { sellerName: invoice.seller.name }),
    ...(invoice?.issueDate && { issueDate: invoice.issueDate }),
    ...(invoice?.currencyCode && { currencyCode: invoice.currencyCode }),
    ...(invoice?.totalWithTax && { totalWithTax: invoice.totalWithTax }),
  };
}

const statusRank = { contradicted: 0, unknown: 1, verified: 2 } as const;

/** Cuts a long document down to what its section shows, so that what waits to be written stays small. */
function toDetail(outcome: Outcome, anchor: string): Detail {
  const { invoice, findings } = outcome;
  const lines = invoice?.invoiceLines ?? [];
  return {
    anchor,
    lineCount: lines.length,
    findingCount: findings.length,
    outcome: {
      ...outcome,
      ...(invoice && {
        invoice: { ...invoice, invoiceLines: lines.slice(0, linesPerDocumentMax) },
      }),
      evidence: Object.fromEntries(
        Object.entries(outcome.evidence).filter(([path]) => !path.startsWith("invoiceLines")),
      ),
      findings: findings
        .toSorted((a, b) => statusRank[a.status] - statusRank[b.status])
        .slice(0, findingsPerDocumentMax),
    },
  };
}
