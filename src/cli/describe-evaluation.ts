import type { EvaluationComparison } from "#src/evaluation/compare-evaluations.ts";
import type {
  Evaluation,
  FieldScore,
  KindEvaluation,
  ReliabilityBucket,
} from "#src/domain/evaluation.ts";

const bytesPerMegabyte = 1_000_000;

/** Vendors or layouts named for each kind on a screen. */
const worstNamed = 3;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(8);
const count = (value: number): string => String(value).padStart(8);

/** Recall and precision by kind and field, for people. */
export function describeEvaluation(evaluation: Evaluation): string {
  const { kinds, reliability, calibrationError, rowReliability, rowCalibrationError } = evaluation;
  const lines = Object.entries(kinds).flatMap(([kind, ofKind]) => [
    "",
    `${kind}: ${headOf(ofKind)}`,
    `  ${"field".padEnd(14)}${"recall".padStart(8)}${"precision".padStart(10)}${"right".padStart(8)}${"wrong".padStart(8)}${"missing".padStart(8)}`,
    ...Object.entries(ofKind.fields).map(([field, score]) => row(field, score)),
    ...(ofKind.lines ? [row("lines' values", ofKind.lines)] : []),
    ...(ofKind.taxBreakdowns ? [row("VAT rows", ofKind.taxBreakdowns)] : []),
    ...worstOf(ofKind),
  ]);
  return [
    ...lines,
    ...reliabilityLines("values read from pages", reliability, calibrationError),
    ...(rowReliability.length === 0
      ? []
      : reliabilityLines("values of lines and VAT rows", rowReliability, rowCalibrationError)),
    "",
  ].join("\n");
}

const reliabilityLines = (
  what: string,
  buckets: readonly ReliabilityBucket[],
  error: number,
): string[] => [
  "",
  `confidence of ${what} (mean error ${percent(error).trim()})`,
  `  ${"".padEnd(9)}${"stated".padStart(8)}${"right".padStart(8)}${"values".padStart(8)}`,
  ...buckets.map(
    ({ confidenceFrom, values, confidence, right }) =>
      `  from ${confidenceFrom.toFixed(2)}${percent(confidence)}${percent(right)}${count(values)}`,
  ),
];

function headOf({ documents, groups, quarantined, seconds, peakMemoryBytes }: KindEvaluation) {
  return [
    `${documents} documents of ${groups} vendors or layouts`,
    ...(quarantined > 0 ? [`${quarantined} quarantined`] : []),
    ...(seconds === undefined ? [] : [`${seconds.toFixed(1)} s`]),
    ...(peakMemoryBytes === undefined
      ? []
      : [`${Math.round(peakMemoryBytes / bytesPerMegabyte)} MB at most`]),
  ].join(", ");
}

const row = (name: string, { recall, precision, right, wrong, missing }: FieldScore): string =>
  `  ${name.padEnd(14)}${percent(recall)}  ${percent(precision)}${count(right)}${count(wrong)}${count(missing)}`;

function worstOf({ worst }: KindEvaluation): string[] {
  if (worst.length === 0) return [];
  const named = worst
    .slice(0, worstNamed)
    .map(({ group, score }) => `${group} (${percent(score.recall).trim()})`);
  return [`  lowest recall: ${named.join(", ")}`];
}

/** What got better and worse, for people. */
export function describeComparison({ changes, incomparable }: EvaluationComparison): string {
  if (changes.length === 0 && incomparable.length === 0) return "as the baseline\n\n";
  const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));
  return [
    "against the baseline",
    ...incomparable.map((kind) => `  WORSE   ${kind}: not the same documents, nothing to compare`),
    ...changes.map(
      ({ kind, field, right, wrong, isWorse }) =>
        `  ${isWorse ? "WORSE " : "better"}  ${kind} ${field}: right ${signed(right)}, wrong ${signed(wrong)}`,
    ),
    "",
    "",
  ].join("\n");
}
