import { fileURLToPath } from "node:url";
import { createCanvas, GlobalFonts, type Canvas } from "@napi-rs/canvas";
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
};

/** A page on a scanner: text drawn on paper, which lies as it lies. */
export function aScan({
  lines = scannedInvoice,
  degrees = 0,
  dust = 0,
  paper = 255,
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
    context.fillText(left, 90, 110 + index * 60);
    context.fillText(right, 900 - context.measureText(right).width, 110 + index * 60);
  }
  const specks = fc.sample(fc.tuple(fc.nat(page.width), fc.nat(page.height)), {
    seed: 7,
    numRuns: Math.round(dust * page.width * page.height) || 1,
  });
  if (dust > 0) for (const [x, y] of specks) context.fillRect(x, y, 1, 1);
  return turned(page, degrees);
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
