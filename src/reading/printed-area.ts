import { type Matrix, multiply } from "./page-words.ts";

/** Two corners of a rectangle. */
export type Area = readonly [x0: number, y0: number, x1: number, y1: number];

/** What a matrix makes of a rectangle: the smallest upright one around it. */
export function areaUnder([x0, y0, x1, y1]: Area, matrix: Matrix): Area {
  const corners = [
    [x0, y0],
    [x0, y1],
    [x1, y0],
    [x1, y1],
  ].map(([x = 0, y = 0]) => multiply(matrix, [1, 0, 0, 1, x, y]));
  const xs = corners.map((corner) => corner[4]);
  const ys = corners.map((corner) => corner[5]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

// What pdf.js hands over with an operator is of no declared type.
const isNumbers = (value: unknown, length: number): boolean =>
  (Array.isArray(value) || ArrayBuffer.isView(value)) &&
  (value as ArrayLike<unknown> & { readonly length: number }).length === length;

export const isMatrix = (value: unknown): value is Matrix => isNumbers(value, 6);
export const isArea = (value: unknown): value is Area => isNumbers(value, 4);
