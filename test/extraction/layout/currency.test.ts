import { describe, expect, it } from "vitest";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const currencyOf = (lines: string) =>
  invoiceFromPages(aPage(`TAX INVOICE\nInvoice No: A-17\n${lines}`)).invoice.currencyCode;

describe("a bare dollar sign", () => {
  it.each([
    ["AUD", "ABN 62 114 889 203"],
    ["AUD", "TAMWORTH NSW 2340"],
    ["SGD", "Quill Analytics Pte. Ltd."],
    ["SGD", "Singapore 139951"],
    ["USD", "Boise, ID 83702"],
  ])("is %s beside %s", (code, line) => {
    expect(currencyOf(`${line}\nTotal   $12.00`)).toBe(code);
  });

  it("is none where nothing tells the country, or two do", () => {
    expect(currencyOf("Total   $12.00")).toBeUndefined();
    expect(currencyOf("Singapore 139951\nBoise, ID 83702\nTotal   $12.00")).toBeUndefined();
  });
});

describe("rupees", () => {
  it.each(["Total   Rs. 12.00", "Total   Rs.12.00", "Amount (Rs.)\nTotal   12.00"])(
    "are those of the country: %s",
    (lines) => {
      expect(currencyOf(`GSTIN: 27AAKCS4417P1ZN\n${lines}`)).toBe("INR");
      expect(currencyOf(lines)).toBeUndefined();
    },
  );
});

describe("a sign in the head of a column", () => {
  it.each([
    ["SGD", "S$"],
    ["INR", "₹"],
    ["EUR", "€"],
  ])("is %s", (code, sign) => {
    expect(currencyOf(`Description          Amount (${sign})\nTotal   12.00`)).toBe(code);
  });
});

describe("an article number like a sum", () => {
  it("says less than the sign beside a sum", () => {
    expect(currencyOf("COP120   Copa vino   12,00\nTotal   12,00 €")).toBe("EUR");
    expect(currencyOf("Total   COP120")).toBe("COP");
  });
});

describe("a krone", () => {
  const danish = (line: string) =>
    invoiceFromPages(
      aPage(`Faktura\nFakturanr. 104882\nCVR-nr. 10150817\nSubtotal ekskl. moms   9,00\n${line}`),
    ).invoice.currencyCode;

  it.each([
    "Total   1.391,25 kr.",
    "Total   1.391,25 kr",
    "Total   1.391,25\nAlle beløb er i DKK.",
  ])("is that of the language: %s", (line) => {
    expect(danish(line)).toBe("DKK");
  });
});
