import type { Box, Word } from "#src/domain/reading.ts";
import { type Amount, amountsIn } from "./amounts.ts";
import type { Layout } from "./layout.ts";
import { isMoney } from "./sums.ts";
import type { Column, TableHeader } from "./table-header.ts";
import { type Line, type Span, overlapX, spanOf } from "./text-lines.ts";

/** The words of the name column in this line, or in the line above or below where the cell takes several lines. */
export function nameOf(
  layout: Layout,
  header: TableHeader,
  line: Line,
  numbers: readonly Amount[],
): Span | undefined {
  const column = nameColumn(header);
  if (column === undefined) return undefined;
  for (const candidate of [line, layout.lines[line.index - 1], layout.lines[line.index + 1]]) {
    if (candidate === undefined || candidate.page !== line.page) continue;
    if (candidate.index <= header.last || (candidate !== line && hasAmounts(candidate))) continue;
    const taken = candidate === line ? numbers : [];
    const segment = widestIn(candidate, nameBox(layout, header, column), column.box, taken);
    const words = segment?.words.filter(
      (word) => !taken.some((amount) => overlapX(amount.box, word.box) > 1),
    );
    if (
      segment !== undefined &&
      words !== undefined &&
      words.some((word) => /\p{L}{2}/u.test(word.text))
    ) {
      return spanOf(words, segment.page, segment.line);
    }
  }
  return undefined;
}

/** The column of names: the last that is called so and is no number or position. */
const nameColumn = ({ columns }: TableHeader): Column | undefined => {
  const names = columns.filter(({ kinds }) => kinds.has("itemName"));
  return (
    names.findLast(({ kinds }) => !kinds.has("linePosition") && !kinds.has("articleNumber")) ??
    names[0]
  );
};

const hasAmounts = (line: Line): boolean =>
  line.segments.some((segment) => amountsIn(segment).some(isMoney));

/** The segment that begins in a column, or else covers most of it, and is no number already taken. */
function widestIn(line: Line, box: Box, header: Box, taken: readonly Amount[]): Span | undefined {
  const isNumber = (segment: Span): boolean =>
    taken.some(
      (amount) => amount.box[0] <= segment.box[0] + 1 && amount.box[2] >= segment.box[2] - 1,
    );
  const texts = line.segments
    .flatMap(cellsIn)
    .filter(
      (segment) =>
        overlapX(segment.box, box) > 0 && !isNumber(segment) && /\p{L}{2}/u.test(segment.text),
    );
  const inside = texts.filter(({ box: [left] }) => left >= box[0] && left <= header[2]);
  const [first, ...others] = inside.length > 0 ? inside : texts;
  return others.reduce(
    (widest, segment) =>
      overlapX(segment.box, box) > overlapX(widest?.box ?? segment.box, box) ? segment : widest,
    first,
  );
}

/** A segment, cut where recognition saw the rule between two cells. */
function cellsIn(segment: Span): Span[] {
  const cells: Word[][] = [[]];
  for (const word of segment.words) {
    if (word.text === "|" && word.confidence !== undefined) cells.push([]);
    else cells.at(-1)?.push(word);
  }
  return cells
    .filter((words) => words.length > 0)
    .map((words) => spanOf(words, segment.page, segment.line));
}

/** From the left edge of the column's header, or from the header before it, to the next column's. */
function nameBox(layout: Layout, header: TableHeader, column: Column): Box {
  const next = header.columns
    .map(({ box }) => box[0])
    .filter((left) => left > column.box[2])
    .toSorted((a, b) => a - b)[0];
  const previous = [...header.columns, ...segmentsOf(layout, header)]
    .map(({ box }) => box[2])
    .filter((right) => right < column.box[0]);
  const left = Math.max(0, ...previous);
  return [
    Math.min(column.box[0], left + 1),
    column.box[1],
    Math.max(column.box[2], (next ?? column.box[2]) - 4),
    column.box[3],
  ];
}

/** What the header says, columns that mean nothing to us included. */
const segmentsOf = (layout: Layout, { first, last }: TableHeader): readonly Span[] =>
  layout.lines.slice(first, last + 1).flatMap(({ segments }) => segments);
