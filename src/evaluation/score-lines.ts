import type { InvoiceLine } from "#src/domain/invoice.ts";
import { assign } from "./assign.ts";
import { areSame } from "./compare-values.ts";
import type { Verdict } from "./score-fields.ts";
import type { Comparison, LineTruth } from "./truth.ts";

const lineFields = {
  name: "name",
  invoicedQuantity: "amount",
  itemNetPrice: "amount",
  lineNetAmount: "amount",
  taxRatePercent: "amount",
} as const satisfies Record<keyof LineTruth, Comparison>;
const lineFieldNames = Object.keys(lineFields) as (keyof LineTruth)[];

/** Lines that are matched: the matching is cubic. */
const linesMatchedMax = 500;

/**
 * Verdicts on the values of invoice lines. Read lines are matched with true ones so that most values agree: their order does not
 * count. A true line without a partner has all its values missing; a read line without one counts as one wrong value.
 */
export function verdictsOnLines(
  read: readonly Partial<Record<keyof LineTruth, string | undefined>>[] | readonly InvoiceLine[],
  truth: readonly LineTruth[],
): Verdict[] {
  const wanted = truth.slice(0, linesMatchedMax);
  const got = read.slice(0, linesMatchedMax) as readonly LineTruth[];
  const pairs = assign(
    wanted.map((want) => got.map((line) => -verdictsOn(line, want).filter(isRight).length)),
  );
  const extra = Math.max(0, got.length - wanted.length);
  return [
    ...wanted.flatMap((want, index) => {
      const partner = pairs[index];
      return verdictsOn(partner === undefined ? {} : (got[partner] ?? {}), want);
    }),
    ...Array.from({ length: extra }, () => "wrong" as const),
  ];
}

const isRight = (verdict: Verdict): boolean => verdict === "right";

function verdictsOn(line: LineTruth, want: LineTruth): Verdict[] {
  return lineFieldNames.flatMap((field) => {
    const [value, expected] = [line[field], want[field]];
    if (expected === undefined) return [];
    if (value === undefined) return ["missing"];
    return [areSame(lineFields[field], value, expected) ? "right" : "wrong"];
  });
}
