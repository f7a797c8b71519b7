import { OPS, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type Matrix, multiply } from "./page-words.ts";
import { type Area, areaUnder, isArea, isMatrix } from "./printed-area.ts";

/** What the page is printed with; saved and restored by its operators. */
type Pen = { toPage: Matrix; mode: number; opacity: number; isWhite: boolean };

const identity: Matrix = [1, 0, 0, 1, 0, 0];
const newPen = (): Pen => ({ toPage: identity, mode: 0, opacity: 1, isWhite: false });

/** Rendering modes that put nothing on the page: invisible, and clipping alone. */
const invisibleModes: ReadonlySet<number> = new Set([3, 7]);
const opacityMin = 0.05;
/** A colour this close to white cannot be told from the paper. */
const whitenessMin = 0xf4;

/** Nested states kept of one page, and areas that white text may stand on. */
const statesMax = 1_000;
const areasMax = 5_000;

/** A page as far as its operators have printed it. */
type Print = {
  pen: Pen;
  readonly saved: Pen[];
  /** From text space to the space of the pen. */
  toText: Matrix;
  readonly areas: Area[];
  readonly hidden: string[];
  readonly visible: string[];
};

/**
 * Tells which texts a page prints so that nobody sees them: invisible, transparent, or white on nothing but paper. A text that it
 * also prints visibly is seen.
 */
export async function hiddenTextOf(page: PDFPageProxy): Promise<(text: string) => boolean> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const print: Print = {
    pen: newPen(),
    saved: [],
    toText: identity,
    areas: [],
    hidden: [],
    visible: [],
  };
  for (const [index, operator] of fnArray.entries()) {
    effects[operator]?.(print, (argsArray[index] ?? []) as readonly unknown[]);
  }
  const [unseen, seen] = [print.hidden.join(""), print.visible.join("")];
  return (text) => unseen.includes(compact(text)) && !seen.includes(compact(text));
}

type Effect = (print: Print, args: readonly unknown[]) => void;

const save: Effect = ({ pen, saved }) => {
  if (saved.length < statesMax) saved.push({ ...pen });
};
const restore: Effect = (print) => {
  print.pen = print.saved.pop() ?? newPen();
};
const transform: Effect = ({ pen }, matrix) => {
  if (isMatrix(matrix)) pen.toPage = multiply(pen.toPage, matrix);
};
const paintPicture: Effect = ({ areas, pen }) => {
  if (areas.length < areasMax) areas.push(areaUnder([0, 0, 1, 1], pen.toPage));
};

const effects: Readonly<Record<number, Effect>> = {
  [OPS.save]: save,
  [OPS.restore]: restore,
  [OPS.transform]: transform,
  [OPS.paintFormXObjectBegin]: (print, args) => {
    save(print, []);
    transform(print, (args[0] ?? []) as readonly unknown[]);
  },
  [OPS.paintFormXObjectEnd]: restore,
  [OPS.setTextRenderingMode]: ({ pen }, [mode]) => {
    pen.mode = Number(mode);
  },
  [OPS.setFillRGBColor]: ({ pen }, [colour]) => {
    pen.isWhite = isWhite(String(colour));
  },
  [OPS.setFillColorN]: ({ pen }) => {
    pen.isWhite = false;
  },
  [OPS.setGState]: ({ pen }, [changes]) => {
    pen.opacity = opacityIn(changes) ?? pen.opacity;
  },
  [OPS.constructPath]: ({ areas, pen }, [, , bounds]) => {
    const isKept = !pen.isWhite && areas.length < areasMax && isArea(bounds);
    if (isKept) areas.push(areaUnder(bounds, pen.toPage));
  },
  [OPS.paintImageXObject]: paintPicture,
  [OPS.paintInlineImageXObject]: paintPicture,
  [OPS.paintImageMaskXObject]: paintPicture,
  [OPS.beginText]: (print) => {
    print.toText = identity;
  },
  [OPS.setTextMatrix]: (print, [matrix]) => {
    if (isMatrix(matrix)) print.toText = matrix;
  },
  [OPS.moveText]: (print, [x, y]) => {
    print.toText = multiply(print.toText, [1, 0, 0, 1, Number(x), Number(y)]);
  },
  [OPS.showText]: (print, [glyphs]) => {
    (isSeen(print) ? print.visible : print.hidden).push(compact(textOf(glyphs)));
  },
};

/** A text without its white space. */
const compact = (text: string): string => text.replaceAll(/\s/g, "");

function isSeen({ pen, toText, areas }: Print): boolean {
  if (invisibleModes.has(pen.mode) || pen.opacity < opacityMin) return false;
  if (!pen.isWhite) return true;
  const [, , , , x, y] = multiply(pen.toPage, toText);
  return areas.some(
    ([left, bottom, right, top]) => x >= left && x <= right && y >= bottom && y <= top,
  );
}

function isWhite(colour: string): boolean {
  const parts = /^#(..)(..)(..)$/.exec(colour)?.slice(1) ?? [];
  return parts.length === 3 && parts.every((part) => Number.parseInt(part, 16) >= whitenessMin);
}

function opacityIn(changes: unknown): number | undefined {
  if (!Array.isArray(changes)) return undefined;
  const change = changes.find((entry: unknown) => Array.isArray(entry) && entry[0] === "ca") as
    | readonly [string, unknown]
    | undefined;
  return change === undefined ? undefined : Number(change[1]);
}

function textOf(glyphs: unknown): string {
  if (!Array.isArray(glyphs)) return "";
  return glyphs
    .map((glyph: unknown) =>
      typeof glyph === "object" && glyph !== null && "unicode" in glyph ? glyph.unicode : "",
    )
    .join("");
}
