import type { Evidence } from "#src/domain/evidence.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { describePages } from "#src/report/describe-pages.ts";
import { withoutControls } from "./without-controls.ts";

const marks = { verified: "ok", contradicted: "NO", unknown: "??" } as const;

/** One record as text: what a clerk asks about an invoice, in the order of asking. */
export function describeOutcome({
  batchId,
  outcome,
}: {
  batchId: string;
  outcome: Outcome;
}): string {
  const sections = [
    heading(batchId, outcome),
    section("Decision", decisionLines(outcome)),
    section("Decided before", historyLines(outcome)),
    section("Risk", riskLines(outcome)),
    section("Values", valueLines(outcome)),
    section("Findings", findingLines(outcome)),
    section("Model", analysisLines(outcome)),
    section("Timeline", operationLines(outcome)),
  ];
  return (
    sections
      .filter((lines) => lines.length > 0)
      .flat()
      .join("\n") + "\n"
  );
}

const heading = (batchId: string, outcome: Outcome): string[] => [
  withoutControls(outcome.file),
  `  ${outcome.documentId}`,
  `  ${[outcome.status, outcome.documentType, outcome.source, `engine ${outcome.analysis.engine}`].filter(Boolean).join(", ")}, batch ${batchId}`,
  ...describePages(outcome).map((pages) => `  ${pages}`),
];

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${withoutControls(line)}`)];

function decisionLines({ decision, error }: Outcome): string[] {
  if (error !== undefined) {
    return [
      `quarantined: ${error.code}, ${error.attempts} attempt(s)`,
      error.message,
      ...(error.history ?? []).map(
        ({ attempt, at, code, message }) => `- attempt ${attempt}, ${at}: ${code}, ${message}`,
      ),
    ];
  }
  if (decision === undefined) return [];
  const { skippedChecks: skipped = [], sinceReview } = decision;
  return [
    `${decision.action}, by ${decision.reviewer ?? decision.decidedBy} ${decision.policyVersion}`,
    ...decision.reasons.map((reason) => `- ${reason}`),
    ...(skipped.length === 0 ? [] : [`- not checked, no answer: ${skipped.join(", ")}`]),
    ...(sinceReview === undefined
      ? []
      : [
          `- known since the review, by the policy ${sinceReview.action}: ${sinceReview.reasons.join(" ")}`,
        ]),
  ];
}

const historyLines = ({ decisionHistory = [] }: Outcome): string[] =>
  decisionHistory.map(
    ({ action, reviewer, decidedBy, replacedAt, replacedBecause }) =>
      `${action}, by ${reviewer ?? decidedBy}; replaced ${replacedAt}: ${replacedBecause}`,
  );

function riskLines({ risk }: Outcome): string[] {
  if (risk === undefined) return [];
  const reasons = risk.reasons.map(({ code, weight, message }) => `${weight} ${code}: ${message}`);
  return [`${risk.score} (${risk.level})`, ...reasons];
}

function valueLines({ invoice, evidence }: Outcome): string[] {
  const values = flatten(invoice ?? {}, "");
  const width = values.reduce((widest, [path]) => Math.max(widest, path.length), 0);
  return values.map(
    ([path, value]) => `${path.padEnd(width)}  ${value}${describeEvidence(evidence[path], value)}`,
  );
}

function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, child]) =>
    flatten(child, path === "" ? key : `${path}.${key}`),
  );
}

function describeEvidence(evidence: Evidence | undefined, value: string): string {
  if (evidence === undefined) return "";
  const place = evidence.xpath ?? (evidence.page === undefined ? "" : `page ${evidence.page}`);
  const box = evidence.box?.map((edge) => Math.round(edge)).join(",");
  const parts = [
    evidence.text === value ? "" : `"${evidence.text}"`,
    place,
    box === undefined ? "" : `box ${box}`,
    evidence.confidence === 1 ? "" : `confidence ${evidence.confidence.toFixed(2)}`,
    evidence.by.join("+"),
  ];
  return `   [${parts.filter((part) => part !== "").join("; ")}]`;
}

const findingLines = ({ findings }: Outcome): string[] =>
  findings.map(({ status, rule, message }) => `${marks[status]}  ${rule}  ${message}`);

function analysisLines({ analysis }: Outcome): string[] {
  const {
    model,
    degraded,
    reason,
    message,
    contested = [],
    discarded = [],
    quality,
    cost,
  } = analysis;
  if (model === null && !degraded) return [];
  const kept = analysis.isCached === true ? ", answer kept from an earlier run" : "";
  return [
    model === null ? `no answer (${reason ?? "failed"}): ${message ?? ""}` : `${model}${kept}`,
    ...(quality === undefined
      ? []
      : [
          `completeness ${quality.completeness.toFixed(2)}, agreement ${quality.agreement.toFixed(2)}, totals ${quality.isConsistent ? "add up" : "do not add up"}`,
        ]),
    ...(cost === undefined
      ? []
      : [
          `${cost.promptTokens} + ${cost.outputTokens} tokens, ${cost.seconds.toFixed(1)} s, cost ${cost.amount}`,
        ]),
    ...(model === null || message === undefined ? [] : [message]),
    ...contested.map((path) => `contested: ${path}`),
    ...discarded.map(({ path, value, reason: why }) => `not used: ${path} ${value} (${why})`),
  ];
}

const operationLines = ({ operations }: Outcome): string[] =>
  operations.map(
    ({ name, startedMs, durationMs, outcome }) =>
      `${String(Math.round(startedMs)).padStart(6)} ms  ${name}  ${Math.round(durationMs)} ms${outcome === "ok" ? "" : `  ${outcome}`}`,
  );
