import type { Amount } from "./amounts.ts";
import type { Column } from "./table-header.ts";
import { overlapX } from "./text-lines.ts";

/** What leaving a number without a column costs, in points: it may stand this far from its header. */
const skipCost = 42;

/** Columns of text may hold any number of numbers, at a cost that makes them the second choice. */
const textCost = 6;

/**
 * Gives the numbers of a row to the columns of a table, both from left to right, so that they stand as near to their
 * headers as possible. A number that fits nowhere gets none.
 */
export function matchColumns(
  columns: readonly Column[],
  amounts: readonly Amount[],
): { column: Column; amount: Amount }[] {
  const ordered = columns.toSorted((a, b) => a.box[0] - b.box[0]);
  let paths: Path[] = Array.from({ length: amounts.length + 1 }, (_, count) => ({
    cost: skipCost * count,
    chosen: undefined,
  }));
  for (const column of ordered) paths = withColumn(paths, column, amounts);
  const cells: { column: Column; amount: Amount }[] = [];
  for (let link = paths.at(-1)?.chosen; link !== undefined; link = link.before) {
    cells.unshift({ column: link.column, amount: link.amount });
  }
  return cells.filter(({ column }) => !isTextColumn(column));
}

type Link = { readonly column: Column; readonly amount: Amount; readonly before: Link | undefined };

/** The cheapest way to place the first n numbers in the columns so far. */
type Path = { readonly cost: number; readonly chosen: Link | undefined };

/** Adds one column: it takes one number, or none, or, being text, several. */
function withColumn(before: readonly Path[], column: Column, amounts: readonly Amount[]): Path[] {
  const after: Path[] = [];
  for (const [count, without] of before.entries()) {
    const amount = amounts[count - 1];
    const options: Path[] = [without];
    const left = before[count - 1];
    const previous = after[count - 1];
    if (amount !== undefined && left !== undefined && previous !== undefined) {
      options.push({ cost: previous.cost + skipCost, chosen: previous.chosen });
      const base = isTextColumn(column) && previous.cost < left.cost ? previous : left;
      const cost = base.cost + distance(column, amount);
      options.push({ cost, chosen: { column, amount, before: base.chosen } });
    }
    after.push(options.reduce((best, option) => (option.cost < best.cost ? option : best)));
  }
  return after;
}

const isTextColumn = ({ kinds }: Column): boolean =>
  [...kinds].every(
    (kind) =>
      kind === "itemName" || kind === "articleNumber" || kind === "linePosition" || kind === "unit",
  );

/** Points between a number and its header, and how far their edges or centres are from agreeing. */
function distance(column: Column, amount: Amount): number {
  const gap = Math.max(0, -overlapX(column.box, amount.box));
  const edges = Math.min(
    Math.abs(column.box[2] - amount.box[2]),
    Math.abs(column.box[0] - amount.box[0]),
    Math.abs(column.box[0] + column.box[2] - amount.box[0] - amount.box[2]) / 2,
  );
  return gap + edges / 5 + (isTextColumn(column) ? textCost : 0);
}
