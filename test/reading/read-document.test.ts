import { describe, expect, it } from "vitest";
import { defaultReadingLimits, type ReadingLimits } from "#src/domain/reading-limits.ts";
import type { Reading } from "#src/domain/reading.ts";
import { readDocument } from "#src/reading/read-document.ts";
import { aPdf, type PdfParts } from "#test/support/a-pdf.ts";
import { ciiXml, zugferd1Xml } from "#test/support/cii-xml.ts";
import { ublXml } from "#test/support/ubl-xml.ts";

type Options = { ignoreEmbeddedXml?: boolean; limits?: Partial<ReadingLimits> };

async function read(content: string | Uint8Array, options: Options = {}): Promise<Reading> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return await readDocument(bytes, {
    ignoreEmbeddedXml: options.ignoreEmbeddedXml ?? false,
    limits: { ...defaultReadingLimits, ...options.limits },
  });
}
const readPdf = async (parts: PdfParts, options: Options = {}): Promise<Reading> =>
  await read(await aPdf(parts), options);
const rejected = (code: string, message = "") =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
const pageText = ({ pages }: Reading): string =>
  pages.flatMap(({ rows }) => rows.flatMap(({ words }) => words.map(({ text }) => text))).join(" ");

describe("E-invoice XML", () => {
  it.each([
    ["ubl", "Invoice", ublXml()],
    ["ubl", "CreditNote", ublXml({ root: "CreditNote" })],
    ["cii", "CrossIndustryInvoice", ciiXml()],
    ["cii", "CrossIndustryDocument", zugferd1Xml],
  ])("is read as %s: %s", async (source, name, xml) => {
    const reading = await read(xml);

    expect(reading).toMatchObject({ source, eInvoice: { syntax: source, root: { name } } });
    expect(reading.pages).toEqual([]);
  });

  it("is read from UTF-16 and from a declared single-byte encoding", async () => {
    const name = "Größe AG";
    const buyer = `<cac:PartyLegalEntity><cbc:RegistrationName>${name}</cbc:RegistrationName></cac:PartyLegalEntity>`;
    const utf16 = ublXml({ buyer, declaration: '<?xml version="1.0" encoding="UTF-16"?>' });
    const latin = ublXml({ buyer, declaration: '<?xml version="1.0" encoding="ISO-8859-1"?>' });

    const readings = [
      await read(Buffer.from(`\ufeff${utf16}`, "utf16le")),
      await read(Buffer.from(utf16, "utf16le").swap16()),
      await read(Buffer.from(latin, "latin1")),
      await read(ublXml({ buyer, declaration: "" })),
    ];

    for (const reading of readings) expect(JSON.stringify(reading)).toContain(name);
  });

  it("is taken out of a Peppol envelope", async () => {
    const envelope = `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><StandardBusinessDocumentHeader/>${ublXml({ declaration: "" })}</StandardBusinessDocument>`;

    expect(await read(envelope)).toMatchObject({ eInvoice: { root: { name: "Invoice" } } });
  });

  it("of another schema version is read with a warning", async () => {
    const { warnings } = await read(ciiXml({ version: "90" }));

    expect(warnings).toMatchObject([{ rule: "DOCUMENT-SCHEMA-VERSION" }]);
  });

  it("that was cut off is refused", async () => {
    await expect(read(ublXml().slice(0, -40))).rejects.toEqual(rejected("document.xml_malformed"));
  });

  it("without namespaces is no known format, rather than damaged", async () => {
    const bare = '<Invoice xsi:schemaLocation="x"><ID>1</ID></Invoice>';

    await expect(read(bare)).rejects.toEqual(rejected("document.unsupported", "Invoice"));
  });
});

