import { loadImage, createCanvas } from "@napi-rs/canvas";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultReadingLimits, type ReadingLimits } from "#src/domain/reading-limits.ts";
import type { DocumentContent, PageImage } from "#src/domain/reading.ts";
import { readContent } from "#src/reading/read-content.ts";
import { readDocument } from "#src/reading/read-document.ts";
import { aPdf, type PdfParts } from "#test/support/a-pdf.ts";
import { aPicture } from "#test/support/a-picture.ts";
import { ublXml } from "#test/support/ubl-xml.ts";

const content = async (
  bytes: Uint8Array,
  limits: Partial<ReadingLimits> = {},
): Promise<DocumentContent> =>
  await readContent(bytes, {
    ignoreEmbeddedXml: false,
    limits: { ...defaultReadingLimits, ...limits },
  });

async function imagesOf(
  bytes: Uint8Array,
  limits: Partial<ReadingLimits> = {},
): Promise<readonly PageImage[]> {
  const found = await content(bytes, limits);
  return found.kind === "image" ? found.images : [];
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

type Draw = NonNullable<PdfParts["drawn"]>[number];
const aScan: Draw = (page) => page.image(aPicture(), 0, 0, { width: page.page.width });

/** Which corners of a picture are black: top left, top right, bottom left, bottom right. */
async function blackCorners({ pngBase64, widthPx, heightPx }: PageImage): Promise<string> {
  const context = createCanvas(widthPx, heightPx).getContext("2d");
  context.drawImage(await loadImage(Buffer.from(pngBase64, "base64")), 0, 0);
  const isBlack = (x: number, y: number): boolean =>
    (context.getImageData(x, y, 1, 1).data[0] ?? 255) < 128;
  const [right, bottom] = [widthPx - 6, heightPx - 6];
  const corners = { tl: [5, 5], tr: [right, 5], bl: [5, bottom], br: [right, bottom] } as const;
  return Object.entries(corners)
    .filter(([, [x, y]]) => isBlack(x, y))
    .map(([name]) => name)
    .join(" ");
}

/** Puts a camera's note into a JPEG: how the picture is to be turned, as Exif numbers it. */
function turnedByExif(jpeg: Buffer, orientation: number): Buffer {
  const exif = Buffer.from("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", "latin1");
  const value = Buffer.from([orientation, 0, 0, 0, 0, 0, 0, 0]);
  const length = Buffer.from([0, exif.length + value.length + 2]);
  const app1 = Buffer.concat([Buffer.from([0xff, 0xe1]), length, exif, value]);
  return Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)]);
}

describe("The text a model is shown", () => {
  it("is what the invoice is drafted from", async () => {
    const line = fc.string({ unit: "grapheme", maxLength: 30 });
    const lines = fc.array(line, { minLength: 1, maxLength: 8 });
    const options = { ignoreEmbeddedXml: false, limits: defaultReadingLimits };
    await fc.assert(
      fc.asyncProperty(lines, async (parts) => {
        const bytes = bytesOf(`Invoice 17 of 2026-03-01\n${parts.join("\n")}`);
        const { pages } = await readDocument(bytes, options);
        expect(await content(bytes)).toEqual({ kind: "text", pages });
      }),
    );

    const pdf = await aPdf();
    const { pages } = await readDocument(pdf, options);
    expect(await content(pdf)).toEqual({ kind: "text", pages });
  });

  it("is bounded in words", async () => {
    await expect(content(bytesOf("Invoice 17 ".repeat(60)), { contentWordsMax: 100 }))
      .rejects //
      .toMatchObject({ code: "document.text_too_large" });
  });

  it("is never that of an e-invoice", async () => {
    await expect(content(bytesOf(ublXml()))).rejects.toMatchObject({
      code: "document.unsupported",
    });
  });
});

