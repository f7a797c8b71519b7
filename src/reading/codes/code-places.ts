import type { Page } from "#src/domain/reading.ts";
import type { Area } from "../pdf/matrix.ts";
import type { PdfPage } from "../pdf/open-pdf.ts";
import { type PageObject, pixelsOf } from "../pdf/page-objects.ts";
import { type Pdfium, floatAt } from "../pdf/pdfium.ts";
import { isPlain, pictureKey } from "./plain-pictures.ts";

/** Sides of a printed code, in points: from 1 centimetre to half the width of a page. */
const sidePtMin = 30;
const sidePtMax = 300;
/** How far from a square the place of a code may be: its longer side by the shorter. */
const sidesRatioMax = 1.25;

/** Pixels of a picture that is looked at for a code: more than a code of any size needs. */
const codePixelsMax = 1_500_000;
/** Squares along one side of the smallest code, each at least a pixel of a picture. */
const sideSquaresMin = 21;
/** How far from a square the picture of a code may be. */
const pixelsRatioMax = 1.04;

/** A path of this many segments may draw a whole code: the smallest has a hundred dark squares, of four or five segments each. */
const pathSegmentsMin = 400;
/** Segments that are looked at: a code is drawn with straight ones along the page's sides. */
const segmentsLookedAtMax = 100;
const alongTolerancePt = 0.01;
/** Paths with no text between them of which a code is drawn, and the shorter side of one in points: rows of squares, marks in the corners. */
const piecesMin = 60;
const pieceSidePtMax = 40;

/** Places of one page that are looked at; an invoice has one code, seldom three. */
const placesMax = 6;

/** Pages that are looked at: the first ones, and the last, where a payment slip is. */
const firstPagesMax = 3;

/** Where a page may show a code. */
export type CodePlace = {
  /** In points from the top left corner of the page as it is shown. */
  readonly area: Area;
  /** What the picture there is known by; absent for a drawing. */
  readonly picture?: string;
};

/** A page, and where it may show a code. */
export type CodePlaces = { readonly page: Page; readonly codePlaces: readonly CodePlace[] };

/** Those of the pages that are looked at, as far as they may show one. */
export const mayShowCodes = (pages: readonly CodePlaces[]): readonly CodePlaces[] =>
  pages.filter(
    ({ codePlaces }, index) =>
      codePlaces.length > 0 && (index < firstPagesMax || index === pages.length - 1),
  );

/** A page as far as its objects have drawn it. */
type Drawing = {
  readonly places: CodePlace[];
  /** Small paths since the last text or picture, and the area around them. */
  pieces: number;
  piecesArea: Area | undefined;
};

/**
 * Where a page may show a code: pictures about as wide as high, and squares drawn one by one. A logo may look like that too; only
 * reading tells.
 */
export function codePlacesOf(
  { engine }: PdfPage,
  objects: readonly PageObject[],
): readonly CodePlace[] {
  const drawing: Drawing = { places: [], pieces: 0, piecesArea: undefined };
  for (const object of objects) {
    if (object.kind === "path") addPath(drawing, { engine, ...object });
    else endPieces(drawing);
    if (isSquarePicture(pixelsOf(engine, object))) addPicture(drawing, engine, object);
  }
  endPieces(drawing);
  return drawing.places;
}

type Path = { readonly engine: Pdfium; readonly handle: number; readonly area: Area };

function addPath(drawing: Drawing, path: Path): void {
  const sides = sidesOf(path.area);
  // A line across the page is no part of a code.
  if (Math.max(...sides) > sidePtMax) return;
  const segments = path.engine.FPDFPath_CountSegments(path.handle);
  if (segments >= pathSegmentsMin) {
    if (isOfSquares(path, segments)) addPlace(drawing, path.area);
  } else if (Math.min(...sides) <= pieceSidePtMax) addPiece(drawing, path.area);
}

/** `FPDF_SEGMENT_BEZIERTO` */
const curve = 1;

/** True if a path has no curves, and its lines run along the sides of the page. */
function isOfSquares({ engine, handle }: Path, segments: number): boolean {
  let last: readonly [number, number] | undefined;
  for (let index = 0; index < Math.min(segments, segmentsLookedAtMax); index += 1) {
    const segment = engine.FPDFPath_GetPathSegment(handle, index);
    const type = engine.FPDFPathSegment_GetType(segment);
    engine.FPDFPathSegment_GetPoint(segment, engine.scratch, engine.scratch + 4);
    const [x, y] = [floatAt(engine, 0), floatAt(engine, 1)];
    const [dx, dy] = last === undefined ? [0, 0] : [x - last[0], y - last[1]];
    const isLine = type === 0;
    if (type === curve || (isLine && Math.min(Math.abs(dx), Math.abs(dy)) > alongTolerancePt)) {
      return false;
    }
    last = [x, y];
  }
  return true;
}

function isSquarePicture([width, height]: readonly [number, number]): boolean {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  const isSquare = shorter >= sideSquaresMin && longer <= shorter * pixelsRatioMax;
  return isSquare && width * height <= codePixelsMax;
}

const sidesOf = ([x0, y0, x1, y1]: Area): [number, number] => [x1 - x0, y1 - y0];

function addPicture(drawing: Drawing, engine: Pdfium, object: PageObject): void {
  if (!isLikeCode(object.area)) return;
  const picture = pictureKey(engine, object);
  if (!isPlain(picture)) addPlace(drawing, object.area, picture);
}

function isLikeCode(area: Area): boolean {
  const sides = sidesOf(area);
  const [shorter, longer] = [Math.min(...sides), Math.max(...sides)];
  return shorter >= sidePtMin && longer <= sidePtMax && longer <= shorter * sidesRatioMax;
}

function addPlace({ places }: Drawing, area: Area, picture?: string): void {
  if (!isLikeCode(area) || places.length >= placesMax) return;
  places.push({ area, ...(picture !== undefined && { picture }) });
}

function addPiece(drawing: Drawing, area: Area): void {
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
