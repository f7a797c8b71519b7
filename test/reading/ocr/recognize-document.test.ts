import { type Canvas, createCanvas } from "@napi-rs/canvas";
import utif, { type IFD } from "utif2";
import { describe, expect, it } from "vitest";
import type { Page } from "#src/domain/reading.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { languageOfPages } from "#src/extraction/layout/layout.ts";
import { recognizeDocument } from "#src/reading/ocr/recognize-document.ts";
import { aCode, anEpcCode, pictureOf } from "#test/support/a-code.ts";
import { aPicture } from "#test/support/a-picture.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { aScan } from "#test/support/a-scan.ts";

const read = async (bytes: Uint8Array, limits = {}) =>
  await recognizeDocument(bytes, {
    limits: { ...defaultReadingLimits, ...limits },
    languageOf: languageOfPages,
  });

const linesOf = (page: Page | undefined): string[] =>
  (page?.rows ?? []).map(({ words }) => words.map(({ text }) => text).join(" "));

/** A PDF whose pages are pictures. */
const scansInPdf = async (scans: readonly (Canvas | Buffer)[]): Promise<Uint8Array> =>
  await aPdf({
    drawn: scans.map((scan) => (page: PDFKit.PDFDocument) => {
      const png = Buffer.isBuffer(scan) ? scan : scan.toBuffer("image/png");
      page.image(png, 0, 0, { width: 595 });
    }),
  });

const oneTooLarge = await scansInPdf([aScan(), aPicture({ widthPx: 1_100, heightPx: 1_000 })]);

const scanInPdf = await scansInPdf([aScan()]);

const telling = ["Invoice number: R-2026-19", "Total with VAT 119.00 EUR"];

describe("a scan", () => {
  it("is read as words with places and confidence, in rows", async () => {
    const { source, pages } = await read(aScan().toBuffer("image/png"));

    expect(source).toBe("ocr");
    expect(linesOf(pages[0])).toEqual(expect.arrayContaining(telling));
    for (const { words } of pages[0]?.rows ?? []) {
      for (const { confidence } of words) expect(confidence).toBeGreaterThan(0.5);
    }
  });

  it.each([
    ["upside down", { degrees: 180 }],
    ["on its right side", { degrees: 90 }],
    ["on its left side", { degrees: 270 }],
    ["askew", { degrees: -6 }],
    ["dusty, on grey paper", { dust: 0.001, paper: 200 }],
    ["in the frames of a table", { isRuled: true }],
    ["in white on black", { inverse: [4, 9] }],
    ["in small print", { scale: 0.45 }],
    ["in the shade but for its foot", { shade: 0.6 }],
  ])("is read %s", async (_, how) => {
    const { pages } = await read(aScan(how).toBuffer("image/jpeg"));

    expect(linesOf(pages[0])).toEqual(expect.arrayContaining(telling));
  });

  it("is read with the code on it", async () => {
    const scan = aScan();
    const context = scan.getContext("2d");
    context.resetTransform();
    context.drawImage(pictureOf(await aCode(anEpcCode()), 4), 700, 60);

    const { codes, pages } = await read(scan.toBuffer("image/jpeg"));

    expect(codes).toEqual([{ page: 1, text: anEpcCode() }]);
    expect(linesOf(pages[0])).toEqual(expect.arrayContaining(telling));
  });

  it("is read in the language of its labels", async () => {
    const lines = [
      "Rechnung",
      "Rechnungsnummer: 17",
      "Fälligkeit: 3.4.2026",
      "Gesamtbetrag über Müller",
    ];
    const { pages } = await read(aScan({ lines }).toBuffer("image/png"));

    expect(linesOf(pages[0])).toContain("Gesamtbetrag über Müller");
  });

  it("has a page for each of a TIFF's", async () => {
    const { pages } = await read(
      aTiff([aScan(), aScan({ lines: ["Page two", "of the same invoice"] })]),
    );

    expect(pages.map(({ number }) => number)).toEqual([1, 2]);
    expect(linesOf(pages[1])).toContain("of the same invoice");
  });

  const blank = aScan({ lines: [], dust: 0.001 });
  it.each([
    ["further back than is recognised", aTiff([aScan(), blank]), { ocrPagesMax: 1 }],
    ["bent", aTiff([aScan(), aScan({ wave: 25 })]), {}],
    ["of more pixels than are decoded", oneTooLarge, { imagePixelsMax: 1_000_000 }],
  ])("tells of a page that was not read because it is %s", async (_, bytes, limits) => {
    const { pages, warnings } = await read(bytes, limits);

    expect(pages.map(({ number }) => number)).toEqual([1]);
    expect(warnings).toMatchObject([{ rule: "DOCUMENT-PAGES-UNREAD" }]);
    expect(warnings[0]?.message).toContain("Page 2 was not read");
  });

  it("does not tell of the blank back of a sheet", async () => {
    const { pages, pageCount, warnings } = await read(aTiff([aScan(), blank]));

    expect(pages.map(({ number }) => number)).toEqual([1]);
    expect({ pageCount, warnings }).toEqual({ pageCount: 2, warnings: [] });
  });

  it("is read from the picture under an invisible text layer", async () => {
    const picture = aScan().toBuffer("image/png");
    const pdf = await aPdf({
      drawn: [
        (page) =>
          page.image(picture, 0, 0, { width: 595 }).addContent("3 Tr").text("Total 999.00", 50, 50),
      ],
    });

    const { pages } = await read(pdf);

    expect(linesOf(pages[0])).toEqual(expect.arrayContaining(telling));
    expect(linesOf(pages[0]).join(" ")).not.toContain("999");
  });

  it("gives the same words whatever was read before it", async () => {
    const scan = aScan({ dust: 0.002 }).toBuffer("image/png");
    const first = await read(scan);
    await read(
      aScan({ lines: ["Rechnung", "Rechnungsdatum", "Gesamtbetrag 1,00"] }).toBuffer("image/png"),
    );

    expect(await read(scan)).toEqual(first);
  });
});

