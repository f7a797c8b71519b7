import type { ReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import type { ImageDimensions } from "./image-dimensions.ts";

export const pictureTooLarge = (
  { widthPx, heightPx }: ImageDimensions,
  { imagePixelsMax }: Pick<ReadingLimits, "imagePixelsMax">,
): DocumentRejected =>
  new DocumentRejected(
    "document.too_large",
    `The image has ${widthPx} x ${heightPx} pixels, more than the ${imagePixelsMax} allowed; scale it down or ask the sender for a smaller one.`,
  );
