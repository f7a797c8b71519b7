import { OPS, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type Matrix, multiply } from "./page-words.ts";
import { areaUnder, isMatrix } from "./printed-area.ts";

/** Nested states kept of one page. */
const statesMax = 1_000;

const pictureOperators: ReadonlySet<number> = new Set([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageMaskXObject,
]);

/** How much of a page its pictures cover, 0 to 1, what lies over another or hangs over the edge counted too; undefined without one. */
export async function pictureCover(page: PDFPageProxy): Promise<number | undefined> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const saved: Matrix[] = [];
  let toPage = transform as unknown as Matrix;
  let covered: number | undefined;
  const save = (): void => {
    if (saved.length < statesMax) saved.push(toPage);
  };
  const turn = (matrix: unknown): void => {
    if (isMatrix(matrix)) toPage = multiply(toPage, matrix);
  };
  for (const [index, operator] of fnArray.entries()) {
    const args = (argsArray[index] ?? []) as readonly unknown[];
    if (pictureOperators.has(operator)) {
      const [x0, y0, x1, y1] = areaUnder([0, 0, 1, 1], toPage);
      covered = (covered ?? 0) + (x1 - x0) * (y1 - y0);
    } else if (operator === OPS.save) save();
    else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) {
      toPage = saved.pop() ?? toPage;
    } else if (operator === OPS.transform) turn(args);
    else if (operator === OPS.paintFormXObjectBegin) {
      save();
      turn(args[0]);
    }
  }
  return covered === undefined ? undefined : Math.min(1, covered / (width * height));
}
