import type { PdfPage } from "./open-pdf.ts";
import type { PageObject } from "./page-objects.ts";

/** How much of a page its pictures cover, 0 to 1, what lies over another or hangs over the edge counted too; undefined without one. */
export function pictureCover(
  { widthPt, heightPt }: PdfPage,
  objects: readonly PageObject[],
): number | undefined {
  const pictures = objects.filter(({ kind }) => kind === "picture");
  if (pictures.length === 0) return undefined;
  const covered = pictures.reduce(
    (sum, { area: [x0, y0, x1, y1] }) => sum + (x1 - x0) * (y1 - y0),
    0,
  );
  return Math.min(1, covered / (widthPt * heightPt));
}
