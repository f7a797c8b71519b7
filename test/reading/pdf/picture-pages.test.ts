import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import type { Page } from "#src/domain/reading.ts";
import { readPdf } from "#src/reading/read-pdf.ts";
import { aPdf } from "#test/support/a-pdf.ts";

/** The second page of a PDF whose first one is an invoice, behind what `draw` puts on it. */
async function secondPage(
  draw: (page: PDFKit.PDFDocument) => void,
  imagePixelsMax = defaultReadingLimits.imagePixelsMax,
): Promise<Page | undefined> {
  const lines = ["Harfenbau Welle GmbH", "Invoice no. R-2026-19", "2026-03-01", "119.00 EUR"];
  const write = (page: PDFKit.PDFDocument): void =>
    lines.forEach((line, index) => page.text(line, 50, 50 + index * 20));
  const limits = { ...defaultReadingLimits, imagePixelsMax };
  const bytes = await aPdf({ drawn: [write, draw] });
  return (await readPdf(bytes, { ignoreEmbeddedXml: false, limits })).pages[1];
}

const aSheet = (widthPx: number, heightPx: number): Buffer =>
  createCanvas(widthPx, heightPx).toBuffer("image/png");

describe("a page with no more text than a stamp has", () => {
  const stamp = "Received 2026-03-12, cost centre 4711, approved by J. Smith";
  const draw = (text: string, side: number) => (page: PDFKit.PDFDocument) =>
    page.image(aSheet(60, 84), 0, 0, { width: side }).text(text, 300, 50, { width: 250 });

  it("is the scan below it, which may say more", async () => {
    expect(await secondPage(draw(stamp, 595))).toMatchObject({ isPicture: true });
  });

  it.each([
    ["a logo beside it", stamp, 90],
    ["the paper it is written on, with more text than a stamp has", stamp.repeat(2), 595],
  ])("is no picture for %s", async (_, text, side) => {
    expect(await secondPage(draw(text, side))).not.toHaveProperty("isPicture");
  });
});

describe("a file of pages with no more text than stamps", () => {
  it("is a scan if one of them is, without a look at every page", async () => {
    const stamped = (page: PDFKit.PDFDocument): void => {
      page
        .image(aSheet(60, 84), 0, 0, { width: 595 })
        .text("Received 2026-03-12, cost centre", 50, 50);
    };
    const bytes = await aPdf({ drawn: Array.from({ length: 12 }, () => stamped) });

    await expect(
      readPdf(bytes, { ignoreEmbeddedXml: false, limits: defaultReadingLimits }),
    ).rejects.toMatchObject({ code: "document.needs_ocr" });
  });
});

describe("a page without text", () => {
  it.each([
    ["a small picture", 60, 80],
    ["a scan of more pixels than any code has", 1_240, 1_754],
  ])("is a picture if it shows %s", async (_, widthPx, heightPx) => {
    const sheet = aSheet(widthPx, heightPx);
    const page = await secondPage((drawn) => drawn.image(sheet, 0, 0, { width: 595 }));

    expect(page).toMatchObject({ rows: [], isPicture: true });
  });

  it("may be one where a picture is too large to be decoded", async () => {
    const sheet = aSheet(200, 200);
    const page = await secondPage((drawn) => drawn.image(sheet, 0, 0), 30_000);

    expect(page).toMatchObject({ rows: [], isPicture: true });
  });

  it("is blank if it shows none", async () => {
    expect(await secondPage((drawn) => drawn.rect(50, 50, 90, 90).fill())).not.toHaveProperty(
      "isPicture",
    );
  });
});
