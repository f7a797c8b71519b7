import { crc32 } from "node:zlib";
import { makePdf } from "./pdf-file.ts";

/** Letters of a dot matrix printer: five columns of seven dots, lowest bit on top, from the space on. */
const dots =
  "0000000000 00005F0000 0007000700 147F147F14 242A7F2A12 2313086462 3649562050 0008070300 001C224100 0041221C00 2A1C7F1C2A 08083E0808 0080703000 0808080808 0000606000 2010080402 3E5149453E 00427F4000 7249494946 2141494D33 1814127F10 2745454539 3C4A494931 4121110907 3649494936 464949291E 0000140000 0040340000 0008142241 1414141414 0041221408 0201590906 3E415D594E 7C1211127C 7F49494936 3E41414122 7F4141413E 7F49494941 7F09090901 3E41415173 7F0808087F 00417F4100 2040413F01 7F08142241 7F40404040 7F021C027F 7F0408107F 3E4141413E 7F09090906 3E4151215E 7F09192946 2649494932 03017F0103 3F4040403F 1F2040201F 3F4038403F 6314081463 0304780403 6159494D43".split(
    " ",
  );

const widthPx = 827;
const heightPx = 1_169;
const dotPx = 2;

/** An invoice on paper, printed long ago and laid crooked on the scanner: a PDF whose page is one picture. */
export function scanPdf(lines: readonly string[]): Promise<Buffer> {
  const png = encodePng(paint(lines));
  return makePdf({ title: "Scan_0007", author: "Scanner" }, (pdf) => {
    pdf.image(png, 0, 0, { width: 595.28 });
  });
}

/** A page of one bit a pixel; 1 is white. */
function paint(lines: readonly string[]): Uint8Array[] {
  const rows = Array.from({ length: heightPx }, () => new Uint8Array(widthPx).fill(1));
  const blacken = (x: number, y: number): void => {
    const row = rows[y];
    if (row !== undefined && x >= 0 && x < widthPx) row[x] = 0;
  };
  for (const [lineIndex, line] of lines.entries()) {
    for (const [place, letter] of line.split("").entries()) {
      const columns = dots[letter.charCodeAt(0) - 32] ?? dots[0] ?? "";
      for (let dot = 0; dot < 35; dot += 1) {
        const column = Math.floor(dot / 7);
        const bits = Number.parseInt(columns.slice(column * 2, column * 2 + 2), 16);
        if (((bits >> (dot % 7)) & 1) === 0) continue;
        const x0 = 70 + place * 6 * dotPx + column * dotPx;
        const y0 = 90 + lineIndex * 24 + (dot % 7) * dotPx;
        // The paper lies askew: two pixels to the left and down over every hundred.
        const skew = (x: number, y: number): [number, number] => [
          x - Math.floor(y / 55),
          y + Math.floor(x / 55),
        ];
        for (let pixel = 0; pixel < 4; pixel += 1)
          blacken(...skew(x0 + (pixel % 2), y0 + (pixel >> 1)));
      }
    }
  }
  addSpecks(blacken);
  return rows;
}

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
