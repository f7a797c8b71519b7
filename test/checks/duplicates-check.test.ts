import { describe, expect, it } from "vitest";
import { checkDuplicates, fingerprintOf } from "#src/checks/duplicates-check.ts";
import { anInvoice } from "#test/support/an-invoice.ts";

describe("the duplicates check", () => {
  it("verifies that there is no earlier claim", () => {
    expect(checkDuplicates([])).toMatchObject([{ rule: "DUPLICATE-NONE", status: "verified" }]);
  });

  it("accuses strongest first, and names file and batch", () => {
    const findings = checkDuplicates([
      { kind: "same_amount_near_date", file: "c.pdf", batchId: "b1" },
      { kind: "same_content", file: "a.pdf" },
    ]);

    expect(findings).toMatchObject([
      {
        rule: "DUPLICATE-CONTENT",
        severity: "error",
        message: "The same file was processed before: a.pdf.",
      },
      {
        rule: "DUPLICATE-AMOUNT",
        severity: "warning",
        message: expect.stringContaining("c.pdf (batch b1)"),
      },
    ]);
  });

  it("names a few of many matches", () => {
    const matches = ["a", "b", "c", "d", "e"].map(
      (file) => ({ kind: "same_number", file }) as const,
    );

    expect(checkDuplicates(matches)[0]?.message).toContain("a, b, c and 2 more");
  });
});

describe("the fingerprint", () => {
  it("is the same however number and name are written", () => {
    const plain = anInvoice({
      invoiceNumber: "RE 2026/08-15",
      seller: { name: "Café Müller & Co." },
    });
    const other = anInvoice({ invoiceNumber: "re2026-0815", seller: { name: "CAFE MULLER CO" } });

    expect(fingerprintOf(other, "invoice")).toEqual(fingerprintOf(plain, "invoice"));
  });

  it("holds every name of the seller, the amount in minor units, and what kind it is", () => {
    expect(fingerprintOf(anInvoice(), "invoice")).toEqual({
      invoiceNumber: "20260815",
      sellerKeys: ["vat:DE136695976", "name:BEISPIELWERKEGMBH"],
      amountMinor: 11_900,
      currencyCode: "EUR",
      issueDate: "2026-03-01",
      documentType: "invoice",
    });
  });

  it("keeps letters of every script", () => {
    const invoice = anInvoice({ invoiceNumber: "№ 令和-1", seller: { name: "株式会社" } });

    expect(fingerprintOf(invoice, "invoice")).toMatchObject({
      invoiceNumber: "NO令和1",
      sellerKeys: ["name:株式会社"],
    });
  });

  it("leaves out what was not read, is empty or cannot be compared", () => {
    expect(fingerprintOf({}, "other")).toEqual({ sellerKeys: [], documentType: "other" });
    const strange = { invoiceNumber: "---", totalWithTax: "9".repeat(30), currencyCode: "EUR" };
    expect(fingerprintOf(strange, "invoice")).toEqual({
      sellerKeys: [],
      documentType: "invoice",
      currencyCode: "EUR",
    });
  });
});