describe("A PDF", () => {
  it("gives its words with their places", async () => {
    const reading = await readPdf({});

    expect(reading).toMatchObject({ source: "pdf-text", pages: [{ number: 1 }], warnings: [] });
    expect(pageText(reading)).toContain("R-2026-19");
  });

  it.each([
    "factur-x.xml",
    "ZUGFeRD-invoice.xml",
    "zugferd-invoice.xml",
    "xrechnung.xml",
    "any.bin",
  ])("gives the e-invoice attached as %s", async (name) => {
    const reading = await readPdf({ attachments: [{ name, content: ciiXml() }] });

    expect(reading).toMatchObject({ source: "facturx", eInvoice: { syntax: "cii" } });
  });

  it("may have UBL attached, and files that are no invoice beside it", async () => {
    const attachments = [
      { name: "terms.txt", content: "Payment in 30 days" },
      { name: "data.xml", content: "<data/>" },
      { name: "xrechnung.xml", content: ublXml() },
    ];

    expect(await readPdf({ attachments })).toMatchObject({
      eInvoice: { syntax: "ubl" },
      warnings: [],
    });
  });

  it("with two e-invoices gives the one named as the standard names it, and a warning", async () => {
    const attachments = [
      { name: "ZUGFeRD-invoice.xml", content: zugferd1Xml },
      { name: "factur-x.xml", content: ciiXml() },
    ];

    expect(await readPdf({ attachments })).toMatchObject({
      eInvoice: { root: { name: "CrossIndustryInvoice" } },
      warnings: [{ rule: "DOCUMENT-EMBEDDED-SEVERAL" }],
    });
  });

  it.each([
    ["broken", ciiXml().slice(0, 500)],
    [
      "with a document type definition",
      `<!DOCTYPE a [<!ENTITY e "1">]>${ciiXml({ declaration: "" })}`,
    ],
    ["not XML at all", "see the page"],
  ])("whose attached e-invoice is %s gives its page and a warning", async (_, content) => {
    const reading = await readPdf({ attachments: [{ name: "factur-x.xml", content }] });

    expect(reading).toMatchObject({
      source: "pdf-text",
      warnings: [{ rule: "DOCUMENT-EMBEDDED-XML" }],
    });
  });

  it("gives its page when embedded XML is to be ignored", async () => {
    const parts = { attachments: [{ name: "factur-x.xml", content: ciiXml() }] };

    expect(await readPdf(parts, { ignoreEmbeddedXml: true })).toMatchObject({ source: "pdf-text" });
  });

  it("that is an order is refused", async () => {
    const content =
      '<o:SCRDMCCBDACIOMessageStructure xmlns:o="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>';

    await expect(readPdf({ attachments: [{ name: "order-x.xml", content }] })).rejects.toEqual(
      rejected("document.not_an_invoice", "Order-X"),
    );
  });

  it("with a user password is refused as encrypted, with an owner password it is read", async () => {
    await expect(readPdf({ userPassword: "secret" })).rejects.toEqual(
      rejected("document.encrypted", "password"),
    );
    expect(pageText(await readPdf({ ownerPassword: "secret" }))).toContain("R-2026-19");
  });

  it("without text needs text recognition", async () => {
    await expect(readPdf({ pages: [[]] })).rejects.toEqual(rejected("document.needs_ocr"));
    await expect(readPdf({ pages: [["Scan 1"]] })).rejects.toEqual(rejected("document.needs_ocr"));
  });

  it("with more pages than allowed is refused", async () => {
    const pages = [["one"], ["two"], ["three"]];

    await expect(readPdf({ pages }, { limits: { pagesMax: 2 } })).rejects.toEqual(
      rejected("document.too_many_pages", "3"),
    );
  });

  it("that was cut off is damaged, or read with a warning", async () => {
    const whole = await aPdf();
    const early = whole.subarray(0, whole.length / 4);
    const late = whole.subarray(0, whole.length - 8);

    await expect(read(early)).rejects.toEqual(rejected("document.damaged"));
    expect(await read(late)).toMatchObject({ warnings: [{ rule: "DOCUMENT-TRUNCATED" }] });
  });

  it.each([
    ["a header and nothing else", "%PDF-1.7\n"],
    ["a page tree that contains itself", pdfWithPages("<< /Type /Pages /Kids [2 0 R] /Count 1 >>")],
    ["no pages", pdfWithPages("<< /Type /Pages /Kids [] /Count 0 >>")],
  ])("is damaged with %s", async (_, content) => {
    await expect(read(content)).rejects.toEqual(rejected("document.damaged"));
  });
});

describe("Any other file", () => {
  it("is text if it has letters: UTF-8, UTF-16 or Windows-1252", async () => {
    const text = "Rechnung Nr. 17\nSumme 10,00 €";
    const windows = Buffer.from("Rechnung Nr. 17\nSumme 10,00 \x80", "latin1");

    for (const content of [text, Buffer.from(`\ufeff${text}`, "utf16le"), windows]) {
      const reading = await read(content);
      expect(reading.source).toBe("text");
      expect(pageText(reading)).toBe("Rechnung Nr. 17 Summe 10,00 €");
    }
  });

  it.each<[string, string, string | Uint8Array]>([
    ["document.empty", "empty", ""],
    ["document.empty", "nothing in it", "\0\0\0\0\n"],
    ["document.needs_ocr", "PNG", Buffer.from("\x89PNG\r\n\x1a\n", "latin1")],
    ["document.unsupported", "ZIP", "PK\x03\x04"],
    ["document.unsupported", "web page", "<!DOCTYPE html><html><body>Invoice</body></html>"],
    ["document.unsupported", "not an e-invoice", "<order/>"],
  ])("is refused as %s, saying %s", async (code, message, content) => {
    await expect(read(content)).rejects.toEqual(rejected(code, message));
  });

  it("larger than a limit is refused", async () => {
    const text = "Invoice 17 ".repeat(100);

    await expect(read(text, { limits: { textSizeBytesMax: 1_000 } })).rejects.toEqual(
      rejected("document.text_too_large"),
    );
    await expect(read(text, { limits: { wordsMax: 100 } })).rejects.toEqual(
      rejected("document.text_too_large", "200 words"),
    );
  });
});

function pdfWithPages(pages: string): string {
  return `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj ${pages} endobj
trailer << /Root 1 0 R /Size 3 >>
%%EOF
`;
}
