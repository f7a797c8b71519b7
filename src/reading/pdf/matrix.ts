/** A matrix `[a, b, c, d, e, f]` as PDF has it: x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** Two corners of a rectangle. */
export type Area = readonly [x0: number, y0: number, x1: number, y1: number];

/** What `inner` and then `outer` do. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  return [
    a * inner[0] + c * inner[1],
    b * inner[0] + d * inner[1],
    a * inner[2] + c * inner[3],
    b * inner[2] + d * inner[3],
    a * inner[4] + c * inner[5] + e,
    b * inner[4] + d * inner[5] + f,
  ];
}

/** What a matrix makes of a rectangle: the smallest upright one around it. */
export function areaUnder(area: Area, matrix: Matrix): Area {
  // Without lists of their own for the corners: this is asked of every letter.
  const x0 = area[0];
  const y0 = area[1];
  const x1 = area[2];
  const y1 = area[3];
  const right = matrix[0] * x0;
  const farRight = matrix[0] * x1;
  const tilted = matrix[2] * y0;
  const farTilted = matrix[2] * y1;
  const down = matrix[3] * y0;
  const farDown = matrix[3] * y1;
  const turned = matrix[1] * x0;
  const farTurned = matrix[1] * x1;
  return [
    Math.min(right, farRight) + Math.min(tilted, farTilted) + matrix[4],
    Math.min(down, farDown) + Math.min(turned, farTurned) + matrix[5],
    Math.max(right, farRight) + Math.max(tilted, farTilted) + matrix[4],
    Math.max(down, farDown) + Math.max(turned, farTurned) + matrix[5],
  ];
}
