import type { Area } from "./matrix.ts";
import type { PdfPage } from "./open-pdf.ts";
import { fillOf, type Ink, type PageObject, strokeOf } from "./page-objects.ts";
import { type Pdfium, integerAt } from "./pdfium.ts";

const opacityMin = 0.05;
/** A colour this close to white cannot be told from the paper. */
const whitenessMin = 0xf4;
/** Areas of one page that white text may stand on. */
const areasMax = 5_000;

/** The text objects, by the engine's name, that a page prints so that somebody sees them: not invisible, transparent, or white on nothing but paper. */
export function seenText({ engine }: PdfPage, objects: readonly PageObject[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const areas: Area[] = [];
  for (const object of objects) {
    if (object.kind === "text") {
      if (isSeen(engine, object, areas)) seen.add(object.handle);
    } else if (areas.length < areasMax && isGround(engine, object)) areas.push(object.area);
  }
  return seen;
}

/** How a text is rendered, by its number: filled, outlined, both, not at all, and the same for text that also clips. */
const inksOf: readonly ((engine: Pdfium, object: number) => (Ink | undefined)[])[] = [
  (engine, object) => [fillOf(engine, object)],
  (engine, object) => [strokeOf(engine, object)],
  (engine, object) => [fillOf(engine, object), strokeOf(engine, object)],
  () => [],
];

function isSeen(
  engine: Pdfium,
  { handle, area, opacity }: PageObject,
  grounds: readonly Area[],
): boolean {
  const mode = engine.FPDFTextObj_GetTextRenderMode(handle);
  const inks = inksOf[mode & 3]?.(engine, handle) ?? [];
  return inks.some((ink) => {
    // A pattern is seen.
    if (ink === undefined) return opacity >= opacityMin;
    if (ink.opacity * opacity < opacityMin) return false;
    return !isWhite(ink) || grounds.some((ground) => isWithin(area, ground));
  });
}

const isWhite = ({ rgb }: Ink): boolean => rgb.every((part) => part >= whitenessMin);

/** True if the middle of an area lies in another. */
function isWithin([left, top, right, bottom]: Area, [x0, y0, x1, y1]: Area): boolean {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}

/** Whether white text can be seen on an object: all but paths that are not filled, or filled with white. */
function isGround(engine: Pdfium, { kind, handle, opacity }: PageObject): boolean {
  if (opacity < opacityMin) return false;
  if (kind !== "path") return true;
  const { scratch } = engine;
  engine.FPDFPath_GetDrawMode(handle, scratch, scratch + 4);
  if (integerAt(engine, 0) === 0) return false;
  const fill = fillOf(engine, handle);
  return fill === undefined || (fill.opacity >= opacityMin && !isWhite(fill));
}
