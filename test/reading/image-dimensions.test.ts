import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageDimensions } from "#src/reading/image-dimensions.ts";
import { aPicture } from "#test/support/a-picture.ts";

const u16 = (number: number): number[] => [number & 0xff, number >> 8];
const u16Big = (number: number): number[] => u16(number).toReversed();
const ascii = (text: string): number[] => [...Buffer.from(text, "latin1")];

const segment = (marker: number, content: readonly number[]): number[] => [
  0xff,
  marker,
  ...u16Big(content.length + 2),
  ...content,
];
const frame = (width: number, height: number, marker = 0xc0): number[] =>
  segment(marker, [8, ...u16Big(height), ...u16Big(width), 1, 1, 0x11, 0]);
const jpeg = (...parts: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe0, []),
    ...parts.flat(),
    ...Array<number>(20).fill(0),
  ]);

const gifFrame = (x: number, y: number, width: number, height: number): number[] => [
  0x2c,
  ...[x, y, width, height].flatMap(u16),
  0,
  2,
  2,
  0x44,
  0x01,
  0,
];
const twoColours = [0x80, 0, 0, 0, 0, 0, 255, 255, 255];
const gif = (screen: readonly [number, number], ...blocks: readonly number[][]): Uint8Array =>
  Uint8Array.from([
    ...ascii("GIF89a"),
    ...screen.flatMap(u16),
    ...twoColours,
    ...blocks.flat(),
    0x3b,
  ]);

const side = fc.integer({ min: 1, max: 65_535 });

describe("The dimensions of a picture", () => {
  it.each(["image/png", "image/jpeg", "image/webp", "image/gif"] as const)(
    "are those it was made with: %s",
    (format) => {
      const bytes = aPicture({ widthPx: 123, heightPx: 45, format });

      expect(imageDimensions(bytes)).toEqual({ widthPx: 123, heightPx: 45 });
    },
  );

  it("of a BMP are in its header, whichever end its rows start at", () => {
    const bmp = Buffer.alloc(64);
    bmp.write("BM");
    bmp.writeUInt32LE(40, 14);
    bmp.writeInt32LE(123, 18);
    bmp.writeInt32LE(-45, 22);

    expect(imageDimensions(bmp)).toEqual({ widthPx: 123, heightPx: 45 });
  });

  it("of a JPEG are those of the frame its decoder reads, whatever stands around it", () => {
    const marker = fc.constantFrom(0xc0, 0xc1, 0xc2, 0xc9, 0xca);
    const before = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map((content) => segment(0xe2, [...content])),
        fc.tuple(side, side).map(([width, height]) => segment(0xfe, frame(width, height))),
        fc.constant([0xff]),
        fc.constant([0, 0, 0]),
      ),
      { maxLength: 6 },
    );

    fc.assert(
      fc.property(before, marker, side, side, (parts, code, widthPx, heightPx) => {
        const bytes = jpeg(...parts, frame(widthPx, heightPx, code), frame(2, 2));
        expect(imageDimensions(bytes)).toEqual({ widthPx, heightPx });
      }),
    );
  });

  it("of a GIF hold its screen and every frame, as its decoder enlarges it", () => {
    const comment = [0x21, 0xfe, 3, ...ascii("abc"), 0];
    const bytes = gif([2, 2], comment, gifFrame(0, 0, 2, 2), gifFrame(10, 0, 60_000, 50_000));

    expect(imageDimensions(bytes)).toEqual({ widthPx: 60_010, heightPx: 50_000 });
  });

  it.each([
    ["TIFF", "II*\0\x08\0\0\0"],
    ["HEIC", "\0\0\0\x18ftypheic\0\0\0\0mif1heic"],
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'],
    ["PNG that was cut off", "\x89PNG\r\n\x1a\n"],
    ["JPEG without a frame", "\xff\xd8\xff\xda\0\x02\xff\xc0\0\x0b\x08\0\x02\0\x02\x01\x01"],
  ])("are unknown for a %s", (_, content) => {
    expect(imageDimensions(Buffer.from(content, "latin1"))).toBeUndefined();
  });

  it("are a size or unknown for any bytes, and never an error", () => {
    const start = fc.constantFrom(
      "\xff\xd8\xff",
      "GIF89a",
      "\x89PNG\r\n\x1a\n",
      "BM",
      "RIFF0000WEBP",
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        const found = imageDimensions(Uint8Array.from([...ascii(head), ...rest]));
        expect(found === undefined || (found.widthPx > 0 && found.heightPx > 0)).toBe(true);
      }),
    );
  });
});
