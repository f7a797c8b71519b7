import { OPS, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type Matrix, multiply } from "./page-words.ts";
import { isMatrix } from "./printed-area.ts";

/** Nested states kept of one page. */
const statesMax = 1_000;

export type PlacedOperator = {
  /** One of `OPS`. */
  readonly operator: number;
  readonly args: readonly unknown[];
  /** From the space the operator draws in to points from the top left corner of the page as it is shown. */
  readonly toPage: Matrix;
};

/** Operators that print a picture into the unit square. */
export const pictureOperators: ReadonlySet<number> = new Set([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageMaskXObject,
]);

/** The operators of a page that draw, each with where it does; those that only move the space are followed. */
export async function placedOperators(page: PDFPageProxy): Promise<readonly PlacedOperator[]> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const placed: PlacedOperator[] = [];
  const saved: Matrix[] = [];
  let toPage = page.getViewport({ scale: 1 }).transform as unknown as Matrix;
  const save = (): void => {
    if (saved.length < statesMax) saved.push(toPage);
  };
  const transform = (matrix: unknown): void => {
    if (isMatrix(matrix)) toPage = multiply(toPage, matrix);
  };
  for (const [index, operator] of fnArray.entries()) {
    const args = (argsArray[index] ?? []) as readonly unknown[];
    if (operator === OPS.save) save();
    else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) {
      toPage = saved.pop() ?? toPage;
    } else if (operator === OPS.transform) transform(args);
    else if (operator === OPS.paintFormXObjectBegin) {
      save();
      transform(args[0]);
    } else placed.push({ operator, args, toPage });
  }
  return placed;
}
