import { describe, expect, it } from "vitest";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import type { Reading } from "#src/domain/reading.ts";
import { mayShowCodes } from "#src/reading/codes/code-places.ts";
import { withPdf } from "#src/reading/pdf/open-pdf.ts";
import { readPages } from "#src/reading/pdf/pdf-pages.ts";
import { readPdf } from "#src/reading/read-pdf.ts";
import { aCode, anEpcCode, aSwissCode, pictureOf } from "#test/support/a-code.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { aPicture } from "#test/support/a-picture.ts";

const lines = ["Harfenbau Welle GmbH", "Invoice no. R-2026-19", "Date 2026-03-01", "119.00 EUR"];
const left = 400;
const top = 600;
const squarePt = 3;

const read = async (bytes: Uint8Array): Promise<Reading> =>
  await readPdf(bytes, { ignoreEmbeddedXml: false, limits: defaultReadingLimits });

const mayShow = async (bytes: Uint8Array): Promise<boolean> =>
  await withPdf(bytes, (pdf) => mayShowCodes(readPages(pdf, 10)).length > 0);

type Draw = (page: PDFKit.PDFDocument) => void;
const drawn = async (draw: Draw, pagesBefore = 0): Promise<Uint8Array> =>
  await aPdf({
    drawn: [
      ...Array.from({ length: pagesBefore }, () => (page: PDFKit.PDFDocument) => {
        page.text("Terms and conditions of the seller, page by page", 50, 50);
      }),
      (page) => {
        for (const [index, line] of lines.entries()) page.text(line, 50, 50 + index * 20);
        draw(page);
      },
    ],
  });

const epc = await aCode(anEpcCode());
const placed = epc.dark.map(
  ([x, y]) => [left + x * squarePt, top + y * squarePt, squarePt, squarePt] as const,
);
const picture = pictureOf(epc, 4).toBuffer("image/png");
const photograph = pictureOf(epc, 4).toBuffer("image/jpeg");
const showPicture: Draw = (page) => {
  page.image(picture, left, top, { width: epc.side * squarePt });
};

describe("a code on a page with text is read", () => {
  it.each<[string, Draw]>([
    ["from a picture", showPicture],
    [
      "from a photograph",
      (page) => page.image(photograph, left, top, { width: epc.side * squarePt }),
    ],
    ["of squares drawn one by one", (page) => placed.forEach((at) => page.rect(...at).fill())],
    ["of one path", (page) => placed.reduce((path, at) => path.rect(...at), page).fill()],
    [
      "of the path of a drawing",
      (page) =>
        page
          .translate(left, top)
          .scale(squarePt)
          .path(epc.dark.map(([x, y]) => `M${x} ${y}h1v1h-1z`).join(""))
          .fill(),
    ],
  ])("%s, with its place", async (_, draw) => {
    const { codes, pages } = await read(await drawn(draw));

    expect(pages[0]?.rows.length).toBe(lines.length);
    expect(codes).toHaveLength(1);
    expect(codes?.[0]).toMatchObject({ page: 1, text: anEpcCode() });
    const side = epc.side * squarePt;
    const corners = [left, top, left + side, top + side];
    for (const [index, edge] of (codes?.[0]?.box ?? []).entries()) {
      expect(edge).toBeCloseTo(corners[index] ?? 0, -1);
    }
  });

  it("on the last page, where a payment slip is", async () => {
    const swiss = pictureOf(await aCode(aSwissCode()), 3).toBuffer("image/png");

    const { codes } = await read(
      await drawn((page) => page.image(swiss, 200, 560, { width: 130 }), 5),
    );

    expect(codes).toMatchObject([{ page: 6, text: aSwissCode() }]);
  });
});

it("a code is read from every page that shows it", async () => {
  const bytes = await drawn(showPicture);

  expect((await read(bytes)).codes).toHaveLength(1);
  expect((await read(bytes)).codes).toHaveLength(1);
});

describe("a page without a code", () => {
  const table: Draw = (page) => {
    for (let row = 0; row < 60; row += 1) {
      page.moveTo(50, 200 + row * 9).lineTo(540, 200 + row * 9);
      page.rect(50, 200 + row * 9, 81.7, 9).rect(131.7, 200 + row * 9, 204.3, 9);
    }
    page.stroke();
  };

  const logo: Draw = (page) =>
    page.path(`M${left} ${top}${"c1 2 3 4 5 6 ".repeat(200)}h90v90h-90z`).fill();

  it.each<[string, Draw]>([
    ["text alone", () => {}],
    ["a wide picture", (page) => page.image(aPicture({ widthPx: 160 }), 50, 400)],
    ["the lines of a table", table],
    ["a logo of curves", logo],
  ])("is not looked at: %s", async (_, draw) => {
    expect(await mayShow(await drawn(draw))).toBe(false);
  });

  it("is looked at for a square picture, and has none", async () => {
    const bytes = await drawn((page) =>
      page.image(aPicture({ widthPx: 60 }), left, top, { width: 90 }),
    );

    expect(await mayShow(bytes)).toBe(true);
    expect(await read(bytes)).not.toHaveProperty("codes");
    // A sender's logo is searched once.
    expect(await mayShow(bytes)).toBe(false);
  });
});
