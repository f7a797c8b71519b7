import { describe, expect, it } from "vitest";
import { pdfOutlook } from "#src/reading/pdf-outlook.ts";
import { aPdf } from "#test/support/a-pdf.ts";

const drawn = async (draw: (page: PDFKit.PDFDocument) => void): Promise<Uint8Array> =>
  await aPdf({ drawn: [draw] });

describe("a PDF may hide text", () => {
  it.each<[string, (page: PDFKit.PDFDocument) => void]>([
    ["prints in rendering mode 3", (page) => page.addContent("3 Tr").text("17", 50, 50)],
    ["prints in white", (page) => page.fillColor("white").text("17", 50, 50)],
    ["prints in what looks white", (page) => page.fillColor([250, 252, 251]).text("17", 50, 50)],
    ["prints in a trace of ink", (page) => page.addContent("BT 0 0 .02 0 k (17) Tj ET")],
    ["prints without opacity", (page) => page.fillOpacity(0).text("17", 50, 50)],
    ["prints with next to no opacity", (page) => page.fillOpacity(0.03).text("17", 50, 50)],
  ])("if it %s", async (_, draw) => {
    expect(pdfOutlook(await drawn(draw)).mayHideText).toBe(true);
  });

  it("if it is encrypted, because its streams cannot be looked into", async () => {
    expect(pdfOutlook(await aPdf({ ownerPassword: "secret" })).mayHideText).toBe(true);
  });

  it("if a page is too long to be looked through", async () => {
    const long = await drawn((page) => page.addContent("0 0 m 1 1 l S ".repeat(350_000)));

    expect(pdfOutlook(long).mayHideText).toBe(true);
  });

  it.each<[string, (page: PDFKit.PDFDocument) => void]>([
    ["prints in light grey", (page) => page.fillColor([235, 235, 235]).text("17", 50, 50)],
    ["prints half transparent", (page) => page.fillOpacity(0.05).text("17", 50, 50)],
    ["prints in black", (page) => page.text("3 Tr, 1 g", 50, 50)],
    [
      "paints white areas",
      (page) => page.rect(0, 0, 9, 9).fill("white").fillColor("black").text("17", 50, 50),
    ],
    ["goes back to black", (page) => page.save().fillColor("white").restore().text("17", 50, 50)],
  ])("but not if it %s", async (_, draw) => {
    expect(pdfOutlook(await drawn(draw)).mayHideText).toBe(false);
  });

  it("but not a file that is none", () => {
    expect(pdfOutlook(Buffer.from("stream stream endstream")).mayHideText).toBe(false);
  });
});
