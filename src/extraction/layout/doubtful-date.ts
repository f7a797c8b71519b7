import { datesIn } from "./dates.ts";
import type { Layout } from "./layout.ts";

/** A word that recognition is less sure of may have a digit wrong. */
const sureMin = 0.7;

/** Whether a date was read unsurely, and the pages print another that differs from it in one digit: either may be misread. */
export function isDoubtfulDate({ lines }: Layout, text: string): boolean {
  return (
    !isSurelyRead({ lines }, text) &&
    lines
      .flatMap(({ segments }) => segments)
      .flatMap((segment) => datesIn(segment.text))
      .some((other) => isOneDigitOff(other.text, text))
  );
}

/** No word with this date was read unsurely. */
export const isSurelyRead = ({ lines }: Pick<Layout, "lines">, text: string): boolean =>
  !lines.some(({ words }) =>
    words.some((word) => word.text.includes(text) && (word.confidence ?? 1) < sureMin),
  );

const isOneDigitOff = (a: string, b: string): boolean =>
  a.length === b.length &&
  Array.from(a).filter((character, index) => character !== b[index]).length === 1 &&
  a.replaceAll(/\d/g, "0") === b.replaceAll(/\d/g, "0");
