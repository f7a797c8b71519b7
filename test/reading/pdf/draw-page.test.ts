import { type Canvas, createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { drawArea, drawPage } from "#src/reading/pdf/draw-page.ts";
import { type Pdf, withPage, withPdf } from "#src/reading/pdf/open-pdf.ts";
import { aPdf } from "#test/support/a-pdf.ts";

/** One pixel a point. */
const options = { sidePx: 842, imagePixelsMax: 10_000 };
const everywhere = [0, 0, 595, 842] as const;
const upperHalf = [0, 0, 595, 400] as const;

/** What `draw` puts on a page of A4, read by `use`. */
const withDrawn = async <Result>(
  draw: (page: PDFKit.PDFDocument) => void,
  use: (pdf: Pdf) => Result,
): Promise<Result> => await withPdf(await aPdf({ drawn: [draw] }), use);

/** The page that `draw` makes, drawn. */
const sheetOf = async (
  draw: (page: PDFKit.PDFDocument) => void,
  changed: Partial<typeof options> = {},
): Promise<Canvas> =>
  await withDrawn(draw, (pdf) => drawPage(pdf, 1, { ...options, ...changed }).sheet);

/** Pixels of an area darker than middle grey. */
function inkIn(sheet: Canvas, [x0, y0, x1, y1]: readonly number[]): number {
  const { data } = sheet
    .getContext("2d")
    .getImageData(x0 ?? 0, y0 ?? 0, (x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0));
  return data.filter((value, index) => index % 4 === 1 && value < 128).length;
}

const black = (widthPx: number, heightPx: number): Buffer => {
  const canvas = createCanvas(widthPx, heightPx);
  canvas.getContext("2d").fillRect(0, 0, widthPx, heightPx);
  return canvas.toBuffer("image/png");
};

const text = (page: PDFKit.PDFDocument): PDFKit.PDFDocument =>
  page.fontSize(20).text("Invoice R-2026-19", 50, 50);
const textArea = [50, 50, 250, 75] as const;

describe("a page drawn", () => {
  it("shows its text where it stands, black on white", async () => {
    const sheet = await sheetOf(text);

    expect([sheet.width, sheet.height]).toEqual([595, 842]);
    expect(inkIn(sheet, textArea)).toBeGreaterThan(200);
    expect(inkIn(sheet, everywhere)).toBe(inkIn(sheet, textArea));
  });

  it("shows a picture, but none of more pixels than are decoded", async () => {
    const draw = (page: PDFKit.PDFDocument): void => {
      text(page).image(black(100, 90), 50, 500, { width: 100 });
    };
    const sheet = await sheetOf(draw);
    const without = await sheetOf(draw, { imagePixelsMax: 8_000 });

    expect(inkIn(sheet, [50, 500, 150, 590])).toBe(100 * 90);
    expect(inkIn(without, [50, 500, 150, 590])).toBe(0);
    expect(inkIn(without, textArea)).toBe(inkIn(sheet, textArea));
  });

  it("is upright if the file says that it is turned", async () => {
    const drawn = await withDrawn(
      (page) => {
        Object.assign(page.page.dictionary.data, { Rotate: 90 });
        page.rect(0, 742, 50, 100).fill("black");
      },
      (pdf) => drawPage(pdf, 1, options),
    );

    expect([drawn.sheet.width, drawn.sheet.height]).toEqual([842, 595]);
    expect(drawn.size.width).toBeCloseTo(841.89, 1);
    expect(inkIn(drawn.sheet, [0, 0, 100, 50])).toBeGreaterThan(4_900);
    expect(inkIn(drawn.sheet, [0, 60, 842, 595])).toBe(0);
  });

  it("shows what the fields of its form are filled in with", async () => {
    const sheet = await sheetOf((page) => {
      page.font("Helvetica").initForm();
      page.formText("total", 50, 100, 200, 30, { value: "119.00 EUR" });
    });

    expect(inkIn(sheet, [50, 100, 250, 130])).toBeGreaterThan(100);
  });
});

describe("a scan drawn", () => {
  /** Black above and white below, 10 pixels a side. */
  const scan = (): Buffer => {
    const canvas = createCanvas(10, 10);
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, 10, 10);
    context.fillStyle = "black";
    context.fillRect(0, 0, 10, 5);
    return canvas.toBuffer("image/png");
  };
  const cover = (page: PDFKit.PDFDocument): PDFKit.PDFDocument =>
    page.image(scan(), 0, 0, { width: 595.28, height: 841.89 });

  it("is as large as asked for where its picture has fewer pixels", async () => {
    const sheet = await sheetOf(cover);

    expect([sheet.width, sheet.height]).toEqual([595, 842]);
    expect(inkIn(sheet, upperHalf)).toBeGreaterThan(595 * 380);
    expect(inkIn(sheet, [0, 442, 595, 842])).toBe(0);
  });

  it("keeps text on it as fine as that of any page", async () => {
    const sheet = await sheetOf((page) => cover(page).fontSize(20).text("Received", 50, 600));

    expect(inkIn(sheet, [50, 600, 250, 625])).toBeGreaterThan(100);
  });
});

describe("an area of a page drawn", () => {
  it("is scaled, with nothing around it", async () => {
    const draw = (page: PDFKit.PDFDocument): void => {
      page.rect(100, 200, 30, 10).fill("black").rect(300, 300, 50, 50).fill("black");
    };
    const sheet = await withDrawn(draw, (pdf) =>
      withPage(pdf, 1, (page) =>
        drawArea(page, { ...options, area: [90, 190, 140, 220], scale: 4 }),
      ),
    );

    expect([sheet.width, sheet.height]).toEqual([200, 120]);
    expect(inkIn(sheet, [0, 0, 200, 120])).toBeCloseTo(120 * 40, -3);
    expect(inkIn(sheet, [44, 44, 156, 76])).toBe(112 * 32);
  });
});
