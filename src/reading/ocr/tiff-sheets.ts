import { createCanvas, ImageData, type Canvas } from "@napi-rs/canvas";
import utif, { type IFD } from "utif2";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { pictureTooLarge } from "../picture-too-large.ts";

/** Tags of a picture's width and height, and whether it is a smaller version of another. */
const widthTag = "t256";
const heightTag = "t257";
const subfileTag = "t254";

/** A page of a TIFF file; without a sheet if it cannot be decoded. */
export type TiffPage = { readonly sheet: Canvas | undefined; readonly pageCount: number };

/**
 * The first pages of a TIFF file, each decoded when it is asked for; none if the file cannot be followed.
 *
 * @throws {DocumentRejected} `document.too_large` for a page above `limits.imagePixelsMax`, before it is decoded.
 */
export function* tiffSheets(bytes: Uint8Array, limits: ReadingLimits): Generator<TiffPage> {
  const file = Buffer.from(bytes);
  const pages = pagesOf(file);
  for (const page of pages.slice(0, limits.ocrPagesMax)) {
    const [widthPx, heightPx] = [numberAt(page, widthTag), numberAt(page, heightTag)];
    if (widthPx * heightPx > limits.imagePixelsMax)
      throw pictureTooLarge({ widthPx, heightPx }, limits);
    yield { sheet: decoded(file, page), pageCount: pages.length };
  }
}

function pagesOf(file: Buffer): IFD[] {
  try {
    const isPage = (entry: IFD): boolean =>
      numberAt(entry, widthTag) > 0 && (numberAt(entry, subfileTag) & 1) === 0;
    return utif.decode(file).filter(isPage);
  } catch {
    return [];
  }
}

function decoded(file: Buffer, page: IFD): Canvas | undefined {
  try {
    utif.decodeImage(file, page);
    const { width, height } = page;
    const sheet = createCanvas(width, height);
    const pixels = new Uint8ClampedArray(utif.toRGBA8(page));
    sheet.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
    return sheet;
  } catch {
    return undefined;
  }
}

function numberAt(entry: IFD, tag: string): number {
  const value = entry[tag];
  return Array.isArray(value) && typeof value[0] === "number" ? value[0] : 0;
}
