import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { pictureOperators, placedOperators } from "./placed-operators.ts";
import { areaUnder } from "./printed-area.ts";

/** How much of a page its pictures cover, 0 to 1, what lies over another or hangs over the edge counted too; undefined without one. */
export async function pictureCover(page: PDFPageProxy): Promise<number | undefined> {
  const pictures = (await placedOperators(page)).filter(({ operator }) =>
    pictureOperators.has(operator),
  );
  if (pictures.length === 0) return undefined;
  const { width, height } = page.getViewport({ scale: 1 });
  const covered = pictures.reduce((sum, { toPage }) => {
    const [x0, y0, x1, y1] = areaUnder([0, 0, 1, 1], toPage);
    return sum + (x1 - x0) * (y1 - y0);
  }, 0);
  return Math.min(1, covered / (width * height));
}
