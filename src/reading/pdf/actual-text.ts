import type { PdfPage } from "./open-pdf.ts";
import type { PageObject } from "./page-objects.ts";

/** Marks of one object; tagged text has a handful. */
const marksMax = 1_000;
/** `FPDF_OBJECT_UNKNOWN` */
const noValue = 0;

/**
 * Takes from a page what it says its letters mean (`/ActualText`): the engine would read that, and a person sees the letters.
 */
export function forgetActualText({ engine }: PdfPage, objects: readonly PageObject[]): void {
  for (const { kind, handle } of objects) {
    if (kind !== "text") continue;
    const marks = engine.FPDFPageObj_CountMarks(handle);
    if (marks > marksMax) throw new Error("a text is marked too often");
    for (let index = marks - 1; index >= 0; index -= 1) {
      const mark = engine.FPDFPageObj_GetMark(handle, index);
      const isSaid = engine.FPDFPageObjMark_GetParamValueType(mark, engine.actualText) !== noValue;
      if (isSaid) engine.FPDFPageObj_RemoveMark(handle, mark);
    }
  }
}
