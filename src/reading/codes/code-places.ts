import { OPS, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { pictureOperators, type PlacedOperator, placedOperators } from "../placed-operators.ts";
import { type Area, areaUnder, isArea } from "../printed-area.ts";

/** Sides of a printed code, in points: from 1 centimetre to half the width of a page. */
const sidePtMin = 30;
const sidePtMax = 300;
/** How far from a square a picture of a code may be: its longer side by the shorter. */
const sidesRatioMax = 1.25;

/** A path of this many numbers may draw a whole code: the smallest has a hundred dark squares, of thirteen numbers each. */
const pathNumbersMin = 500;
/** Paths with no text between them of which a code is drawn, and the shorter side of one in points: rows of squares, marks in the corners. */
const piecesMin = 60;
const pieceSidePtMax = 40;

/** Places of one page that are looked at; an invoice has one code, seldom three. */
const placesMax = 6;
/** A page as far as its operators have drawn it. */
type Drawing = {
  readonly places: Area[];
  /** Small paths since the last text or picture, and the area around them. */
  pieces: number;
  piecesArea: Area | undefined;
};

/**
 * Where a page may show a code: pictures about as wide as high, and squares drawn one by one. A logo may look like that too; only
 * reading tells.
 *
 * @returns Areas in points from the top left corner of the page as it is shown.
 */
export async function codePlacesOf(page: PDFPageProxy): Promise<readonly Area[]> {
  const drawing: Drawing = { places: [], pieces: 0, piecesArea: undefined };
  for (const placed of await placedOperators(page)) {
    if (placed.operator === OPS.beginText) endPieces(drawing);
    else if (placed.operator === OPS.constructPath) addPath(drawing, placed);
    else if (pictureOperators.has(placed.operator)) {
      endPieces(drawing);
      addPlace(drawing, areaUnder([0, 0, 1, 1], placed.toPage));
    }
  }
  endPieces(drawing);
  return drawing.places;
}

function addPath(drawing: Drawing, { args: [, paths, bounds], toPage }: PlacedOperator): void {
  if (!isArea(bounds)) return;
  const area = areaUnder(bounds, toPage);
  if (numbersIn(paths) >= pathNumbersMin) addPlace(drawing, area);
  else if (Math.min(...sidesOf(area)) <= pieceSidePtMax) addPiece(drawing, area);
}

const sidesOf = ([x0, y0, x1, y1]: Area): [number, number] => [x1 - x0, y1 - y0];

/** The numbers of the path that comes with an operator, as the one item of a list. */
function numbersIn(paths: unknown): number {
  const path: unknown = Array.isArray(paths) ? paths[0] : undefined;
  return path instanceof Float32Array ? path.length : 0;
}

function addPlace({ places }: Drawing, area: Area): void {
  const sides = sidesOf(area);
  const [shorter, longer] = [Math.min(...sides), Math.max(...sides)];
  const isLikeCode =
    shorter >= sidePtMin && longer <= sidePtMax && longer <= shorter * sidesRatioMax;
  if (isLikeCode && places.length < placesMax) places.push(area);
}

function addPiece(drawing: Drawing, area: Area): void {
  // A line across the page is no part of a code.
  if (Math.max(...sidesOf(area)) > sidePtMax) return;
  const [x0, y0, x1, y1] = drawing.piecesArea ?? area;
  drawing.pieces += 1;
  drawing.piecesArea = [
    Math.min(x0, area[0]),
    Math.min(y0, area[1]),
    Math.max(x1, area[2]),
    Math.max(y1, area[3]),
  ];
}

function endPieces(drawing: Drawing): void {
  const { pieces, piecesArea } = drawing;
  if (piecesArea !== undefined && pieces >= piecesMin) addPlace(drawing, piecesArea);
  drawing.pieces = 0;
  drawing.piecesArea = undefined;
}
