import type { Invoice } from "#src/domain/invoice.ts";
import { assign } from "./assign.ts";
import { areSame } from "./compare-values.ts";
import type { Verdict } from "./score-fields.ts";
import { type Comparison, type RowTruth, rowFields, type RowList } from "./truth.ts";

/** What is said of one value of a row. */
export type RowVerdict = {
  readonly verdict: Verdict;
  /** Where the value stands in the record; absent if none was given. */
  readonly path?: string;
};

/** Rows that are matched: the matching is cubic. */
const rowsMatchedMax = 500;

type Rows = readonly Partial<Readonly<Record<string, string>>>[];

/**
 * Verdicts on the values of invoice lines, or of rows of the VAT breakdown. Rows that were read are matched with true ones so that most
 * values agree: their order does not count. A true row without a partner has all its values missing; a row that was read without one
 * counts as one wrong value, its amount.
 */
export function verdictsOnRows(
  list: RowList,
  invoice: Invoice | undefined,
  truth: RowTruth,
): RowVerdict[] {
  const wanted: Rows = truth.slice(0, rowsMatchedMax);
  const got = (invoice?.[list] ?? []).slice(0, rowsMatchedMax) as Rows;
  const fields = Object.entries(rowFields[list]);
  const pairs = assign(
    wanted.map((want) =>
      got.map(
        (row) => -verdictsOn(row, want, fields).filter(({ verdict }) => verdict === "right").length,
      ),
    ),
  );
  const taken = new Set(pairs);
  const amount = list === "invoiceLines" ? "lineNetAmount" : "taxAmount";
  return [
    ...wanted.flatMap((want, index) => {
      const partner = pairs[index];
      const row = partner === undefined ? {} : (got[partner] ?? {});
      return verdictsOn(row, want, fields).map(({ verdict, field }): RowVerdict =>
        verdict === "missing" ? { verdict } : { verdict, path: `${list}.${partner}.${field}` },
      );
    }),
    ...got.flatMap((_, index): RowVerdict[] =>
      taken.has(index) ? [] : [{ verdict: "wrong", path: `${list}.${index}.${amount}` }],
    ),
  ];
}

type FieldVerdict = { readonly field: string; readonly verdict: Verdict };

const verdictsOn = (
  row: Rows[number],
  want: Rows[number],
  fields: readonly (readonly [string, Comparison])[],
): FieldVerdict[] =>
  fields.flatMap(([field, comparison]) => {
    const [value, expected] = [row[field], want[field]];
    if (expected === undefined) return [];
    return [{ field, verdict: verdictOnValue(comparison, value, expected) }];
  });

function verdictOnValue(
  comparison: Comparison,
  value: string | undefined,
  expected: string,
): Verdict {
  if (value === undefined) return "missing";
  return areSame(comparison, value, expected) ? "right" : "wrong";
}
