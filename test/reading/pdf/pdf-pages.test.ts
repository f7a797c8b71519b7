import { fileURLToPath } from "node:url";
import PDFDocument from "pdfkit";
import { describe, expect, it } from "vitest";
import type { Page } from "#src/domain/reading.ts";
import { withPdf } from "#src/reading/pdf/open-pdf.ts";
import { readPages } from "#src/reading/pdf/pdf-pages.ts";
import { aPicture } from "#test/support/a-picture.ts";

/** Makes a PDF with pdfkit and reads it. */
async function pagesOf(draw: (pdf: PDFKit.PDFDocument) => void, pagesMax = 10): Promise<Page[]> {
  const pdf = new PDFDocument({ size: "A4", margin: 0 });
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on("end", resolve));
  pdf.font("Helvetica").fontSize(10);
  draw(pdf);
  pdf.end();
  await ended;
  return await withPdf(Buffer.concat(chunks), (opened) =>
    readPages(opened, pagesMax).map(({ page }) => page),
  );
}

/** It has a glyph of its own for `fi`, wider than letters may lie over one another. */
const fontFile = fileURLToPath(
  new URL(
    "../../standard_fonts/LiberationSans-Bold.ttf",
    import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs"),
  ),
);

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

  it("reads white text on a dark ground, and of a text printed twice the one that is seen", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.rect(40, 40, 300, 30).fill("navy");
      pdf.fillColor("white").text("INVOICE 17", 50, 50, { lineBreak: false });
      pdf.text("Total 119.00", 50, 100, { lineBreak: false });
      pdf.fillColor("black").text("Total 119.00", 50, 130, { lineBreak: false });
    });

    expect(textOf(page)).toEqual(["INVOICE 17", "Total 119.00"]);
    expect(page?.rows[1]?.words[0]?.box[1]).toBeGreaterThan(120);
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

  it("reads the first pages of more than were asked for", async () => {
    const pages = await pagesOf((pdf) => pdf.addPage().addPage(), 2);

    expect(pages.map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe("words", () => {
  const wordsOf = async (draw: (pdf: PDFKit.PDFDocument) => void): Promise<string[]> =>
    textOf((await pagesOf(draw))[0]);

  it("are one each though their letters are spaced", async () => {
    const words = await wordsOf((pdf) =>
      pdf.text("RECHNUNG Nr. 17", 50, 100, { lineBreak: false, characterSpacing: 3 }),
    );

    expect(words).toEqual(["RECHNUNG Nr. 17"]);
  });

  it("are kept apart where a table leaves no space between its columns", async () => {
    const words = await wordsOf((pdf) => {
      pdf.text("19 %", 50, 100, { lineBreak: false });
      pdf.text("38.00", 52 + pdf.widthOfString("19 %"), 100, { lineBreak: false });
    });

    expect(words).toEqual(["19 % 38.00"]);
  });

  it("keep the letters together that one glyph stands for", async () => {
    const words = await wordsOf((pdf) => {
      pdf.font(fontFile).text("Pro\uFB01l der Rechnung", 50, 100, { lineBreak: false });
    });

    expect(words).toEqual(["Profil der Rechnung"]);
  });

  it("are those that are printed, whatever the page says its letters mean", async () => {
    const words = await wordsOf((pdf) => {
      pdf.addContent("/Span <</ActualText (Total 11.90)>> BDC");
      pdf.text("Total 119.00", 50, 100, { lineBreak: false });
      pdf.addContent("EMC");
    });

    expect(words).toEqual(["Total 119.00"]);
  });

  it("are those that are printed, however many marks stand around them", async () => {
    const words = await wordsOf((pdf) => {
      pdf.addContent("/A BMC ".repeat(60)).addContent("/Span <</ActualText (Total 11.90)>> BDC");
      pdf.text("Total 119.00", 50, 100, { lineBreak: false });
      pdf.addContent("EMC ".repeat(61));
    });

    expect(words).toEqual(["Total 119.00"]);
  });

  it("are read where a size below zero and a turned matrix print them upright", async () => {
    const words = await wordsOf((pdf) =>
      pdf
        .text("Total", 50, 100, { lineBreak: false })
        .addContent("BT /F1 -10 Tf -1 0 0 1 50 130 Tm (119.00) Tj ET"),
    );

    expect(words).toEqual(["Total", "119.00"]);
  });

  it("of a slanted stamp stay whole", async () => {
    const words = await wordsOf((pdf) => {
      pdf.rotate(-40, { origin: [100, 400] });
      pdf.fontSize(60).text("PAID", 100, 400, { lineBreak: false });
    });

    expect(words).toEqual(["PAID"]);
  });
});

/** A form as wide as the page, of operators. */
function aForm(
  pdf: PDFKit.PDFDocument,
  content: string,
  resources: object,
): PDFKit.PDFKitReference {
  const form = pdf.ref({
    Type: "XObject",
    Subtype: "Form",
    BBox: [0, 0, 595, 842],
    Resources: resources,
  });
  form.end(content);
  return form;
}

/** Puts an annotation of operators on the top left part of the page. */
function stamped(pdf: PDFKit.PDFDocument, content: string): void {
  const form = pdf.ref({ Type: "XObject", Subtype: "Form", BBox: [0, 0, 300, 300] });
  form.end(content);
  pdf.annotate(0, 0, 300, 300, {
    Subtype: "Stamp",
    AP: { N: form },
  } as PDFKit.Mixins.AnnotationOption);
}

/** Prints `17` under a black picture of 8,000 x 6,000 pixels of one bit. */
function coveredByLargePicture(pdf: PDFKit.PDFDocument): void {
  const [widthPx, heightPx] = [8_000, 6_000];
  const picture = pdf.ref({
    Type: "XObject",
    Subtype: "Image",
    Width: widthPx,
    Height: heightPx,
    BitsPerComponent: 1,
    ColorSpace: "DeviceGray",
  });
  picture.end(Buffer.alloc((widthPx / 8) * heightPx));
  pdf.page.xobjects["Large"] = picture;
  pdf.text("17", 50, 50).addContent("q 500 0 0 500 0 0 cm /Large Do Q");
}

type Dictionary = { readonly data: Record<string, unknown> };

/** Prints `17` on a layer that is switched on or off. */
function layered(pdf: PDFKit.PDFDocument, state: "ON" | "OFF"): void {
  // What its types leave out.
  const { _root: catalog, page } = pdf as unknown as Record<"_root", Dictionary> & {
    readonly page: Record<"resources", Dictionary>;
  };
  const layer = pdf.ref({ Type: "OCG", Name: "Layer" });
  layer.end("");
  catalog.data["OCProperties"] = { OCGs: [layer], D: { [state]: [layer] } };
  page.resources.data["Properties"] = { Layer: layer };
  pdf.addContent("/Span BMC /OC /Layer BDC").text("17", 50, 50).addContent("EMC EMC");
}

describe("letters that nobody sees", () => {
  const hiddenBy = async (draw: (pdf: PDFKit.PDFDocument) => void): Promise<number> =>
    (await pagesOf(draw))[0]?.hiddenCharacters ?? 0;

  it.each<[string, (pdf: PDFKit.PDFDocument) => void]>([
    ["in rendering mode 3", (pdf) => pdf.addContent("3 Tr").text("17", 50, 50)],
    ["in rendering mode 7, which only clips", (pdf) => pdf.addContent("7 Tr").text("17", 50, 50)],
    ["in white", (pdf) => pdf.fillColor("white").text("17", 50, 50)],
    ["in what looks white", (pdf) => pdf.fillColor([250, 252, 251]).text("17", 50, 50)],
    ["in a trace of ink", (pdf) => pdf.addContent("0 0 .02 0 k").text("17", 50, 50)],
    ["without opacity", (pdf) => pdf.fillOpacity(0).text("17", 50, 50)],
    ["with next to no opacity", (pdf) => pdf.fillOpacity(0.03).text("17", 50, 50)],
    [
      "in white on a white area",
      (pdf) => pdf.rect(0, 0, 300, 300).fill("white").text("17", 50, 50),
    ],
    [
      "in white beside a dark area",
      (pdf) => pdf.rect(0, 200, 300, 300).fill("navy").fillColor("white").text("17", 50, 50),
    ],
    ["in navy on navy", (pdf) => pdf.rect(0, 0, 300, 300).fill("navy").text("17", 50, 50)],
    [
      "in white on the white of a picture",
      (pdf) => pdf.image(aPicture(), 0, 0).fillColor("white").text("17", 50, 40),
    ],
    ["under a white area", (pdf) => pdf.text("17", 50, 50).rect(0, 0, 300, 300).fill("white")],
    ["under a picture", (pdf) => pdf.text("17", 50, 50).image(aPicture(), 0, 0, { width: 300 })],
    [
      "under a picture that is turned",
      (pdf) =>
        pdf
          .text("17", 50, 50)
          .rotate(30, { origin: [50, 50] })
          .image(aPicture(), 0, 0, { width: 300 }),
    ],
    ["under a stamp", (pdf) => stamped(pdf.text("17", 50, 50), "1 g 0 0 300 300 re f")],
    ["outside of a clip", (pdf) => pdf.rect(300, 300, 9, 9).clip().text("17", 50, 50)],
    ["on a layer that is switched off", (pdf) => layered(pdf, "OFF")],
  ])("are counted: %s", async (_, draw) => {
    expect(await hiddenBy(draw)).toBe(2);
  });

  it("are counted in forms within forms", async () => {
    const hidden = await hiddenBy((pdf) => {
      pdf.text("Total", 50, 100);
      const fonts = { Font: pdf.page.fonts };
      let inner = aForm(pdf, "BT 3 Tr /F1 10 Tf 50 50 Td (17) Tj ET", fonts);
      for (let depth = 0; depth < 20; depth += 1) {
        inner = aForm(pdf, "/Inner Do", { XObject: { Inner: inner } });
      }
      pdf.page.xobjects["Outer"] = inner;
      pdf.addContent("/Outer Do");
    });

    expect(hidden).toBe(2);
  });

  it("are counted one by one in a text that is covered in part", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("Total 100.00", 50, 50, { lineBreak: false });
      pdf.rect(50 + pdf.widthOfString("Total "), 45, 200, 20).fill("white");
      pdf.fillColor("black").text("900.00", 60 + pdf.widthOfString("Total "), 50);
    });

    expect(textOf(page)).toEqual(["Total 900.00"]);
    expect(page?.hiddenCharacters).toBe(5);
  });

  it("are not those that are printed again where they were covered", async () => {
    const [page] = await pagesOf((pdf) => {
      pdf.text("Total 100.00", 50, 50, { lineBreak: false });
      pdf.rect(50 + pdf.widthOfString("Total "), 45, 200, 20).fill("white");
      pdf.fillColor("black").text("900.00", 50 + pdf.widthOfString("Total "), 50);
    });

    expect(textOf(page)).toEqual(["Total 900.00"]);
    expect(page?.hiddenCharacters).toBe(1);
  });

  it("are counted behind more objects than are looked at", async () => {
    const rules = "9 9 1 1 re f ".repeat(100_001);

    expect(
      await hiddenBy((pdf) => pdf.addContent(rules).addContent("3 Tr").text("17", 50, 50)),
    ).toBe(2);
  });

  it.each<[string, (pdf: PDFKit.PDFDocument) => void]>([
    ["in light grey", (pdf) => pdf.fillColor([235, 235, 235]).text("17", 50, 50)],
    ["a tenth opaque", (pdf) => pdf.fillOpacity(0.1).text("17", 50, 50)],
    ["outlined in black", (pdf) => pdf.fillColor("white").addContent("1 Tr").text("17", 50, 50)],
    [
      "black on a white area",
      (pdf) => pdf.rect(0, 0, 300, 300).fill("white").fillColor("black").text("17", 50, 50),
    ],
    ["after white ink", (pdf) => pdf.save().fillColor("white").restore().text("17", 50, 50)],
    [
      "in white on the black of a picture",
      (pdf) => pdf.image(aPicture(), 0, 0, { width: 300 }).fillColor("white").text("17", 50, 50),
    ],
    [
      "under an area that lets them through",
      (pdf) => pdf.text("17", 50, 50).fillOpacity(0.5).rect(0, 0, 300, 300).fill("yellow"),
    ],
    [
      "in the window of an area",
      (pdf) =>
        pdf.text("17", 50, 50).rect(0, 0, 300, 300).rect(45, 45, 99, 20).fill("navy", "even-odd"),
    ],
    [
      "on an area that covers others",
      (pdf) =>
        pdf
          .rect(0, 0, 300, 300)
          .fill("navy")
          .rect(40, 40, 99, 99)
          .fill("white")
          .fill("navy")
          .text("17", 50, 50),
    ],
    ["under the outline of a stamp", (pdf) => stamped(pdf.text("17", 50, 50), "0 0 300 300 re S")],
    ["within a clip", (pdf) => pdf.circle(50, 50, 40).clip().text("17", 50, 50)],
    ["on a layer that is switched on", (pdf) => layered(pdf, "ON")],
    ["under a picture of more pixels than are drawn", (pdf) => coveredByLargePicture(pdf)],
  ])("are not those %s", async (_, draw) => {
    expect(await hiddenBy(draw)).toBe(0);
  });
});
