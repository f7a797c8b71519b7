import { type Area, areaUnder, multiply } from "./matrix.ts";
import type { PdfPage } from "./open-pdf.ts";
import { doubleAt, floatAt } from "./pdfium.ts";
import type { Look } from "./seen-text.ts";

/** Letters lower or narrower than this, at the size of their font, cannot be read by a person, so they must not be read by us. */
const letterMinPt = 2;

/** Part of the font size by which places that count as one may differ. */
export const placeTolerance = 0.05;

/** A direction of writing: 0 to the right, 1 downwards, 2 to the left, 3 upwards. */
export type QuarterTurns = 0 | 1 | 2 | 3;

/** How the characters of one text object are printed. */
export type Print = {
  readonly fontSize: number;
  readonly quarterTurns: QuarterTurns;
  /** The direction of writing on the page, of length 1. */
  readonly direction: readonly [right: number, down: number];
  readonly isVisible: boolean;
};

type Place = {
  /** Around the room it takes, in points from the top left corner of the page as it is shown. */
  readonly area: Area;
  /** Where it stands on its baseline. */
  readonly origin: readonly [x: number, y: number];
};

/** A character that is seen. */
export type Letter = Place & {
  readonly text: string;
  readonly print: Print;
  /** The engine's name of the text object it is part of. */
  readonly object: number;
  readonly isAfterSpace: boolean;
};

export type PageText = {
  /** The engine's name of it. */
  readonly text: number;
  readonly count: number;
  readonly look: Look;
};

/**
 * The letters of a page in the order it prints them, without those that nobody sees and those too small to be read.
 *
 * @returns Also what was left out because nobody sees it.
 */
export function lettersOn(
  page: PdfPage,
  { text, count, look }: PageText,
): { readonly letters: readonly Letter[]; readonly hidden: string } {
  const { engine } = page;
  const letters: Letter[] = [];
  const hidden: HiddenLetter[] = [];
  const looked = new Map<number, LookedObject>();
  let isAfterSpace = false;
  for (let index = 0; index < count; index += 1) {
    // Spaces and line breaks the engine makes up: where letters stand tells better.
    if (engine.FPDFText_IsGenerated(text, index) === 1) continue;
    const character = characterAt(page, text, index);
    if (character.trim() === "") {
      isAfterSpace ||= isBehind(placeAt(page, text, index), letters.at(-1));
      continue;
    }
    const object = engine.FPDFText_GetTextObject(text, index);
    let known = looked.get(object);
    if (known === undefined) {
      const [isSeen, isDoubtful] = [look.seen.has(object), look.doubtful.has(object)];
      known = { print: printAt(page, text, index), isSeen, isDoubtful };
      looked.set(object, known);
    }
    const { print, isSeen, isDoubtful } = known;
    const { area, origin } = placeAt(page, text, index);
    const letter = { text: character, print, object, isAfterSpace, area, origin };
    const inkedArea = isDoubtful ? inkedAreaAt(page, text, index) : area;
    if (!isSeen || (isDoubtful && !look.isDrawn(inkedArea))) {
      hidden.push({ ...letter, inkedArea });
    } else if (print.isVisible) {
      letters.push(letter);
      isAfterSpace = false;
    }
  }
  const again = printedAgain(hidden, letters, look);
  for (const letter of again) putBeside(letters, letter);
  const stillHidden = hidden.filter((letter) => !again.includes(letter));
  return { letters, hidden: stillHidden.map((letter) => letter.text).join("") };
}

/** What the letters of one text object have in common. */
type LookedObject = {
  readonly print: Print;
  readonly isSeen: boolean;
  readonly isDoubtful: boolean;
};

type HiddenLetter = Letter & { readonly inkedArea: Area };

/** Letters of one page that are covered and printed again. */
const printedAgainMax = 1_000;

/** The engine gives a letter once that is printed twice in one place: what was covered is seen there if no other letter is. */
const printedAgain = (
  hidden: readonly HiddenLetter[],
  letters: readonly Letter[],
  { isPrintedOver }: Look,
): readonly HiddenLetter[] =>
  hidden
    .filter(({ print, inkedArea }) => print.isVisible && isPrintedOver(inkedArea))
    .slice(0, printedAgainMax)
    .filter(({ inkedArea }) => !letters.some(({ area }) => isOver(area, inkedArea)));

/** Puts a letter behind the one it stands beside. */
function putBeside(letters: Letter[], letter: Letter): void {
  const before = letters.findIndex((other) => isBeside(other, letter));
  const isAlone = before < 0;
  letters.splice(isAlone ? letters.length : before + 1, 0, { ...letter, isAfterSpace: isAlone });
}

