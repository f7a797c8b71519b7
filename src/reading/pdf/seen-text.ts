import { isClipped } from "./clips.ts";
import { drawnParts } from "./drawn-parts.ts";
import type { Area } from "./matrix.ts";
import { annotationsOn } from "./annotations.ts";
import type { PdfPage } from "./open-pdf.ts";
import { differenceMin, fillOf, type Ink, type PageObject, strokeOf } from "./page-objects.ts";
import { type Pdfium, integerAt } from "./pdfium.ts";

const opacityMin = 0.05;
/** What is thinner is a line, and covers no letter. */
const coverMinPt = 2;
/** Areas of one page that text may stand on or lie under. */
const areasMax = 5_000;

/** What is seen of the text objects of a page, by the engine's names of them. Areas are those that letters blacken. */
export type Look = {
  readonly seen: ReadonlySet<number>;
  /** Those of the `seen` of which not every letter is seen perhaps. */
  readonly doubtful: ReadonlySet<number>;
  /** Whether a letter of a doubtful object is seen. */
  readonly isDrawn: (area: Area) => boolean;
  /** Whether any letter is seen where one is that is not. */
  readonly isPrintedOver: (area: Area) => boolean;
};

/** What text may stand on. */
type Ground = {
  readonly area: Area;
  /** The one colour it is filled with, if it is. */
  readonly rgb: readonly number[] | undefined;
  /** It has that colour everywhere in its area. */
  readonly isSolid: boolean;
};

const white: readonly number[] = [255, 255, 255];

type Grounds = {
  readonly all: Ground[];
  /** Those of no one colour. */
  readonly ofMany: Ground[];
  /** The colours of the others, each once. */
  readonly colours: (readonly number[])[];
};

/**
 * Tells what a page prints so that somebody sees it: not invisible, transparent, in the colour of what is below it, or covered. Where its
 * objects leave that open, the page is drawn with and without the text.
 */
export function seenText(page: PdfPage, objects: readonly PageObject[]): Look {
  const { engine } = page;
  const seen = new Set<number>();
  const doubtful = new Map<number, PageObject>();
  const grounds: Grounds = { all: [], ofMany: [], colours: [white] };
  const texts: PageObject[] = [];
  for (const object of objects) {
    if (object.kind === "text") {
      const look = looked(engine, object, grounds);
      if (look === "hidden") continue;
      seen.add(object.handle);
      if (isBlank(object)) continue;
      texts.push(object);
      if (look === "doubtful" || object.isOptional || isClipped(engine, object))
        doubtful.set(object.handle, object);
    } else if (grounds.all.length < areasMax && isGround(engine, object)) {
      addGround(grounds, groundOf(engine, object));
      for (const text of textsUnder(object.area, texts)) doubtful.set(text.handle, text);
    }
  }
  for (const area of annotationsOn(page)) {
    for (const text of textsUnder(area, texts)) doubtful.set(text.handle, text);
  }
  const asked = [...doubtful.values()];
  const drawnWith = (drawn: readonly PageObject[]): ((area: Area) => boolean) => {
    const parts = { objects, texts: drawn, asked };
    let isDrawn: ((area: Area) => boolean) | undefined;
    return (area) => asked.length > 0 && (isDrawn ??= drawnParts(page, parts))(area);
  };
  return {
    seen,
    doubtful: new Set(doubtful.keys()),
    isDrawn: drawnWith(asked),
    isPrintedOver: drawnWith(texts),
  };
}

/** How a text is rendered, by its number: filled, outlined, both, not at all, and the same for text that also clips. */
const inksOf: readonly ((engine: Pdfium, object: number) => (Ink | undefined)[])[] = [
  (engine, object) => [fillOf(engine, object)],
  (engine, object) => [strokeOf(engine, object)],
  (engine, object) => [fillOf(engine, object), strokeOf(engine, object)],
  () => [],
];

