import { createCanvas } from "@napi-rs/canvas";

type Picture = {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly format?: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
  /** False for no background and nothing drawn: every pixel is transparent. */
  readonly isDrawn?: boolean;
};

/** A small white picture made for the test, its top left quarter black. */
export function aPicture({
  widthPx = 80,
  heightPx = 60,
  format = "image/png",
  isDrawn = true,
}: Picture = {}): Buffer {
  const canvas = createCanvas(widthPx, heightPx);
  const context = canvas.getContext("2d");
  if (isDrawn) {
    context.fillStyle = "white";
    context.fillRect(0, 0, widthPx, heightPx);
    context.fillStyle = "black";
    context.fillRect(0, 0, widthPx / 2, heightPx / 2);
  }
  // Each format has an overload of its own, with the same parameters.
  return canvas.toBuffer(format as "image/png");
}
