import { loadImage, type Image } from "@napi-rs/canvas";
import type { PageImage } from "#src/domain/reading.ts";
import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { imageDimensions } from "./image-dimensions.ts";
import { fitted, pageImage, whiteSheet } from "./page-image.ts";
import { pictureTooLarge } from "./picture-too-large.ts";

/**
 * An image file (JPEG, PNG, WebP, GIF, BMP) as one page, turned as its camera noted, scaled down to the limit.
 *
 * @returns `undefined` if it is of another kind, cannot be decoded or shows nothing.
 * @throws {DocumentRejected} `document.too_large` above `limits.imagePixelsMax`, before anything is decoded.
 */
export async function imagePage(
  bytes: Uint8Array,
  limits: ReadingLimits,
): Promise<PageImage | undefined> {
  const dimensions = imageDimensions(bytes);
  if (dimensions === undefined) return undefined;
  const { widthPx, heightPx } = dimensions;
  if (widthPx * heightPx > limits.imagePixelsMax) {
    throw pictureTooLarge(dimensions, limits);
  }
  const image = await decoded(bytes);
  if (image === undefined) return undefined;
  const { width, height } = image;
  const size = fitted(width, height, Math.min(limits.contentSidePxMax, Math.max(width, height)));
  const sheet = whiteSheet(size.widthPx, size.heightPx);
  const context = sheet.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, size.widthPx, size.heightPx);
  return pageImage(sheet, 1);
}

async function decoded(bytes: Uint8Array): Promise<Image | undefined> {
  try {
    return await loadImage(bytes);
  } catch {
    return undefined;
  }
}