describe("a sheet that is bent", () => {
  it("is illegible, because what stands in one row is not told", async () => {
    const reading = read(aScan({ wave: 25 }).toBuffer("image/png"));

    await expect(reading).rejects.toMatchObject({ code: "document.illegible" });
  });
});

describe("a picture without text", () => {
  it.each([
    ["one pixel", aPicture({ widthPx: 1, heightPx: 1 })],
    ["a shape", aPicture()],
    ["a photograph of something", aLandscape()],
    ["handwriting", aScrawl()],
    ["white paper", aScan({ lines: [] }).toBuffer("image/png")],
    ["a TIFF cut short", aTiff([aScan()]).subarray(0, 300)],
  ])("is illegible: %s", async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: "document.illegible" });
  });

  it.each([
    ["PNG", aScan().toBuffer("image/png")],
    ["TIFF", aTiff([aScan()])],
    ["PDF", scanInPdf],
  ])("is not decoded above the limit of pixels: %s", async (_, bytes) => {
    const reading = read(bytes, { imagePixelsMax: 100_000 });

    await expect(reading).rejects.toMatchObject({ code: "document.too_large" });
  });
});

function aTiff(pages: readonly ReturnType<typeof aScan>[]): Buffer {
  // The encoder writes one page; a file of several is a chain of their directories and all of their pixels.
  const images = pages.map((page) =>
    page.getContext("2d").getImageData(0, 0, page.width, page.height),
  );
  const [first] = images;
  if (images.length === 1 && first !== undefined) {
    return Buffer.from(utif.encodeImage(new Uint8Array(first.data), first.width, first.height));
  }
  return chained(
    images.map(({ data, width, height }) => ({ data: new Uint8Array(data), width, height })),
  );
}

function chained(pages: readonly { data: Uint8Array; width: number; height: number }[]): Buffer {
  const headBytes = 20_000;
  let offset = headBytes;
  const directories = pages.map(({ data, width, height }) => {
    const directory = {
      t256: [width],
      t257: [height],
      t258: [8, 8, 8, 8],
      t259: [1],
      t262: [2],
      t273: [offset],
      t277: [4],
      t278: [height],
      t279: [data.length],
      t338: [1],
    };
    offset += data.length;
    return directory;
  });
  const head = Buffer.alloc(headBytes);
  Buffer.from(utif.encode(directories as unknown as IFD[])).copy(head);
  return Buffer.concat([head, ...pages.map(({ data }) => data)]);
}

/** Lines of ink that have the rhythm of writing. */
function aScrawl(): Buffer {
  const canvas = createCanvas(900, 700);
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, 900, 700);
  context.lineWidth = 3;
  for (let row = 0; row < 7; row += 1) {
    context.beginPath();
    for (let x = 0; x < 780; x += 1) {
      const y =
        Math.sin(x / 7 + row) * 14 + Math.sin(x / 23 + row * 3) * 10 + Math.sin(x * 1.7) * 4;
      context.lineTo(60 + x, 80 + row * 90 + y);
    }
    context.stroke();
  }
  return canvas.toBuffer("image/jpeg");
}

function aLandscape(): Buffer {
  const canvas = createCanvas(600, 400);
  const context = canvas.getContext("2d");
  const sky = context.createLinearGradient(0, 0, 0, 400);
  sky.addColorStop(0, "#3a6ea5");
  sky.addColorStop(1, "#dfe9f0");
  context.fillStyle = sky;
  context.fillRect(0, 0, 600, 400);
  context.fillStyle = "#2e5e3e";
  for (let hill = 0; hill < 5; hill += 1) {
    context.beginPath();
    context.ellipse(80 + hill * 120, 400, 130, 90 + hill * 20, 0, 0, 2 * Math.PI);
    context.fill();
  }
  return canvas.toBuffer("image/jpeg");
}
