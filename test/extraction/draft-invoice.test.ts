import { describe, expect, it } from "vitest";
import { Draft } from "#src/domain/draft.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import type { EInvoice, Reading } from "#src/domain/reading.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { parseXml } from "#src/reading/parse-xml.ts";
import { textPages } from "#src/reading/text-pages.ts";
import { ciiXml } from "#test/support/cii-xml.ts";
import { ublHeader, ublXml } from "#test/support/ubl-xml.ts";

function readingOf(syntax: EInvoice["syntax"], xml: string, parts: Partial<Reading> = {}): Reading {
  const root = parseXml(Buffer.from(xml), {
    limits: defaultReadingLimits,
    acceptRoot: () => undefined,
  });
  return { source: syntax, eInvoice: { syntax, root }, pages: [], warnings: [], ...parts };
}
const textReading = (text: string): Reading => ({
  source: "text",
  pages: textPages(text),
  warnings: [],
});

describe("The draft of an invoice", () => {
  it("comes from the e-invoice in its syntax", () => {
    expect(draftInvoice(readingOf("ubl", ublXml())).invoice.invoiceNumber).toBe("R-2026-17");
    expect(draftInvoice(readingOf("cii", ciiXml())).invoice.invoiceNumber).toBe("R-2026-18");
  });

  it("keeps what it was read from, and is a valid draft", () => {
    const draft = draftInvoice(readingOf("cii", ciiXml(), { source: "facturx" }));

    expect(draft.source).toBe("facturx");
    expect(Draft.parse(draft)).toEqual(draft);
  });

  it("carries the warnings of the reading and its own", () => {
    const warning = { rule: "DOCUMENT-EMBEDDED-SEVERAL", message: "two" };
    const xml = ublXml({ header: ublHeader.replace("2026-03-01", "yesterday") });

    const { warnings } = draftInvoice(readingOf("ubl", xml, { warnings: [warning] }));

    expect(warnings).toMatchObject([warning, { rule: "DOCUMENT-VALUE-UNREADABLE" }]);
  });

  it("comes from the page where there is no e-invoice", () => {
    const text = `Harfenbau Welle GmbH
Invoice number: R-2026-20
Invoice date: 2026-03-01
Total net: 100.00 EUR
VAT 19 %: 19.00 EUR
Total: 119.00 EUR
`;

    const draft = draftInvoice(textReading(text));

    expect(draft).toMatchObject({ source: "text", documentType: "invoice" });
    expect(draft.invoice.invoiceNumber).toBe("R-2026-20");
    expect(draft.evidence["invoiceNumber"]).toMatchObject({ page: 1 });
  });

  it("is the same for pages wherever they stand in their file, and names those", () => {
    const text = [
      "Harfenbau Welle GmbH, Saitengasse 4, 34117 Kassel",
      "Rechnung",
      "Rechnungsnummer: R-17",
      "Rechnungsdatum: 01.03.2026",
      "Gesamtbetrag 119,00 EUR",
    ].join("\n");
    const { source, pages, warnings } = textReading(text);
    const further = pages.map((page) => ({ ...page, number: 7 }));
    const [alone, part] = [pages, further].map((given) =>
      draftInvoice({ source, pages: given, warnings }),
    );

    expect(alone?.invoice.seller?.name).toBe("Harfenbau Welle GmbH");
    expect(part?.invoice).toEqual(alone?.invoice);
    expect(part?.evidence["seller.name"]).toEqual({ ...alone?.evidence["seller.name"], page: 7 });
  });

  it("is refused for a text that is no invoice", () => {
    const text = "Dear all,\nplease find the minutes of our meeting below.\nBest regards\n";

    expect(() => draftInvoice(textReading(text))).toThrow(
      expect.objectContaining({ code: "document.not_an_invoice" }),
    );
  });

  it("comes from a page that is titled, dated and billed, though number and totals are illegible", () => {
    const head = "Harfenbau Welle GmbH\n\nINVOICE\n\n";
    const foot = "\n\nH4rp of b1rch      1Z9.O\n";
    const typeOf = (lines: string) => draftInvoice(textReading(head + lines + foot)).documentType;

    expect(typeOf("Date: 2026-03-01\nBill to: Klangwerk Ltd")).toBe("invoice");
    for (const lines of [
      "Date: 2026-03-01",
      "Bill to: Klangwerk Ltd",
      "Date: soon\nBill to: Klangwerk Ltd",
      "Date: 2026-03-01\nTo: Klangwerk Ltd",
    ]) {
      expect(() => typeOf(lines)).toThrow(
        expect.objectContaining({ code: "document.not_an_invoice" }),
      );
    }
  });

  it("is refused for an e-invoice with nothing in it", () => {
    const xml = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>';

    expect(() => draftInvoice(readingOf("ubl", xml))).toThrow(
      expect.objectContaining({ code: "document.nothing_found" }),
    );
  });
});
