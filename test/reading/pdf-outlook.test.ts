import { describe, expect, it } from "vitest";
import { pdfOutlook } from "#src/reading/pdf-outlook.ts";
import { aPdf } from "#test/support/a-pdf.ts";

const drawn = async (draw: (page: PDFKit.PDFDocument) => void): Promise<Uint8Array> =>
  await aPdf({ drawn: [draw] });

describe("a PDF may hide text", () => {
  it.each<[string, (page: PDFKit.PDFDocument) => void]>([
    ["prints in rendering mode 3", (page) => page.addContent("3 Tr").text("17", 50, 50)],
    ["prints in white", (page) => page.fillColor("white").text("17", 50, 50)],
    ["prints without opacity", (page) => page.fillOpacity(0).text("17", 50, 50)],
  ])("if it %s", async (_, draw) => {
    expect(pdfOutlook(await drawn(draw)).mayHideText).toBe(true);
  });

  it("if it is encrypted, because its streams cannot be looked into", async () => {
    expect(pdfOutlook(await aPdf({ ownerPassword: "secret" })).mayHideText).toBe(true);
  });

  it.each<[string, (page: PDFKit.PDFDocument) => void]>([
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
