import { type Area, areaUnder, type Matrix, multiply } from "./matrix.ts";
import type { PdfPage } from "./open-pdf.ts";
import { type Pdfium, floatAt, integerAt } from "./pdfium.ts";

/** Objects of one page that are looked at, texts apart; a dense page has some thousands. */
const objectsMax = 100_000;
/** Forms within forms that are looked into: more than the engine reads. */
const formsDepthMax = 100;

/** What a page prints, in the order it does. */
export type PageObject = {
  readonly kind: "text" | "path" | "picture" | "shading";
  /** The engine's name of it. */
  readonly handle: number;
  /** Around it, in points from the top left corner of the page as it is shown. */
  readonly area: Area;
  /** How opaque it is for the forms it is part of, 0 to 1. */
  readonly opacity: number;
  /** Part of a layer, which may be switched off. */
  readonly isOptional: boolean;
};

/** What an object has of the forms it is part of. */
type Within = Pick<PageObject, "opacity" | "isOptional"> & {
  readonly toShown: Matrix;
  readonly depth: number;
};

/** `FPDF_PAGEOBJ_TEXT` and so on. */
const kinds: Readonly<Record<number, PageObject["kind"]>> = {
  1: "text",
  2: "path",
  3: "picture",
  4: "shading",
};
const formKind = 5;

/** The objects of a page, those of its forms in their places; behind the first `objectsMax` the texts alone. */
export function objectsOn({ engine, handle, toPage }: PdfPage): readonly PageObject[] {
  const objects: PageObject[] = [];
  const add = (object: number, within: Within): void => {
    const { toShown, opacity, depth } = within;
    const type = engine.FPDFPageObj_GetType(object);
    const kind = kinds[type];
    const canHaveText = kind === "text" || type === formKind;
    const isOptional = within.isOptional || (canHaveText && hasLayerMark(engine, object));
    if (kind !== undefined) {
      if (kind !== "text" && objects.length >= objectsMax) return;
      const area = areaUnder(boundsOf(engine, object), toShown);
      objects.push({ kind, handle: object, area, opacity, isOptional });
    } else if (type === formKind && depth < formsDepthMax) {
      const ofForm: Within = {
        toShown: multiply(toShown, matrixOf(engine, object)),
        opacity: opacity * (fillOf(engine, object)?.opacity ?? 1),
        isOptional,
        depth: depth + 1,
      };
      const count = engine.FPDFFormObj_CountObjects(object);
      for (let index = 0; index < count; index += 1) {
        add(engine.FPDFFormObj_GetObject(object, index), ofForm);
      }
    }
  };
  const onPage: Within = { toShown: toPage, opacity: 1, isOptional: false, depth: 0 };
  const count = engine.FPDFPage_CountObjects(handle);
  for (let index = 0; index < count; index += 1) {
    add(engine.FPDFPage_GetObject(handle, index), onPage);
  }
  return objects;
}

/** Marks of one object that are looked at. */
const marksMax = 20;
/** `OC`, as the engine gives it: two bytes a letter, and two of the end. */
const layerMark = { first: 0x43_00_4f, bytes: 6 };

/** Whether an object is marked as part of a layer (ISO 32000-1, 8.11.3.2). */
function hasLayerMark(engine: Pdfium, object: number): boolean {
  const { scratch } = engine;
  const count = Math.min(engine.FPDFPageObj_CountMarks(object), marksMax);
  for (let index = 0; index < count; index += 1) {
    const mark = engine.FPDFPageObj_GetMark(object, index);
    // A longer name is not given at all.
    if (!engine.FPDFPageObjMark_GetName(mark, scratch + 8, layerMark.bytes, scratch)) continue;
    if (integerAt(engine, 0) === layerMark.bytes && integerAt(engine, 2) === layerMark.first)
      return true;
  }
  return false;
}

const nowhere: Area = [0, 0, 0, 0];

/** Around an object, in the space it is drawn in. */
export function boundsOf(engine: Pdfium, object: number): Area {
  const { scratch } = engine;
  const isKnown = engine.FPDFPageObj_GetBounds(
    object,
    scratch,
    scratch + 4,
    scratch + 8,
    scratch + 12,
  );
  if (!isKnown) return nowhere;
  const [left, bottom, right, top] = [
    floatAt(engine, 0),
    floatAt(engine, 1),
    floatAt(engine, 2),
    floatAt(engine, 3),
  ];
  return [left, bottom, right, top];
}

const identity: Matrix = [1, 0, 0, 1, 0, 0];

function matrixOf(engine: Pdfium, object: number): Matrix {
  if (!engine.FPDFPageObj_GetMatrix(object, engine.scratch)) return identity;
  const [a, b, c, d, e, f] = [
    floatAt(engine, 0),
    floatAt(engine, 1),
    floatAt(engine, 2),
    floatAt(engine, 3),
    floatAt(engine, 4),
    floatAt(engine, 5),
  ];
  return [a, b, c, d, e, f];
}

/** Colours whose red, green and blue, 0 to 255, differ by less cannot be told from each other. */
export const differenceMin = 12;

/** A colour, 0 to 255 each, and how opaque it is, 0 to 1. */
export type Ink = { readonly rgb: readonly number[]; readonly opacity: number };

/** What an object is filled with; undefined for a pattern. */
export const fillOf = (engine: Pdfium, object: number): Ink | undefined =>
  inkBy(engine, engine.FPDFPageObj_GetFillColor, object);

/** What the outline of an object is drawn with; undefined for a pattern. */
export const strokeOf = (engine: Pdfium, object: number): Ink | undefined =>
  inkBy(engine, engine.FPDFPageObj_GetStrokeColor, object);

function inkBy(
  engine: Pdfium,
  getColor: Pdfium["FPDFPageObj_GetFillColor"],
  object: number,
): Ink | undefined {
  const { scratch } = engine;
  if (!getColor(object, scratch, scratch + 4, scratch + 8, scratch + 12)) return undefined;
  const rgb = [integerAt(engine, 0), integerAt(engine, 1), integerAt(engine, 2)];
  return { rgb, opacity: integerAt(engine, 3) / 255 };
}

/** Width and height of a picture in pixels; 0 for anything else. */
export function pixelsOf(
  engine: Pdfium,
  { kind, handle }: PageObject,
): readonly [width: number, height: number] {
  const { scratch } = engine;
  const isKnown =
    kind === "picture" && engine.FPDFImageObj_GetImagePixelSize(handle, scratch, scratch + 4);
  if (!isKnown) return [0, 0];
  const [width, height] = [integerAt(engine, 0), integerAt(engine, 1)];
  return [width, height];
}