/** Part of the font size that letters printed side by side are apart at most. */
const besideShare = 0.1;

/** Whether a letter ends where another begins, on one baseline. */
const isBeside = ({ area, origin, print }: Letter, next: Letter): boolean =>
  Math.abs(gapBetween(area, next.area, print.quarterTurns)) < besideShare * print.fontSize &&
  Math.abs(origin[1] - next.origin[1]) < placeTolerance * print.fontSize;

/** Whether two areas have a part in common. */
const isOver = ([left, top, right, bottom]: Area, [x0, y0, x1, y1]: Area): boolean =>
  left < x1 && right > x0 && top < y1 && bottom > y0;

/** False of a space that lies on the last letter: it keeps nothing apart, unless one glyph is both. */
function isBehind({ area, origin }: Place, last: Letter | undefined): boolean {
  if (last === undefined || isSamePlace(origin, last.origin)) return true;
  const { quarterTurns, fontSize } = last.print;
  return gapBetween(last.area, area, quarterTurns) > -placeTolerance * fontSize;
}

/** True of the parts of a ligature, and of the two codes of one character. */
export const isSamePlace = (one: Place["origin"], other: Place["origin"]): boolean =>
  one[0] === other[0] && one[1] === other[1];

/** What the engine puts for a hyphen at the end of a line. */
const lineEndHyphen = 2;

/** One character, or half of one that takes two codes; a replacement character where the font does not say which. */
function characterAt({ engine }: PdfPage, text: number, index: number): string {
  const code = engine.FPDFText_GetUnicode(text, index);
  if (code === lineEndHyphen) return "-";
  if (code === 0 || engine.FPDFText_HasUnicodeMapError(text, index) === 1) return "\uFFFD";
  return code > 0xff_ff ? String.fromCodePoint(code) : String.fromCharCode(code);
}

function printAt({ engine, toPage }: PdfPage, text: number, index: number): Print {
  engine.FPDFText_GetMatrix(text, index, engine.scratch);
  const [a, b, c, d] = [
    floatAt(engine, 0),
    floatAt(engine, 1),
    floatAt(engine, 2),
    floatAt(engine, 3),
  ];
  const [right, down, rightOfUp, downOfUp] = multiply(toPage, [a, b, c, d, 0, 0]);
  const signedSize = engine.FPDFText_GetFontSize(text, index);
  // A size below zero turns letters by half, and mirrors none.
  const size = Math.abs(signedSize);
  const sign = Math.sign(signedSize);
  const fontSize = size * Math.hypot(rightOfUp, downOfUp);
  const length = Math.hypot(right, down);
  const turns = Math.round(Math.atan2(sign * down, sign * right) / (Math.PI / 2));
  return {
    fontSize,
    quarterTurns: (((turns % 4) + 4) % 4) as QuarterTurns,
    direction: [(sign * right) / length, (sign * down) / length],
    isVisible: Math.min(size * length, fontSize) >= letterMinPt,
  };
}

/** Without lists that are given up at once: this is asked of every letter. */
function placeAt({ engine, toPage }: PdfPage, text: number, index: number): Place {
  const { scratch } = engine;
  engine.FPDFText_GetCharOrigin(text, index, scratch, scratch + 8);
  const x = doubleAt(engine, 0);
  const y = doubleAt(engine, 1);
  engine.FPDFText_GetLooseCharBox(text, index, scratch);
  // Left, top, right, bottom.
  const box: Area = [
    floatAt(engine, 0),
    floatAt(engine, 3),
    floatAt(engine, 2),
    floatAt(engine, 1),
  ];
  return {
    area: areaUnder(box, toPage),
    origin: [toPage[0] * x + toPage[2] * y + toPage[4], toPage[1] * x + toPage[3] * y + toPage[5]],
  };
}

/** Around what a character blackens. */
function inkedAreaAt({ engine, toPage }: PdfPage, text: number, index: number): Area {
  const { scratch } = engine;
  engine.FPDFText_GetCharBox(text, index, scratch, scratch + 8, scratch + 16, scratch + 24);
  // Left, right, bottom, top.
  const sides: Area = [
    doubleAt(engine, 0),
    doubleAt(engine, 2),
    doubleAt(engine, 1),
    doubleAt(engine, 3),
  ];
  return areaUnder(sides, toPage);
}

/** From the end of an area to the begin of another, in a direction of writing. */
export function gapBetween(last: Area, next: Area, turns: QuarterTurns): number {
  if (turns === 0) return next[0] - last[2];
  if (turns === 1) return next[1] - last[3];
  return turns === 2 ? last[0] - next[2] : last[1] - next[3];
}
