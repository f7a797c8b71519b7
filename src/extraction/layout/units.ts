import type { Word } from "#src/domain/reading.ts";
import type { Amount } from "./amounts.ts";
import { plain } from "./normalise.ts";
import type { Column } from "./table-header.ts";
import { type Line, heightOf, overlapX, type Span, spanOf } from "./text-lines.ts";
import { unitWords } from "./vocabulary/units.ts";

const codeByWord: ReadonlyMap<string, string> = new Map(
  Object.entries(unitWords).flatMap(([code, words]) =>
    words.map((word) => [unitKey(word), code] as const),
  ),
);

/** `Stk.`, `(pcs)` and `STK` are the same. */
function unitKey(text: string): string {
  return plain(text).replaceAll(/[.()]/g, "");
}

/** The unit of a row: in a column of its own, or right behind the quantity. */
export function unitIn(
  line: Line,
  quantity: Amount | undefined,
  columns: readonly Column[],
): Span | undefined {
  const column = columns.find(({ kinds }) => kinds.has("unit") && kinds.size === 1);
  const word =
    (quantity && line.words.find((next) => isBehind(quantity, next) && isUnit(next))) ??
    (column &&
      line.words.find(({ box, ...next }) => overlapX(box, column.box) > 0 && isUnit(next)));
  return word && spanOf([word], line.page, line.index);
}

/** Its code of UN/ECE Recommendation 20 (BT-130). */
export const unitCodeOf = (text: string): string | undefined => codeByWord.get(unitKey(text));

const isUnit = ({ text }: Pick<Word, "text">): boolean => unitCodeOf(text) !== undefined;

/** How far a unit may stand behind its quantity, in heights of the line. */
const gapMax = 2;

function isBehind({ box }: Amount, word: Word): boolean {
  const gap = word.box[0] - box[2];
  return gap > -1 && gap <= gapMax * heightOf(word.box);
}
