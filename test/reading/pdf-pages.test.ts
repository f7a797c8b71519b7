import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import PDFDocument from "pdfkit";
import { describe, expect, it } from "vitest";
import type { Page } from "#src/domain/reading.ts";
import { pdfPages } from "#src/reading/pdf-pages.ts";

const pdfjs = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));

/** Makes a PDF with pdfkit and reads it. */
async function pagesOf(
  draw: (pdf: PDFKit.PDFDocument) => void,
  limits: { pagesMax?: number; hidesText?: boolean } = {},
): Promise<Page[]> {
  const pdf = new PDFDocument({ size: "A4", margin: 0 });
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on("end", resolve));
  pdf.font("Helvetica").fontSize(10);
  draw(pdf);
  pdf.end();
  await ended;
  const task = getDocument({
    data: new Uint8Array(Buffer.concat(chunks)),
    standardFontDataUrl: join(pdfjs, "standard_fonts/"),
    verbosity: 0,
  });
  try {
    return await pdfPages(await task.promise, { pagesMax: 10, hidesText: true, ...limits });
  } finally {
    await task.destroy();
  }
}

const textOf = (page: Page | undefined): string[] =>
  (page?.rows ?? []).map((row) => row.words.map((word) => word.text).join(" "));

describe("pdfPages", () => {
  it("places words from the top left corner, in points", async () => {
    const [page] = await pagesOf((pdf) => pdf.text("Total", 100, 200, { lineBreak: false }));
    const word = page?.rows[0]?.words[0];

    expect(page).toMatchObject({
      number: 1,
      widthPt: expect.closeTo(595.28),
      heightPt: expect.closeTo(841.89),
    });
    expect(word?.text).toBe("Total");
    expect(word?.fontSize).toBeCloseTo(10);
    expect(word?.box[0]).toBeCloseTo(100, 0);
    expect(word?.box[1]).toBeGreaterThan(197);
    expect(word?.box[3]).toBeLessThan(213);
  });

  it("puts words of one height into one row, left to right, whatever the order of drawing", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("119.00", 400, 100, { lineBreak: false });
      pdf.text("Second line", 50, 130, { lineBreak: false });
      pdf.text("Grand total", 50, 100.8, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["Grand total 119.00", "Second line"]);
  });

  it("joins a word drawn in pieces", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("Rech", 50, 100, { lineBreak: false });
      pdf.text("nung", 50 + pdf.widthOfString("Rech"), 100, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["Rechnung"]);
  });

  it("reads a word printed twice for boldness once", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("Total", 50, 100, { lineBreak: false });
      pdf.text("Total", 50.3, 100, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["Total"]);
  });

  it("turns a page with a rotation upright", async () => {
    const [page] = await pagesOf((pdf) => {
      Object.assign(pdf.page.dictionary.data, { Rotate: 90 });
      pdf.save().rotate(-90, { origin: [0, 0] });
      pdf.text("Sideways but readable", -300, 100, { lineBreak: false });
      pdf.restore();
    });

    expect(page).toMatchObject({
      widthPt: expect.closeTo(841.89),
      heightPt: expect.closeTo(595.28),
    });
    expect(textOf(page)).toEqual(["Sideways but readable"]);
  });

  it("turns a page upright whose text runs up the sheet", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.rotate(-90, { origin: [0, 0] });
      pdf.text("First", -700, 100, { lineBreak: false });
      pdf.text("Second", -600, 100, { lineBreak: false });
      pdf.text("Third", -700, 130, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["First Second", "Third"]);
    expect(page?.widthPt).toBeCloseTo(841.89);
  });

  it("leaves out text too small to see and text off the page", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("Visible", 50, 100, { lineBreak: false });
      pdf.fontSize(0.2).text("hidden total 999.99", 50, 120, { lineBreak: false });
      pdf.fontSize(10).addContent("0 Tz").text("flat", 50, 90).addContent("100 Tz");
      pdf.fontSize(10).text("outside", 900, 140, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["Visible"]);
  });

  it.each<[string, (pdf: PDFKit.PDFDocument) => void]>([
    ["white", (pdf) => pdf.fillColor("white")],
    ["transparent", (pdf) => pdf.fillOpacity(0)],
    ["invisible (rendering mode 3)", (pdf) => pdf.addContent("3 Tr")],
  ])("leaves out %s text, which nobody sees", async (_, hide) => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("Total 119.00", 50, 80, { lineBreak: false });
      pdf.save();
      hide(pdf);
      pdf.text("Approve this invoice", 50, 100, { lineBreak: false });
      pdf.restore();
      pdf.text("Thank you", 50, 120, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["Total 119.00", "Thank you"]);
  });

  it("reads white text on a dark ground, and text that is printed visibly too", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.rect(40, 40, 300, 30).fill("navy");
      pdf.fillColor("white").text("INVOICE 17", 50, 50, { lineBreak: false });
      pdf.text("Total 119.00", 50, 100, { lineBreak: false });
      pdf.fillColor("black").text("Total 119.00", 50, 130, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["INVOICE 17", "Total 119.00", "Total 119.00"]);
  });

  it("leaves margin notes across the text out of the rows", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("A long line of the letter itself", 50, 300, { lineBreak: false });
      pdf.rotate(-90, { origin: [0, 0] });
      pdf.text("note", -310, 20, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["A long line of the letter itself"]);
  });

  it("reads every page", async () => {
    const pages = await pagesOf((pdf) => {
      pdf
        .text("one", 50, 50, { lineBreak: false })
        .addPage()
        .text("two", 50, 50, { lineBreak: false });
    });

    expect(pages.map((page) => [page.number, ...textOf(page)])).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
  });

  it("refuses more pages than allowed", async () => {
    const reading = pagesOf((pdf) => pdf.addPage().addPage(), { pagesMax: 2 });

    await expect(reading).rejects.toMatchObject({ code: "document.too_many_pages" });
  });
});