describe("The pages of a scan", () => {
  it("are drawn at the size a model is shown, whatever size the sheet has", async () => {
    const limits = { contentSidePxMax: 400 };
    const [page] = await imagesOf(await aPdf({ drawn: [aScan] }), limits);

    expect([page?.widthPx, page?.heightPx]).toEqual([283, 400]);
  });

  it("are drawn upright on white", async () => {
    const turned: Draw = (page) => {
      aScan(page);
      Object.assign(page.page.dictionary.data, { Rotate: 90 });
    };
    const [first, second] = await imagesOf(await aPdf({ drawn: [aScan, turned] }));

    expect(first && (await blackCorners(first))).toBe("tl");
    expect(second && [second.widthPx > second.heightPx, await blackCorners(second)]).toEqual([
      true,
      "tr",
    ]);
  });

  it("are the first ones of many and the last, where totals stand; it is said how many are left out", async () => {
    const drawn = Array<Draw>(5).fill(aScan);
    const found = await content(await aPdf({ drawn }), { contentPagesMax: 3 });

    expect(found).toMatchObject({
      images: [{ number: 1 }, { number: 2 }, { number: 5 }],
      pagesLeftOut: 2,
    });
  });

  it("leave out empty ones, because a model shown nothing makes something up", async () => {
    const empty: Draw = () => undefined;
    const images = await imagesOf(await aPdf({ drawn: [aScan, empty, aScan] }));

    expect(images.map(({ number }) => number)).toEqual([1, 3]);
    await expect(content(await aPdf({ drawn: [empty] }))).rejects.toMatchObject({
      code: "document.needs_ocr",
    });
  });

  it("leave out pictures that are too large to be decoded", async () => {
    const scan = await aPdf({ drawn: [aScan] });

    await expect(content(scan, { imagePixelsMax: 1_000 })).rejects.toMatchObject({
      code: "document.needs_ocr",
    });
  });

  it("show words drawn beside the picture, in the fonts every PDF reader has", async () => {
    const stamped: Draw = (page) => page.fontSize(60).text("Paid", 40, 700, { lineBreak: false });
    const [page] = await imagesOf(await aPdf({ drawn: [stamped] }));

    expect(page).toMatchObject({ number: 1, heightPx: 1_600 });
  });
});

describe("An image file", () => {
  it.each(["image/png", "image/jpeg", "image/webp", "image/gif"] as const)(
    "is shown as a PNG: %s",
    async (format) => {
      const [page] = await imagesOf(aPicture({ format }));

      expect(page).toMatchObject({ number: 1, widthPx: 80, heightPx: 60 });
      expect(page && (await blackCorners(page))).toBe("tl");
    },
  );

  it("is scaled down to the size a model is shown, and never up", async () => {
    const wide = aPicture({ widthPx: 800, heightPx: 100 });
    const limits = { contentSidePxMax: 200 };

    expect(await imagesOf(wide, limits)).toMatchObject([{ widthPx: 200, heightPx: 25 }]);
    expect(await imagesOf(aPicture(), limits)).toMatchObject([{ widthPx: 80, heightPx: 60 }]);
  });

  it("is turned as the camera noted", async () => {
    const jpeg = turnedByExif(aPicture({ format: "image/jpeg" }), 6);
    const [page] = await imagesOf(jpeg);

    expect([page?.widthPx, page?.heightPx]).toEqual([60, 80]);
    expect(page && (await blackCorners(page))).toBe("tr");
  });

  it("with more pixels than allowed is refused by its header, before it is decoded", async () => {
    const headerOnly = Buffer.from(aPicture().subarray(0, 40));
    headerOnly.writeUInt32BE(60_000, 16);
    headerOnly.writeUInt32BE(60_000, 20);

    await expect(content(headerOnly)).rejects.toMatchObject({
      code: "document.too_large",
      message: expect.stringContaining("60000 x 60000"),
    });
  });

  it.each([
    ["of a kind that is not decoded", Buffer.from("II*\0\x08\0\0\0\0\0", "latin1")],
    ["that is damaged", aPicture().subarray(0, 40)],
    ["that shows nothing", aPicture({ isDrawn: false })],
  ])("%s still needs text recognition", async (_, bytes) => {
    await expect(content(bytes)).rejects.toMatchObject({ code: "document.needs_ocr" });
  });
});
