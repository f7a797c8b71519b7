import { DocumentRejected } from "#src/errors.ts";
import { printableText } from "../page-characters.ts";
import { lettersIn } from "../page-text-amount.ts";
import type { Area } from "./matrix.ts";
import type { PdfPage } from "./open-pdf.ts";
import {
  gapBetween,
  isSamePlace,
  type Letter,
  lettersOn,
  type PageText,
  placeTolerance,
  type Print,
  type QuarterTurns,
} from "./page-letters.ts";
import type { Look } from "./seen-text.ts";

/** Characters of one page; a dense page has about 10,000. */
const charactersPerPageMax = 250_000;

/** Characters printed side by side, without a space and in one size. */
export type Run = {
  readonly text: string;
  /** Around the room its characters take, in points from the top left corner of the page as it is shown. */
  readonly area: Area;
  /** Where its first character stands. */
  readonly origin: readonly [x: number, y: number];
  readonly fontSize: number;
  readonly quarterTurns: QuarterTurns;
  /** No white space stands before it. */
  readonly isGlued: boolean;
};

/** What a page says, as far as a person sees it. */
export type PageRuns = {
  readonly runs: readonly Run[];
  /** Letters and digits left out because nobody sees them. */
  readonly hiddenCharacters: number;
};

/**
 * The characters of a page in runs, without those that nobody sees.
 *
 * @throws {DocumentRejected} `document.text_too_large` above `charactersPerPageMax`.
 */
export function runsOn(page: PdfPage, look: Look): PageRuns {
  const { engine, handle, number } = page;
  const text = engine.FPDFText_LoadPage(handle);
  if (text === 0) throw new Error(`the text of page ${number} cannot be loaded`);
  try {
    const count = engine.FPDFText_CountChars(text);
    if (count > charactersPerPageMax) {
      const message = `Page ${number} has more than ${charactersPerPageMax} characters: it is no invoice page`;
      throw new DocumentRejected("document.text_too_large", message);
    }
    return collected(page, { text, count, look });
  } finally {
    engine.FPDFText_ClosePage(text);
  }
}

function collected(page: PdfPage, pageText: PageText): PageRuns {
  const { letters, hidden } = lettersOn(page, pageText);
  const spacing = letterSpacing(letters);
  const runs: OpenRun[] = [];
  let last: Letter | undefined;
  for (const letter of letters) {
    const run = runs.at(-1);
    if (run !== undefined && last !== undefined && follows(letter, last, spacing)) {
      run.text += letter.text;
      run.area = around(run.area, letter.area);
    } else {
      const { text, area, origin, isAfterSpace, print } = letter;
      const { fontSize, quarterTurns } = print;
      const isGlued = last !== undefined && !isAfterSpace && !isSlanted(print);
      runs.push({ text, area, origin, fontSize, quarterTurns, isGlued });
    }
    last = letter;
  }
  for (const run of runs) run.text = printableText(run.text.toWellFormed());
  return { runs, hiddenCharacters: lettersIn(hidden) };
}

type OpenRun = { -readonly [Key in keyof Run]: Run[Key] };

/** Parts of the font size: how far letters of a run stand apart, or over one another. */
const gapMax = 0.12;
const overlapMax = 0.5;
/** A direction this far from the sides of the page is slanted. */
const slantMin = 0.1;
/** How far apart slanted letters begin: the areas around them do not tell where one ends. */
const slantedAdvanceMax = 1.2;

/** True of a letter that goes on with the run of the last one. */
function follows(letter: Letter, last: Letter, spacing: ReadonlyMap<number, number>): boolean {
  const { fontSize, quarterTurns, direction } = letter.print;
  if (letter.isAfterSpace) return false;
  if (isSamePlace(letter.origin, last.origin)) return true;
  const isSameSize = Math.abs(fontSize - last.print.fontSize) <= fontSize * placeTolerance;
  if (!isSameSize || quarterTurns !== last.print.quarterTurns) return false;
  const right = direction[0];
  const down = direction[1];
  const x = letter.origin[0] - last.origin[0];
  const y = letter.origin[1] - last.origin[1];
  if (Math.abs(x * down - y * right) > fontSize * placeTolerance) return false;
  if (isSlanted(letter.print)) {
    const advance = x * right + y * down;
    return advance > 0 && advance <= slantedAdvanceMax * fontSize;
  }
  const gap = gapBetween(last.area, letter.area, quarterTurns) - (spacing.get(last.object) ?? 0);
  return gap <= gapMax * fontSize && gap >= -overlapMax * fontSize;
}

const isSlanted = ({ direction }: Print): boolean =>
  Math.min(Math.abs(direction[0]), Math.abs(direction[1])) > slantMin;

/** Gaps of a text object that tell how its letters are spaced, at least. */
const spacedGapsMin = 3;
/** Parts of the font size that spaced letters stand apart: less is kerning, and more are columns. */
const spacingMin = 0.06;
const spacingMax = 0.6;

/** How far apart the letters of each text object stand whose letters are spaced, as most of them show. */
function letterSpacing(letters: readonly Letter[]): ReadonlyMap<number, number> {
  const spacing = new Map<number, number>();
  let last: Letter | undefined;
  let gaps = 0;
  let wide = 0;
  let widths = 0;
  for (const letter of letters) {
    if (last?.object !== letter.object) gaps = wide = widths = 0;
    else if (!letter.isAfterSpace) {
      const gap = gapBetween(last.area, letter.area, letter.print.quarterTurns);
      const em = gap / letter.print.fontSize;
      gaps += 1;
      if (em > spacingMin && em <= spacingMax) {
        wide += 1;
        widths += gap;
      }
      const isSpaced = gaps >= spacedGapsMin && wide > gaps / 2;
      if (isSpaced) spacing.set(letter.object, widths / wide);
      else spacing.delete(letter.object);
    }
    last = letter;
  }
  return spacing;
}

const around = (one: Area, other: Area): Area => [
  Math.min(one[0], other[0]),
  Math.min(one[1], other[1]),
  Math.max(one[2], other[2]),
  Math.max(one[3], other[3]),
];
