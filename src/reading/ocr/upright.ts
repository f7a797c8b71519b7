import { createCanvas, type Canvas } from "@napi-rs/canvas";
import type { GreyImage } from "./grey-image.ts";

/** Longer side of the picture that skew is measured on, in pixels: lines of text are still apart. */
const measureSidePx = 900;
/** Pages are put on a scanner, or held before a camera, less askew than this. */
const skewDegreesMax = 12;
const coarseStepDegrees = 0.5;
const fineStepDegrees = 0.1;
/** Below this the engine reads as well without turning, which blurs. */
const skewDegreesMin = 0.2;
/** Darker than its surroundings by this much is ink. */
const inkContrast = 40;
const inkPointsMax = 60_000;

/** A row with more ink than this many times the mean is a ruled line or the edge of the paper. */
const rowInkMax = 3;

type Point = readonly [x: number, y: number];

/**
 * The angle lines of text run at, in degrees clockwise from horizontal, within `skewDegreesMax`; 0 if there is no telling.
 *
 * Rows of a page are dark and light by turns only along the direction of its lines: the angle is the one with the sharpest turns.
 */
export function skewDegreesOf(image: GreyImage): number {
  const points = inkPoints(image);
  if (points.length < 100) return 0;
  const coarse = sharpest(points, 0, skewDegreesMax, coarseStepDegrees);
  const fine = sharpest(points, coarse, coarseStepDegrees, fineStepDegrees);
  return Math.abs(fine) < skewDegreesMin ? 0 : fine;
}

/** Upright edges (the paper's, those of columns) are sharp too: lines of text that run up the sheet are sharper. */
const sidewaysRatioMin = 1.2;

/** True if lines of text run upwards or downwards rather than across. */
export function isSideways(image: GreyImage): boolean {
  const points = inkPoints(image);
  const skew = sharpest(points, 0, skewDegreesMax, coarseStepDegrees);
  const across = inkPoints(image, { isAcross: true }).map(([x, y]): Point => [y, -x]);
  const skewAcross = sharpest(across, 0, skewDegreesMax, coarseStepDegrees);
  const [up, flat] = [sharpness(across, skewAcross, rowInkMax), sharpness(points, skew, rowInkMax)];
  return up > sidewaysRatioMin * flat;
}

/** A sheet turned clockwise by `degrees`, on white, large enough to hold all of it. */
export function turned(sheet: Canvas, degrees: number): Canvas {
  if (degrees === 0) return sheet;
  const radians = (degrees * Math.PI) / 180;
  const cos = Math.abs(Math.cos(radians));
  const sin = Math.abs(Math.sin(radians));
  const widthPx = Math.round(sheet.width * cos + sheet.height * sin);
  const heightPx = Math.round(sheet.width * sin + sheet.height * cos);
  const result = createCanvas(widthPx, heightPx);
  const context = result.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, widthPx, heightPx);
  context.translate(widthPx / 2, heightPx / 2);
  context.rotate(radians);
  context.imageSmoothingQuality = "high";
  context.drawImage(sheet, -sheet.width / 2, -sheet.height / 2);
  return result;
}

/** A sheet scaled up by a factor above 1. */
export function enlarged(sheet: Canvas, factor: number): Canvas {
  const result = createCanvas(Math.round(sheet.width * factor), Math.round(sheet.height * factor));
  const context = result.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(sheet, 0, 0, result.width, result.height);
  return result;
}

function sharpest(points: readonly Point[], middle: number, range: number, step: number): number {
  let best = middle;
  let bestSharpness = -1;
  const steps = Math.round(range / step);
  for (let index = -steps; index <= steps; index += 1) {
    const angle = middle + index * step;
    const value = sharpness(points, angle);
    // Of equals the smallest turn.
    const isBetter =
      value > bestSharpness || (value === bestSharpness && Math.abs(angle) < Math.abs(best));
    if (isBetter) {
      best = angle;
      bestSharpness = value;
    }
  }
  return Math.round(best * 10) / 10;
}

/** How much neighbouring rows differ in ink once the picture is turned back by `degrees`; more than `timesMeanMax` counts as that. */
function sharpness(points: readonly Point[], degrees: number, timesMeanMax = Infinity): number {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const rows = new Map<number, number>();
  for (const [x, y] of points) {
    const row = Math.round(y - x * slope);
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  const inkMax = (timesMeanMax * points.length) / Math.max(rows.size, 1);
  const inkOf = (row: number): number => Math.min(rows.get(row) ?? 0, inkMax);
  let sum = 0;
  for (const row of rows.keys()) sum += (inkOf(row) - inkOf(row + 1)) ** 2;
  return sum;
}

/**
 * Edges of ink on the picture scaled down: dark places above or below lighter ones, where lines of text begin and end, or beside them
 * (`isAcross`); shadows and black areas have few.
 */
function inkPoints(
  { widthPx, heightPx, pixels }: GreyImage,
  { isAcross = false }: { readonly isAcross?: boolean } = {},
): Point[] {
  const step = Math.max(1, Math.round(Math.max(widthPx, heightPx) / measureSidePx));
  const points: Point[] = [];
  for (let y = 0; y + step < heightPx; y += step) {
    for (let x = 0; x < widthPx; x += step) {
      const here = darkest(pixels, widthPx, x, y, step);
      const [right, down] = isAcross ? [step, 0] : [0, step];
      const next = darkest(pixels, widthPx, x + right, y + down, step);
      if (Math.abs(next - here) > inkContrast) points.push([x / step, y / step]);
      if (points.length >= inkPointsMax) return points;
    }
  }
  return points;
}

/** The darkest pixel of a cell: thin strokes survive the scaling down. */
function darkest(
  pixels: Uint8Array,
  widthPx: number,
  left: number,
  top: number,
  size: number,
): number {
  let value = 255;
  const right = Math.min(left + size, widthPx);
  for (let y = top; y < top + size; y += 1) {
    for (let x = left; x < right; x += 1) value = Math.min(value, pixels[y * widthPx + x] ?? 255);
  }
  return value;
}
