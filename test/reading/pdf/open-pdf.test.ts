import { describe, expect, it } from "vitest";
import { withPage, withPdf } from "#src/reading/pdf/open-pdf.ts";
import { pdfium } from "#src/reading/pdf/pdfium.ts";
import { aPdf } from "#test/support/a-pdf.ts";

const pagesOf = async (bytes: Uint8Array): Promise<number> =>
  await withPdf(bytes, ({ pageCount }) => pageCount);

describe("opening a PDF", () => {
  it("takes one that only its owner may change", async () => {
    expect(await pagesOf(await aPdf({ ownerPassword: "secret" }))).toBe(1);
  });

  it("refuses one that asks for a password", async () => {
    await expect(pagesOf(await aPdf({ userPassword: "secret" }))).rejects.toMatchObject({
      code: "document.encrypted",
    });
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ["nothing", () => new Uint8Array()],
    ["a head and no more", (bytes) => bytes.subarray(0, 40)],
    ["noise", (bytes) => bytes.map((byte, index) => (byte * index + 7) % 251)],
  ])("refuses %s", async (_, spoil) => {
    await expect(pagesOf(spoil(await aPdf()))).rejects.toMatchObject({ code: "document.damaged" });
  });

  it("refuses a page that is not there, and reads the next document", async () => {
    const bytes = await aPdf();

    await expect(withPdf(bytes, (pdf) => withPage(pdf, 2, () => 0))).rejects.toMatchObject({
      code: "document.damaged",
    });
    expect(await pagesOf(bytes)).toBe(1);
  });
});

describe("the engine", () => {
  const megabyte = 1024 * 1024;

  it("refuses memory above its bound, and goes on", async () => {
    const engine = await pdfium();

    expect(engine.malloc(800 * megabyte)).toBe(0);
    expect(engine.malloc(megabyte)).not.toBe(0);
  });

  it("makes way for another once it has grown, because it gives nothing back", async () => {
    const engine = await pdfium();
    engine.free(engine.malloc(100 * megabyte));

    const next = await pdfium();

    expect(next).not.toBe(engine);
    expect(next.heap().HEAPU8.length).toBeLessThan(64 * megabyte);
    expect(await pdfium()).toBe(next);
  });
});
