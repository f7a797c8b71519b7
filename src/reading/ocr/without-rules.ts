import type { GreyImage } from "./grey-image.ts";

/** A rule is longer than this and thinner than that, in font sizes; strokes of letters are neither. */
const lengthMin = 3;
const thicknessMax = 0.25;
const thicknessMinPx = 3;
/** A rule is interrupted by no more than this: specks, and pale spots of its print. */
const gapMaxPx = 1;

/** Part of a rule that is that thin; the rest crosses others or touches letters. Of the heads of blurred letters less is. */
const thinShareMin = 0.7;

/** Strokes of one letter of small print are closer to each other than this. */
const clearancePx = 6;
/** Part of a rule that has no ink beside it: words of a narrow row stand close to it. */
const clearShareMin = 0.2;

/** Cells that the brightness of the paper is measured in; the brightest part of one is taken for paper. */
const cellPx = 40;
const paperShare = 0.3;
/** Darker than its paper by this much is ink. */
const inkContrast = 28;

/** One of the two ways across a picture: `along` and `across` are steps in its pixels. */
type Direction = {
  readonly lines: number;
  readonly length: number;
  readonly along: number;
  readonly across: number;
};

/**
 * A picture without its long thin lines, across and upright: the engine takes the frame of a table for letters, and loses the words that
 * stand close to it. What lies beside a line is drawn over it, so that letters which touch it keep their feet.
 */
export function withoutRules(image: GreyImage, fontSizePx: number): GreyImage {
  const { widthPx, heightPx, pixels } = image;
  const ink = inkOf(image);
  const erased = new Uint8Array(pixels);
  const rows = { lines: heightPx, length: widthPx, along: 1, across: widthPx };
  const columns = { lines: widthPx, length: heightPx, along: widthPx, across: 1 };
  const lengthPx = lengthMin * fontSizePx;
  const thicknessPx = Math.max(thicknessMinPx, Math.round(thicknessMax * fontSizePx));
  for (const direction of [rows, columns]) {
    for (let line = 0; line < direction.lines; line += 1) {
      for (const [from, to] of runs(ink, direction, line, lengthPx)) {
        const places = thinPlaces(ink, direction, [line, from, to], thicknessPx);
        const clear = places.filter(({ isClear }) => isClear).length;
        if (places.length < thinShareMin * (to - from)) continue;
        if (clear < clearShareMin * (to - from)) continue;
        for (const place of places) erase(pixels, erased, direction, place);
      }
    }
  }
  return { widthPx, heightPx, pixels: erased };
}

/** Stretches of ink of one line of pixels that are long enough. */
function* runs(
  ink: Uint8Array,
  { length, along, across }: Direction,
  line: number,
  lengthPx: number,
): Generator<readonly [from: number, to: number]> {
  let from = -1;
  let last = -1;
  for (let at = 0, index = line * across; at < length; at += 1, index += along) {
    if (ink[index] === 0) continue;
    if (from < 0 || at - last > gapMaxPx + 1) {
      if (from >= 0 && last - from >= lengthPx) yield [from, last + 1];
      from = at;
    }
    last = at;
  }
  if (from >= 0 && last - from >= lengthPx) yield [from, last + 1];
}

/** One place of a stretch, and the lines beside it that are the first without ink. */
type Place = {
  readonly at: number;
  readonly above: number;
  readonly below: number;
  /** No ink lies close to it on either side. */
  readonly isClear: boolean;
};

/** The places of a stretch where it is no thicker than a rule. */
function thinPlaces(
  ink: Uint8Array,
  { lines, along, across }: Direction,
  [line, from, to]: readonly [line: number, from: number, to: number],
  thicknessPx: number,
): Place[] {
  const places: Place[] = [];
  for (let at = from; at < to; at += 1) {
    const isInk = (row: number): boolean =>
      row >= 0 && row < lines && ink[row * across + at * along] === 1;
    let above = line - 1;
    while (isInk(above) && line - above <= thicknessPx) above -= 1;
    let below = line + 1;
    while (isInk(below) && below - above - 1 <= thicknessPx) below += 1;
    if (below - above - 1 > thicknessPx) continue;
    const isClear = isClearBeside(isInk, above, -1) && isClearBeside(isInk, below, 1);
    places.push({ at, above, below, isClear });
  }
  return places;
}

/** True if no ink lies as close beside a line as strokes of one letter lie to each other. */
function isClearBeside(isInk: (row: number) => boolean, first: number, step: 1 | -1): boolean {
  for (let away = 1; away < clearancePx; away += 1) if (isInk(first + away * step)) return false;
  return true;
}

/** Draws what lies on both sides of a line over it. */
function erase(
  pixels: Uint8Array,
  erased: Uint8Array,
  { lines, along, across }: Direction,
  { at, above, below }: Place,
): void {
  // The line's soft edge is no ink, but darker than the paper.
  const top = Math.max(0, above - 1);
  const bottom = Math.min(lines - 1, below + 1);
  const first = pixels[top * across + at * along] ?? 0;
  const last = pixels[bottom * across + at * along] ?? 0;
  for (let row = top + 1; row < bottom; row += 1) {
    const share = (row - top) / (bottom - top);
    erased[row * across + at * along] = first + (last - first) * share;
  }
}

/** 1 where a pixel is darker than the paper of its cell. */
function inkOf({ widthPx, heightPx, pixels }: GreyImage): Uint8Array {
  const ink = new Uint8Array(pixels.length);
  for (let top = 0; top < heightPx; top += cellPx) {
    const bottom = Math.min(top + cellPx, heightPx);
    for (let left = 0; left < widthPx; left += cellPx) {
      const right = Math.min(left + cellPx, widthPx);
      const inkMax = paperOf(pixels, widthPx, [left, top, right, bottom]) - inkContrast;
      for (let y = top; y < bottom; y += 1) {
        for (let index = y * widthPx + left; index < y * widthPx + right; index += 1) {
          if ((pixels[index] ?? 0) < inkMax) ink[index] = 1;
        }
      }
    }
  }
  return ink;
}

/** Brightness that `paperShare` of a cell's pixels reach. */
function paperOf(
  pixels: Uint8Array,
  widthPx: number,
  [left, top, right, bottom]: readonly [number, number, number, number],
): number {
  const counts = new Uint32Array(256);
  for (let y = top; y < bottom; y += 1) {
    for (let index = y * widthPx + left; index < y * widthPx + right; index += 1) {
      const value = pixels[index] ?? 0;
      counts[value] = (counts[value] ?? 0) + 1;
    }
  }
  let rest = paperShare * (right - left) * (bottom - top);
  let value = 255;
  while (value > 0 && (rest -= counts[value] ?? 0) > 0) value -= 1;
  return value;
}
