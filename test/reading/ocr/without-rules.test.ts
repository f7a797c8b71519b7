import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { type GreyImage, greyImageOf } from "#src/reading/ocr/grey-image.ts";
import { withoutRules } from "#src/reading/ocr/without-rules.ts";

const fontSizePx = 28;

function drawn(draw: (context: SKRSContext2D) => void): GreyImage {
  const canvas = createCanvas(400, 200);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ddd";
  context.fillRect(0, 0, 400, 200);
  context.fillStyle = "black";
  draw(context);
  return greyImageOf(canvas);
}

const darkPixels = ({ pixels }: GreyImage): number => pixels.filter((value) => value < 128).length;

describe("a picture without its rules", () => {
  it("has no lines across or upright, but for where they cross", () => {
    const frame = drawn((context) => {
      context.fillRect(20, 50, 360, 3);
      context.fillRect(20, 150, 360, 2);
      context.fillRect(60, 10, 3, 180);
    });

    expect(darkPixels(frame)).toBeGreaterThan(2_000);
    expect(darkPixels(withoutRules(frame, fontSizePx))).toBeLessThan(50);
  });

  it("keeps what is short, and what is thick", () => {
    const picture = drawn((context) => {
      context.fillRect(20, 50, 60, 3);
      context.fillRect(20, 100, 360, 12);
    });

    expect(withoutRules(picture, fontSizePx)).toEqual(picture);
  });

  it("keeps a row of small letters, whose strokes are thin and close to each other", () => {
    const letters = drawn((context) => {
      for (let left = 20; left < 380; left += 6) {
        context.fillRect(left, 100, 5, 1);
        context.fillRect(left, 104, 5, 1);
        context.fillRect(left, 108, 5, 1);
      }
    });

    expect(withoutRules(letters, fontSizePx)).toEqual(letters);
  });

  it("keeps the strokes that stand on a line", () => {
    const stroke = (context: SKRSContext2D): void => context.fillRect(100, 70, 4, 30);
    const onLine = drawn((context) => {
      stroke(context);
      context.fillRect(20, 98, 360, 2);
    });

    const left = darkPixels(withoutRules(onLine, fontSizePx));

    expect(left).toBeGreaterThanOrEqual(4 * 28);
    expect(left).toBeLessThanOrEqual(4 * 32);
  });

  it("is the picture where there is nothing", () => {
    const blank = drawn(() => undefined);

    expect(withoutRules(blank, fontSizePx)).toEqual(blank);
    const pixel = { widthPx: 1, heightPx: 1, pixels: Uint8Array.of(0) };
    expect(withoutRules(pixel, fontSizePx)).toEqual(pixel);
  });
});
