import { fileURLToPath } from "node:url";
import { createCanvas, GlobalFonts, type Canvas, type SKRSContext2D } from "@napi-rs/canvas";
import fc from "fast-check";

const fontFile = new URL(
  "../../standard_fonts/LiberationSans-Regular.ttf",
  import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs"),
);

const scannedInvoice: readonly string[] = [
  "Harfenbau Welle GmbH",
  "Saitengasse 4, 34117 Kassel",
  "",
  "Invoice",
  "Invoice number: R-2026-19",
  "Invoice date: 2026-03-01",
  "",
  "Total without VAT  100.00 EUR",
  "VAT 19 %  19.00 EUR",
  "Total with VAT  119.00 EUR",
];

type Scan = {
  readonly lines?: readonly string[];
  /** Turned clockwise by this, in degrees. */
  readonly degrees?: number;
  /** Share of pixels that dust made dark. */
  readonly dust?: number;
  /** Brightness of the paper, 0 to 255. */
  readonly paper?: number;
  /** Every line in a frame of its own, as in a table. */
  readonly isRuled?: boolean;
  /** Lines, from 0, that are printed white on black. */
  readonly inverse?: readonly number[];
  /** Size of a pixel of the page on the picture. */
  readonly scale?: number;
  /** How far the sheet rises and falls from side to side, in pixels of the page. */
  readonly wave?: number;
  /** How much darker the sheet is than its foot, 0 to 1. */
  readonly shade?: number;
};

/** A page on a scanner: text drawn on paper, which lies as it lies. */
export function aScan({
  lines = scannedInvoice,
  degrees = 0,
  dust = 0,
  paper = 255,
  isRuled = false,
  inverse = [],
  scale = 1,
  wave = 0,
  shade = 0,
}: Scan = {}): Canvas {
  GlobalFonts.registerFromPath(fileURLToPath(fontFile), "Scan");
  const page = createCanvas(1_000, 900);
  const context = page.getContext("2d");
  context.fillStyle = `rgb(${paper} ${paper} ${paper})`;
  context.fillRect(0, 0, page.width, page.height);
  context.fillStyle = "black";
  context.font = "30px Scan";
  for (const [index, line] of lines.entries()) {
    const [left = "", right = ""] = line.split(/ {2,}/);
    const bottom = 110 + index * 60;
    context.fillStyle = "black";
    if (inverse.includes(index)) context.fillRect(60, bottom - 42, 880, 60);
    if (isRuled) drawFrame(context, bottom);
    context.fillStyle = inverse.includes(index) ? "white" : "black";
    context.fillText(left, 90, bottom);
    context.fillText(right, 900 - context.measureText(right).width, bottom);
  }
  context.fillStyle = "black";
  const specks = fc.sample(fc.tuple(fc.nat(page.width), fc.nat(page.height)), {
    seed: 7,
    numRuns: Math.round(dust * page.width * page.height) || 1,
  });
  if (dust > 0) for (const [x, y] of specks) context.fillRect(x, y, 1, 1);
  if (shade > 0) drawShade(context, page, shade);
  return turned(scaled(waved(page, wave), scale), degrees);
}

/** Something stands between the lamp and all but the foot of the sheet. */
function drawShade(context: SKRSContext2D, { width, height }: Canvas, shade: number): void {
  const light = context.createLinearGradient(0, height, 0, height * 0.6);
  light.addColorStop(0, "white");
  light.addColorStop(1, `rgb(0 0 0 / ${shade})`);
  context.globalCompositeOperation = "multiply";
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
  context.globalCompositeOperation = "source-over";
}

/** The frame of one row of a table: thin lines that come close to the letters. */
function drawFrame(context: SKRSContext2D, bottom: number): void {
  for (const [left, top, width, height] of [
    [60, bottom - 34, 870, 3],
    [60, bottom + 26, 870, 3],
    [60, bottom - 34, 3, 60],
    [930, bottom - 34, 3, 60],
  ] as const) {
    context.fillRect(left, top, width, height);
  }
}

function waved(page: Canvas, wave: number): Canvas {
  if (wave === 0) return page;
  const result = createCanvas(page.width, page.height);
  const context = result.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, result.width, result.height);
  for (let x = 0; x < page.width; x += 1) {
    context.drawImage(page, x, 0, 1, page.height, x, Math.sin(x / 200) * wave, 1, page.height);
  }
  return result;
}

function scaled(page: Canvas, scale: number): Canvas {
  if (scale === 1) return page;
  const result = createCanvas(page.width * scale, page.height * scale);
  const context = result.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(page, 0, 0, result.width, result.height);
  return result;
}

function turned(page: Canvas, degrees: number): Canvas {
  const radians = (degrees * Math.PI) / 180;
  const cos = Math.abs(Math.cos(radians));
  const sin = Math.abs(Math.sin(radians));
  const glass = createCanvas(
    Math.ceil(page.width * cos + page.height * sin),
    Math.ceil(page.width * sin + page.height * cos),
  );
  const context = glass.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, glass.width, glass.height);
  context.translate(glass.width / 2, glass.height / 2);
  context.rotate(radians);
  context.drawImage(page, -page.width / 2, -page.height / 2);
  return glass;
}
