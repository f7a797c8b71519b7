import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Canvas } from "@napi-rs/canvas";
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import type { Area } from "../pdf/matrix.ts";

/** Codes read of one picture; an invoice has one, seldom three. */
const codesMax = 8;
/** Characters of one code; the longest that is defined, a signed one, has some 2,000. */
const codeCharactersMax = 4_000;

/** A code on a picture, in pixels from its top left corner. */
export type PictureCode = { readonly text: string; readonly area: Area };

/** Every definition of a code on invoices that we know asks for a QR code, dark on light. */
const options: ReaderOptions = {
  formats: ["QRCode"],
  tryInvert: false,
  maxNumberOfSymbols: codesMax,
  textMode: "Plain",
};

let isReady: Promise<void> | undefined;

/** The QR codes on a picture, whichever way they lie; what cannot be read for certain is left out. */
export async function readCodes(sheet: Canvas): Promise<PictureCode[]> {
  isReady ??= prepare();
  await isReady;
  const { width, height } = sheet;
  const pixels = sheet.getContext("2d").getImageData(0, 0, width, height);
  // A picture the engine cannot cope with is a picture without codes: they are only more evidence.
  const codes = await readBarcodes(pixels, options).catch(() => []);
  return codes
    .filter(({ text }) => text !== "" && text.length <= codeCharactersMax)
    .map(({ text, position }) => {
      const corners = Object.values(position);
      const xs = corners.map(({ x }) => x);
      const ys = corners.map(({ y }) => y);
      return { text, area: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] };
    });
}

/** The engine comes from its package; left alone it would fetch it from the network. */
async function prepare(): Promise<void> {
  const file = fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  const { buffer } = new Uint8Array(await readFile(file));
  prepareZXingModule({ overrides: { wasmBinary: buffer } });
}