function looked(
  engine: Pdfium,
  { handle, area, opacity }: PageObject,
  grounds: Grounds,
): "seen" | "hidden" | "doubtful" {
  const mode = engine.FPDFTextObj_GetTextRenderMode(handle);
  const inks = (inksOf[mode & 3]?.(engine, handle) ?? []).filter(
    (ink) => (ink?.opacity ?? 1) * opacity >= opacityMin,
  );
  if (inks.length === 0) return "hidden";
  // A pattern is seen.
  const isSeenOn = (rgb: Ground["rgb"]): boolean =>
    inks.some((ink) => ink === undefined || (rgb !== undefined && !isSame(ink.rgb, rgb)));
  const isOn = (ground: Ground): boolean => isWithin(area, ground.area);
  // Of most texts that is all that has to be asked.
  if (grounds.colours.every(isSeenOn) && !grounds.ofMany.some(isOn)) return "seen";
  const under = grounds.all.filter(isOn);
  const lowest = under.findLastIndex(({ isSolid }) => isSolid);
  const colours = under.slice(Math.max(0, lowest)).map(({ rgb }) => rgb);
  if (lowest < 0) colours.push(white);
  if (colours.every(isSeenOn)) return "seen";
  const isUnknown = colours.some((rgb) => rgb === undefined || isSeenOn(rgb));
  return isUnknown ? "doubtful" : "hidden";
}

function addGround({ all, ofMany, colours }: Grounds, ground: Ground): void {
  const { rgb } = ground;
  all.push(ground);
  if (rgb === undefined) ofMany.push(ground);
  else if (!colours.some((colour) => colour.every((part, index) => part === rgb[index])))
    colours.push(rgb);
}

/** Of spaces alone. */
const isBlank = ({ area: [left, top, right, bottom] }: PageObject): boolean =>
  right - left < inkMinPt || bottom - top < inkMinPt;
const inkMinPt = 0.2;

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.every((part, index) => Math.abs(part - (other[index] ?? 0)) < differenceMin);

/** True if the middle of an area lies in another. */
function isWithin(area: Area, other: Area): boolean {
  // Without lists that are given up at once: this is asked of every text.
  const x = (area[0] + area[2]) / 2;
  const y = (area[1] + area[3]) / 2;
  return x >= other[0] && x <= other[2] && y >= other[1] && y <= other[3];
}

/** Texts that an area may cover a letter of: those whose middle line it meets. */
function textsUnder([x0, y0, x1, y1]: Area, texts: readonly PageObject[]): PageObject[] {
  if (x1 - x0 < coverMinPt || y1 - y0 < coverMinPt) return [];
  return texts.filter(({ area }) => {
    if (area[2] <= x0 || area[0] >= x1 || area[3] <= y0 || area[1] >= y1) return false;
    const x = (area[0] + area[2]) / 2;
    const y = (area[1] + area[3]) / 2;
    return (y >= y0 && y <= y1) || (x >= x0 && x <= x1);
  });
}

/** Whether text can be seen on an object or is covered by it: all but paths that are not filled. */
function isGround(engine: Pdfium, { kind, handle, opacity }: PageObject): boolean {
  if (opacity < opacityMin) return false;
  if (kind !== "path") return true;
  const { scratch } = engine;
  engine.FPDFPath_GetDrawMode(handle, scratch, scratch + 4);
  return integerAt(engine, 0) !== 0;
}

/** Segments of a rectangle that is closed. */
const rectangleSegments = 5;

function groundOf(engine: Pdfium, { kind, handle, area, opacity }: PageObject): Ground {
  const fill = kind === "path" ? fillOf(engine, handle) : undefined;
  if (fill === undefined || fill.opacity * opacity < 1 - opacityMin)
    return { area, rgb: undefined, isSolid: false };
  const isSolid = engine.FPDFPath_CountSegments(handle) <= rectangleSegments;
  return { area, rgb: fill.rgb, isSolid };
}
