import { crc32 } from "node:zlib";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { font, makePdf } from "./pdf-file.ts";

/** A4 at 150 pixels an inch. */
const widthPx = 1_240;
const heightPx = 1_754;
const leftPx = 110;
const rightPx = 1_110;
const topPx = 130;
const linePx = 46;
const fontPx = 27;

/** The paper lies askew on the glass. */
const skewRadians = -0.014;

/** An invoice on paper, laid crooked on the scanner: a PDF whose page is one picture. */
export function scanPdf(lines: readonly string[]): Promise<Buffer> {
  const png = encodePng(paint(lines));
  return makePdf({ title: "Scan_0007", author: "Scanner" }, (pdf) => {
    pdf.image(png, 0, 0, { width: 595.28 });
  });
}

/** A page of one bit a pixel; 1 is white. What stands behind two spaces stands at the right margin. */
function paint(lines: readonly string[]): Uint8Array[] {
  GlobalFonts.register(font("LiberationSans-Regular.ttf"), "Scan");
  const canvas = createCanvas(widthPx, heightPx);
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, widthPx, heightPx);
  context.rotate(skewRadians);
  context.fillStyle = "black";
  context.font = `${fontPx}px Scan`;
  for (const [index, line] of lines.entries()) {
    const [left = "", right = ""] = line.split(/ {2,}/);
    const baseline = topPx + index * linePx;
    context.fillText(left, leftPx, baseline);
    context.fillText(right, rightPx - context.measureText(right).width, baseline);
  }
  const { data } = context.getImageData(0, 0, widthPx, heightPx);
  const rows = Array.from({ length: heightPx }, (_, y) =>
    Uint8Array.from({ length: widthPx }, (__, x) =>
      (data[4 * (y * widthPx + x)] ?? 255) < inkMax ? 0 : 1,
    ),
  );
  addSpecks((x, y) => {
    const row = rows[y];
    if (row !== undefined) row[x] = 0;
  });
  return rows;
}

/** Darker than this is ink, of 255. */
const inkMax = 140;

const specks = 260;

/** Dust, always the same: a linear congruential generator. */
function addSpecks(blacken: (x: number, y: number) => void): void {
  let state = 20_260_801;
  const next = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let speck = 0; speck < specks; speck += 1) blacken(next(widthPx), next(heightPx));
}

function encodePng(rows: readonly Uint8Array[]): Buffer {
  const rowBytes = Math.ceil(widthPx / 8);
  const raw = Buffer.alloc(heightPx * (rowBytes + 1));
  for (const [y, row] of rows.entries()) {
    for (const [x, pixel] of row.entries()) {
      const at = y * (rowBytes + 1) + 1 + (x >> 3);
      raw[at] = (raw[at] ?? 0) | (pixel << (7 - (x & 7)));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", storeZlib(raw)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

const storedBlockMax = 65_535;

/** Wraps bytes in the zlib format without compressing them, so that no version of zlib can change the result. */
function storeZlib(data: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x78, 0x01])];
  for (let from = 0; from < data.length; from += storedBlockMax) {
    const block = data.subarray(from, from + storedBlockMax);
    const head = Buffer.alloc(5);
    head[0] = from + storedBlockMax >= data.length ? 1 : 0;
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(0xff_ff - block.length, 3);
    parts.push(head, block);
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(adler32(data));
  return Buffer.concat([...parts, checksum]);
}

function adler32(data: Buffer): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}
