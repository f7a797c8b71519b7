import { answerFields } from "#src/domain/model-answer.ts";
import type { Finding } from "#src/domain/finding.ts";
import { printable } from "#src/domain/printable.ts";
import type { Contested, Join } from "./join.ts";

/** Characters of a message. */
const messageMax = 500;

/** Characters of a value that a message shows: two of them and their words fit. */
const valueMax = 120;

/** Fields a message names; the rest is counted. */
const namedMax = 12;

/** What the joining of draft and answer leaves to say, for a clerk. */
export function analysisFindings({ contested, agreed, modelOnly, isUnverified }: Join): Finding[] {
  const alone = inOrder([...modelOnly]);
  return [
    ...contested.map(contestedFinding),
    ...(isUnverified ? [unverifiedFinding(alone)] : []),
    ...(alone.length === 0 || isUnverified ? [] : [modelOnlyFinding(alone)]),
    ...(agreed.size === 0 ? [] : [agreedFinding(agreed.size)]),
  ];
}

function contestedFinding({ path, draftValue, modelValue }: Contested): Finding {
  const message = `${path}: rules read "${printable(draftValue, valueMax)}", the model "${printable(modelValue, valueMax)}"; nothing tells which is right. The value of the rules was kept.`;
  return unknown("ANALYSIS-CONTESTED", message, path);
}

const modelOnlyFinding = (paths: readonly string[]): Finding =>
  unknown(
    "ANALYSIS-MODEL-ONLY",
    `Read by the model alone: ${listed(paths)}. Compare with the document.`,
  );

const unverifiedFinding = (paths: readonly string[]): Finding =>
  unknown(
    "ANALYSIS-UNVERIFIED",
    `The document has no text to compare with. Read by the model alone: ${listed(paths)}.`,
  );

const agreedFinding = (count: number): Finding => ({
  check: "analysis",
  rule: "ANALYSIS-AGREED",
  status: "verified",
  severity: "info",
  message: `${count} ${count === 1 ? "value was" : "values were"} read alike by rules and model.`,
});

function unknown(rule: string, message: string, path?: string): Finding {
  return {
    check: "analysis",
    rule,
    status: "unknown",
    severity: "warning",
    message: printable(message, messageMax),
    ...(path === undefined ? {} : { path }),
  };
}

/** As a person asks for them; lists and the kind of document at the end. */
function inOrder(paths: readonly string[]): string[] {
  const rank = new Map(answerFields.map(({ path }, index) => [path, index]));
  const rankOf = (path: string): number => rank.get(path) ?? answerFields.length;
  return paths.toSorted((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

function listed(paths: readonly string[]): string {
  const left = paths.length - namedMax;
  const named = paths.slice(0, namedMax).join(", ");
  return left > 0 ? `${named} and ${left} more` : named;
}
