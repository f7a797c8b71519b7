import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "#src/evaluation/assign.ts";

/** Every way to give each row another column, or none where columns are too few. */
function* pairings(rows: number, columns: readonly number[]): Generator<(number | undefined)[]> {
  if (rows === 0) {
    yield [];
    return;
  }
  for (const column of columns) {
    const others = columns.filter((other) => other !== column);
    for (const rest of pairings(rows - 1, others)) yield [column, ...rest];
  }
  if (columns.length < rows) {
    for (const rest of pairings(rows - 1, columns)) yield [undefined, ...rest];
  }
}

const costOf = (
  costs: readonly (readonly number[])[],
  pairs: readonly (number | undefined)[],
): number =>
  pairs.reduce<number>(
    (sum, column, row) => sum + (column === undefined ? 0 : (costs[row]?.[column] ?? 0)),
    0,
  );

const pairsIn = (pairs: readonly (number | undefined)[]): number =>
  pairs.filter((column) => column !== undefined).length;

const matrices = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }),
      { minLength: rows, maxLength: rows },
    ),
  );

describe("assign", () => {
  it("costs no more than any other way to pair as many rows and columns", () => {
    fc.assert(
      fc.property(matrices, (costs) => {
        const columns = costs[0]?.length ?? 0;
        const most = Math.min(costs.length, columns);
        const assigned = assign(costs);
        const taken = assigned.filter((column) => column !== undefined);
        expect(assigned).toHaveLength(costs.length);
        expect(taken).toHaveLength(most);
        expect(new Set(taken).size).toBe(most);
        const all = Array.from({ length: columns }, (_, column) => column);
        const full = [...pairings(costs.length, all)].filter((pairs) => pairsIn(pairs) === most);
        const least = Math.min(...full.map((pairs) => costOf(costs, pairs)));
        expect(costOf(costs, assigned)).toBe(least);
      }),
    );
  });
});
