import type { Page, Row } from "#src/domain/reading.ts";
import { areaUnder, type Matrix } from "./matrix.ts";
import { type Pdf, type PdfPage, withPage } from "./open-pdf.ts";
import { objectsOn } from "./page-objects.ts";
import { type PlacedWord, rowsOf } from "../page-rows.ts";
import type { QuarterTurns } from "./page-letters.ts";
import { type Run, runsOn } from "./page-runs.ts";
import { type CodePlaces, codePlacesOf } from "../codes/code-places.ts";
import { forgetActualText } from "./actual-text.ts";
import { pictureCover } from "./picture-cover.ts";
import type { LookedPage } from "./picture-pages.ts";
import { seenText } from "./seen-text.ts";

/** A page that was read, and what else was seen on it. */
export type ReadPage = LookedPage & CodePlaces;

/**
 * The words of the first pages with their places: points from the top left corner of the page as it is shown, turned pages
 * upright. Text that nobody sees is left out: too small, off the page, covered, or in ink that is invisible where it stands.
 *
 * @throws {DocumentRejected} `document.text_too_large` for a page with more characters than any invoice has.
 */
export const readPages = (pdf: Pdf, pagesMax: number): ReadPage[] =>
  Array.from({ length: Math.min(pdf.pageCount, pagesMax) }, (_, index) =>
    withPage(pdf, index + 1, readPage),
  );

function readPage(page: PdfPage): ReadPage {
  const objects = objectsOn(page);
  forgetActualText(page, objects);
  const { runs, hiddenCharacters } = runsOn(page, seenText(page, objects));
  return {
    page: { ...upright(page, runs), ...(hiddenCharacters > 0 && { hiddenCharacters }) },
    pictureCover: pictureCover(page, objects),
    codePlaces: codePlacesOf(page, objects),
  };
}

function upright({ number, ...shown }: PdfPage, runs: readonly Run[]): Page {
  const turns = mainDirection(runs);
  const isSideways = turns % 2 === 1;
  const widthPt = isSideways ? shown.heightPt : shown.widthPt;
  const heightPt = isSideways ? shown.widthPt : shown.heightPt;
  const matrix = uprightMatrix(turns, shown.widthPt, shown.heightPt);
  const along = runs.filter(({ quarterTurns }) => quarterTurns === turns);
  return { number, widthPt, heightPt, rows: rowsFrom(along, matrix, [widthPt, heightPt]) };
}

/** The direction most characters of the page are written in. */
function mainDirection(runs: readonly Run[]): QuarterTurns {
  const characters: [number, number, number, number] = [0, 0, 0, 0];
  for (const { quarterTurns, text } of runs) characters[quarterTurns] += text.length;
  const most = Math.max(...characters);
  return characters[0] === most ? 0 : (characters.indexOf(most) as 1 | 2 | 3);
}

/** Turns a page whose text runs downwards, backwards or upwards so that it runs to the right. */
function uprightMatrix(turns: QuarterTurns, width: number, height: number): Matrix {
  const byTurns: readonly [Matrix, Matrix, Matrix, Matrix] = [
    [1, 0, 0, 1, 0, 0],
    [0, -1, 1, 0, 0, width],
    [-1, 0, 0, -1, width, height],
    [0, 1, -1, 0, height, 0],
  ];
  return byTurns[turns];
}

/** Part of the font size that stands above and below the baseline. */
const ascent = 0.8;
const descent = 0.2;

/** Words along the main direction, grouped into rows. Text across it (margin notes, stamps) is no part of any row. */
function rowsFrom(
  runs: readonly Run[],
  matrix: Matrix,
  [width, height]: readonly [number, number],
): Row[] {
  const words: PlacedWord[] = [];
  for (const { text, area, origin, fontSize, isGlued } of runs) {
    const turned = areaUnder(area, matrix);
    const baseline = matrix[1] * origin[0] + matrix[3] * origin[1] + matrix[5];
    const top = baseline - ascent * fontSize;
    const bottom = baseline + descent * fontSize;
    const isOnPage = turned[2] > 0 && bottom > 0 && turned[0] < width && top < height;
    if (!isOnPage || text === "") continue;
    words.push({ text, box: [turned[0], top, turned[2], bottom], fontSize, isGlued });
  }
  return rowsOf(words);
}
