import type { Canvas } from "@napi-rs/canvas";

/** A picture in shades of grey, 0 black to 255 white, row by row from the top. */
export type GreyImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8Array;
};

/** Brightness of red, green and blue as the eye has it, in parts of 256. */
const redPart = 77;
const greenPart = 150;
const bluePart = 29;

export function greyImageOf(sheet: Canvas): GreyImage {
  const { width: widthPx, height: heightPx } = sheet;
  const { data } = sheet.getContext("2d").getImageData(0, 0, widthPx, heightPx);
  const pixels = new Uint8Array(widthPx * heightPx);
  for (let at = 0, from = 0; at < pixels.length; at += 1, from += 4) {
    const red = data[from] as number;
    const green = data[from + 1] as number;
    const blue = data[from + 2] as number;
    pixels[at] = (redPart * red + greenPart * green + bluePart * blue) >> 8;
  }
  return { widthPx, heightPx, pixels };
}
