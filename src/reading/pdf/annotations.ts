import { type Area, areaUnder } from "./matrix.ts";
import type { PdfPage } from "./open-pdf.ts";
import { floatAt } from "./pdfium.ts";

/** Annotations of one page that are looked at. */
const annotationsMax = 1_000;
/** `FPDF_ANNOT_LINK`, `_POPUP` and `_WIDGET`: they draw nothing over the page, or what a form is filled in with. */
const withoutDrawing: ReadonlySet<number> = new Set([2, 16, 20]);

/** Where stamps and other annotations are drawn over a page, in points from the top left corner of the page as it is shown. */
export function annotationsOn({ engine, handle, toPage }: PdfPage): readonly Area[] {
  const areas: Area[] = [];
  const count = Math.min(engine.FPDFPage_GetAnnotCount(handle), annotationsMax);
  for (let index = 0; index < count; index += 1) {
    const annotation = engine.FPDFPage_GetAnnot(handle, index);
    if (annotation === 0) continue;
    const isDrawn = !withoutDrawing.has(engine.FPDFAnnot_GetSubtype(annotation));
    // Left, top, right, bottom.
    if (isDrawn && engine.FPDFAnnot_GetRect(annotation, engine.scratch)) {
      const sides = [0, 1, 2, 3].map((side) => floatAt(engine, side));
      areas.push(areaUnder(sides as unknown as Area, toPage));
    }
    engine.FPDFPage_CloseAnnot(annotation);
  }
  return areas;
}
