import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import type { Box } from "#src/domain/reading.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { languageOfPages } from "#src/extraction/layout/layout.ts";
import { placedOnSheets } from "#src/extraction/sheet-places.ts";
import { recognizeDocument } from "#src/reading/ocr/recognize-document.ts";
import { aScan } from "#test/support/a-scan.ts";

type Point = readonly [x: number, y: number];
type Size = { readonly width: number; readonly height: number };

/** Where a point is after a turn, clockwise, of what is `from` large about its middle, on what is `to` large. */
function turned([x, y]: Point, degrees: number, from: Size, to: Size): Point {
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const [right, down] = [x - from.width / 2, y - from.height / 2];
  return [to.width / 2 + right * cos - down * sin, to.height / 2 + right * sin + down * cos];
}

const holds = ([x0, y0, x1, y1]: Box, [x, y]: Point): boolean =>
  x >= x0 && x <= x1 && y >= y0 && y <= y1;

const boxOf = (box: Box, page: Parameters<typeof placedOnSheets>[1][number]): Box => {
  const given = { text: "17", page: 1, box: [...box] as [number, number, number, number] };
  const evidence = { iban: { ...given, confidence: 1, by: ["rules" as const] } };
  return placedOnSheets(evidence, [page])["iban"]?.box ?? [0, 0, 0, 0];
};

describe("the place of a value", () => {
  it("is where it stands in the file, however the page was turned and enlarged", () => {
    const length = fc.integer({ min: 100, max: 2_000 });
    const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(
        length,
        length,
        fc.integer({ min: -12, max: 360 }),
        share,
        share,
        length,
        (...of) => {
          const [width, height, turnedDegrees, shareX, shareY, percent] = of;
          const lengthOfPt = percent / 100;
          const sheet = { width, height, turnedDegrees, lengthOfPt };
          // How large the upright page is does not matter, only where its middle is.
          const upright = { width: width + height, height: width + height };
          const inFile: Point = [shareX * width, shareY * height];
          const [x, y] = turned(inFile, turnedDegrees, sheet, upright).map(
            (edge) => edge / lengthOfPt,
          ) as [number, number];
          const page = {
            number: 1,
            widthPt: upright.width / lengthOfPt,
            heightPt: upright.height / lengthOfPt,
            rows: [],
            sheet,
          };
          expect(holds(boxOf([x - 1, y - 1, x + 1, y + 1], page), inFile)).toBe(true);
        },
      ),
    );
  });

  it("stays on a page that stands as it is", () => {
    const page = { number: 1, widthPt: 100, heightPt: 100, rows: [] };
    expect(boxOf([1, 2, 3, 4], page)).toEqual([1, 2, 3, 4]);
  });

  it.each([0, 90, -6])("on a scan turned by %s degrees is around its print", async (degrees) => {
    const scan = aScan({ degrees });
    const reading = await recognizeDocument(scan.toBuffer("image/png"), {
      limits: defaultReadingLimits,
      languageOf: languageOfPages,
    });

    const { invoice, evidence } = draftInvoice(reading);

    expect(invoice.invoiceNumber).toBe("R-2026-19");
    // The middle of the number on the paper, before it was put on the scanner.
    const printed = turned([375, 340], degrees, { width: 1_000, height: 900 }, scan);
    const box = evidence["invoiceNumber"]?.box ?? [0, 0, 0, 0];
    expect(holds(box, printed)).toBe(true);
    expect(Math.max(box[2] - box[0], box[3] - box[1])).toBeLessThan(300);
  });
});
