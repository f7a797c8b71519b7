import { filtersOf, mayPrint, type PdfStream, pictureSides } from "../pdf-streams.ts";

/** Pixels of a picture that is decoded to look for a code: more than a code of any size needs. */
export const codePixelsMax = 1_500_000;

/** Squares along one side of the smallest code, each at least a pixel of a picture. */
const sideSquaresMin = 21;
/** Squares of one colour side by side; more are a line of something else. */
const runSquaresMax = 40;
/** How far from a square a picture of a code may be: its longer side by the shorter. */
const sidesRatioMax = 1.04;

/** Rectangles as high as a square and some squares wide of which a code is drawn; the smallest takes more. */
const piecesMin = 80;
const piecesLookedAtMax = 50_000;
/** How far their width may be from whole squares, in squares. */
const tolerance = 0.03;

// Bounded, so that no stream costs more than its length.
const number = String.raw`(-?[\d.]{1,15})\s{1,2}`;
const corner = (operator: string): string => `${number}${number}${operator}\\s+`;
/** `x y width height re`, or four corners: `x y m`, then `x y l` three times. */
const rectangle = new RegExp(
  `${number.repeat(4)}re\\s|${corner("m")}${corner("l").repeat(3)}`,
  "g",
);
/** Quick to count. */
const rectangleBegun = /\s(?:re|m)\s/g;
const inlinePicture = /(?:^|\s)BI\s+\//;

/**
 * Whether a stream of a PDF may be or draw a QR code: as a picture that is square, or square by square. Most files are spared the look
 * at every operator.
 */
export function mayShowCode({ dictionary, content }: PdfStream): boolean {
  const sides = pictureSides(dictionary);
  if (sides !== undefined) return isSquarePicture(sides);
  return mayPrint(dictionary) && drawsSquares(content() ?? "");
}

/** The JPEG file that a stream is, if its picture is square: looking for a code on it costs less than drawing the page. */
export function squareJpeg({ dictionary, packed }: PdfStream): Uint8Array | undefined {
  const [filter, ...others] = filtersOf(dictionary);
  const isJpeg = others.length === 0 && (filter === "/DCTDecode" || filter === "/DCT");
  const sides = pictureSides(dictionary);
  return isJpeg && sides !== undefined && isSquarePicture(sides) ? packed() : undefined;
}

function isSquarePicture([width, height]: readonly [number, number]): boolean {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  const isSquare = shorter >= sideSquaresMin && longer <= shorter * sidesRatioMax;
  return isSquare && width * height <= codePixelsMax;
}

/** True if many rectangles are of one height, and as wide as it or a whole number of times wider. */
function drawsSquares(content: string): boolean {
  if (inlinePicture.test(content)) return true;
  if ((content.match(rectangleBegun)?.length ?? 0) < piecesMin) return false;
  const pieces = new Map<string, number>();
  let lookedAt = 0;
  for (const match of content.matchAll(rectangle)) {
    lookedAt += 1;
    if (lookedAt > piecesLookedAtMax) return false;
    const [width, height] = sidesIn(match.slice(1).map(Number));
    const squares = width / height;
    const isPiece =
      squares > 1 - tolerance &&
      squares < runSquaresMax &&
      Math.abs(squares - Math.round(squares)) < tolerance;
    const key = height.toFixed(2);
    if (isPiece) pieces.set(key, (pieces.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...pieces.values()) >= piecesMin;
}

/** Width and height of what `rectangle` matched. */
function sidesIn(numbers: readonly number[]): readonly [width: number, height: number] {
  const [, , width = Number.NaN, height = Number.NaN, ...corners] = numbers;
  if (!Number.isNaN(width)) return [Math.abs(width), Math.abs(height)];
  const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  return [
    range(corners.filter((_, index) => index % 2 === 0)),
    range(corners.filter((_, index) => index % 2 === 1)),
  ];
}
