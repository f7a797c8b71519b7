import {
  type Evaluation,
  evaluationVersion,
  type GroupScore,
  type KindEvaluation,
  type Miss,
} from "#src/domain/evaluation.ts";
import { isEInvoice } from "#src/domain/document.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { valueIn } from "./compare-values.ts";
import { calibrationErrorOf, type Judgement, reliabilityOf } from "./reliability.ts";
import { type Results, scoreByField, scoreOf, verdictOn } from "./score-fields.ts";
import { verdictsOnRows } from "./score-rows.ts";
import {
  type RowList,
  rowLists,
  type Truth,
  type TruthField,
  truthFieldNames,
  truthFields,
} from "./truth.ts";

/** Misses that are kept; the rest are counted. */
export const missesMax = 300;
/** Vendors or layouts named for each kind. */
const worstMax = 10;

/** What the run of one kind's batch took. */
export type Effort = {
  readonly seconds: number;
  /** Absent for a batch too short to look at. */
  readonly peakMemoryBytes?: number;
};

export type Evaluated = {
  readonly truths: readonly Truth[];
  readonly results: ReadonlyMap<string, Outcome>;
  readonly efforts: ReadonlyMap<string, Effort>;
  readonly isEmbeddedXmlIgnored: boolean;
};

/** Compares result records with what the documents state. A document without a record has every value missing. */
export function evaluate({
  truths,
  results,
  efforts,
  isEmbeddedXmlIgnored,
}: Evaluated): Evaluation {
  const byKind = Map.groupBy(truths, ({ kind }) => kind);
  const kinds = [...byKind].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const misses = missesOf(results, truths);
  const reliability = reliabilityOf(judgementsOf(results, truths));
  const rowReliability = reliabilityOf(judgementsOfRows(results, truths));
  return {
    evaluationVersion,
    isEmbeddedXmlIgnored,
    kinds: Object.fromEntries(
      kinds.map(([kind, ofKind]) => [kind, evaluateKind(results, ofKind, efforts.get(kind))]),
    ),
    reliability,
    calibrationError: calibrationErrorOf(reliability),
    rowReliability,
    rowCalibrationError: calibrationErrorOf(rowReliability),
    misses: misses.slice(0, missesMax),
    missesLeftOut: Math.max(0, misses.length - missesMax),
  };
}

function evaluateKind(
  results: Results,
  truths: readonly Truth[],
  effort: Effort | undefined,
): KindEvaluation {
  const groups = Map.groupBy(truths, ({ group }) => group);
  const lines = scoreOfRows(results, truths, "invoiceLines");
  const taxBreakdowns = scoreOfRows(results, truths, "taxBreakdowns");
  return {
    documents: truths.length,
    groups: groups.size,
    quarantined: truths.filter(({ file }) => results.get(file)?.status === "quarantined").length,
    ...effort,
    fields: scoreByField(results, truths),
    ...(lines && { lines }),
    ...(taxBreakdowns && { taxBreakdowns }),
    worst: [...groups]
      .map(([group, ofGroup]) => groupScore(results, group, ofGroup))
      .filter(({ score }) => score.wrong + score.missing > 0)
      .toSorted(compareGroups)
      .slice(0, worstMax),
  };
}

function groupScore(results: Results, group: string, truths: readonly Truth[]): GroupScore {
  const verdicts = truths.flatMap((truth) =>
    truthFieldNames.flatMap((field) => verdictOn(results.get(truth.file), truth, field) ?? []),
  );
  return { group, documents: truths.length, score: scoreOf([{ group, verdicts }]) };
}

const compareGroups = (left: GroupScore, right: GroupScore): number =>
  left.score.recall - right.score.recall ||
  right.score.wrong - left.score.wrong ||
  (left.group < right.group ? -1 : 1);

function scoreOfRows(results: Results, truths: readonly Truth[], list: RowList) {
  const counted = truths.flatMap(({ file, group, rows: { [list]: wanted } }) => {
    if (wanted === undefined) return [];
    const verdicts = verdictsOnRows(list, results.get(file)?.invoice, wanted);
    return [{ group, verdicts: verdicts.map(({ verdict }) => verdict) }];
  });
  return counted.length === 0 ? undefined : scoreOf(counted);
}

/** Wrong values before missing ones; inside in the order of the truth. */
function missesOf(results: Results, truths: readonly Truth[]): Miss[] {
  const misses = truths.flatMap((truth) =>
    truthFieldNames.flatMap((field) => missOf(results, truth, field) ?? []),
  );
  return misses.toSorted((left, right) => rankOf(left) - rankOf(right));
}

const rankOf = ({ verdict }: Miss): number => (verdict === "wrong" ? 0 : 1);

function missOf(results: Results, truth: Truth, field: TruthField): Miss | undefined {
  const outcome = results.get(truth.file);
  const verdict = verdictOn(outcome, truth, field);
  if (verdict === undefined || verdict === "right") return undefined;
  const { path } = truthFields[field];
  const read = valueIn(outcome?.invoice, path);
  const { confidence, page, box } = outcome?.evidence[path] ?? {};
  return {
    file: truth.file,
    field,
    verdict,
    expected: truth.values[field]?.[0] ?? "",
    ...(read !== undefined && { read }),
    ...(confidence !== undefined && { confidence }),
    ...(page !== undefined && { page }),
    ...(box && { box }),
  };
}

/** Values read from pages, of fields the truth knows. */
function judgementsOf(
  results: ReadonlyMap<string, Outcome>,
  truths: readonly Truth[],
): Judgement[] {
  return truths.flatMap((truth) => {
    const outcome = results.get(truth.file);
    if (outcome?.source === undefined || isEInvoice(outcome.source)) return [];
    return truthFieldNames.flatMap((field) => {
      const evidence = outcome.evidence[truthFields[field].path];
      const verdict = verdictOn(outcome, truth, field);
      if (evidence === undefined || verdict === undefined || verdict === "missing") return [];
      return [{ confidence: evidence.confidence, isRight: verdict === "right" }];
    });
  });
}

/** Values of rows that were read from pages, where the truth knows the rows. */
function judgementsOfRows(
  results: ReadonlyMap<string, Outcome>,
  truths: readonly Truth[],
): Judgement[] {
  return truths.flatMap(({ file, rows }) => {
    const outcome = results.get(file);
    if (outcome?.source === undefined || isEInvoice(outcome.source)) return [];
    return rowLists.flatMap((list) =>
      verdictsOnRows(list, outcome.invoice, rows[list] ?? []).flatMap(({ path = "", verdict }) => {
        const evidence = rows[list] && outcome.evidence[path];
        if (evidence === undefined) return [];
        return [{ confidence: evidence.confidence, isRight: verdict === "right" }];
      }),
    );
  });
}
