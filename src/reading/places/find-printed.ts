import type { Box, Page, Word } from "#src/domain/reading.ts";

/** Words of a row that are put together to one value. */
const wordsMax = 10;

type Place = { readonly page: number; readonly box: Box };

/** The first place on the pages where a value of a result record stands, however it is written there; `undefined` if nowhere. */
export function findPrinted(pages: readonly Page[], value: string): Place | undefined {
  const spellings = spellingsOf(value);
  for (const { number, rows } of pages) {
    for (const { words } of rows) {
      const found = wordsOf(words, spellings);
      if (found !== undefined) return { page: number, box: boxAround(found) };
    }
  }
  return undefined;
}

function wordsOf(words: readonly Word[], spellings: ReadonlySet<string>) {
  for (let start = 0; start < words.length; start += 1) {
    let joined = "";
    for (const [index, { text }] of words.slice(start, start + wordsMax).entries()) {
      joined += compact(text);
      if (spellings.has(joined)) return words.slice(start, start + index + 1);
    }
  }
  return undefined;
}

/** An amount as its digits, a date in the usual orders of day, month and year, all else as letters and digits. */
function spellingsOf(value: string): ReadonlySet<string> {
  const [year = "", month = "", day = ""] = isoDate.exec(value)?.slice(1) ?? [];
  const dates =
    year === ""
      ? []
      : [year, year.slice(2)].flatMap((years) => [
          `${day}${month}${years}`,
          `${month}${day}${years}`,
          `${Number(day)}${Number(month)}${years}`,
          `${Number(month)}${Number(day)}${years}`,
        ]);
  return new Set([compact(value), ...dates].filter((spelling) => spelling !== ""));
}

const isoDate = /^(\d{4})-(\d\d)-(\d\d)$/;

const compact = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

const boxAround = (words: readonly Word[]): Box => [
  Math.min(...words.map(({ box }) => box[0])),
  Math.min(...words.map(({ box }) => box[1])),
  Math.max(...words.map(({ box }) => box[2])),
  Math.max(...words.map(({ box }) => box[3])),
];
