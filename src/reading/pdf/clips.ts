import type { Area } from "./matrix.ts";
import { boundsOf, type PageObject } from "./page-objects.ts";
import { floatAt, type Pdfium } from "./pdfium.ts";

/** Paths that clip one object, and are looked at. */
const pathsMax = 20;
/** Segments of a rectangle that is closed. */
const rectangleSegments = 5;
/** Part of a text's height above and below that holds no digit: the room of its font is higher than they are. */
const marginShare = 0.25;

/** Whether a clip may cut off a part of a text. The engine forgets one that the whole text is within. */
export function isClipped(engine: Pdfium, { handle }: PageObject): boolean {
  const clip = engine.FPDFPageObj_GetClipPath(handle);
  // Of an object without one it is told that there are -1.
  const count = engine.FPDFClipPath_CountPaths(clip) | 0;
  if (count <= 0) return false;
  if (count > pathsMax) return true;
  const [left, bottom, right, top] = boundsOf(engine, handle);
  const margin = marginShare * (top - bottom);
  return Array.from({ length: count }, (_, path) => rectangleOf(engine, clip, path)).some(
    (area) =>
      area === undefined ||
      left + margin < area[0] ||
      bottom + margin < area[1] ||
      right - margin > area[2] ||
      top - margin > area[3],
  );
}

/** The rectangle that a path of a clip is; undefined for another shape. */
function rectangleOf(engine: Pdfium, clip: number, path: number): Area | undefined {
  const count = engine.FPDFClipPath_CountPathSegments(clip, path);
  if (count > rectangleSegments) return undefined;
  const { scratch } = engine;
  const corners = Array.from({ length: count }, (_, index) => {
    const segment = engine.FPDFClipPath_GetPathSegment(clip, path, index);
    engine.FPDFPathSegment_GetPoint(segment, scratch, scratch + 4);
    return [floatAt(engine, 0), floatAt(engine, 1)] as const;
  });
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  // What is turned has corners at more than two places across.
  if (new Set(xs).size > 2 || new Set(ys).size > 2) return undefined;
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
