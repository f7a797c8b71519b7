import { describe, expect, it } from "vitest";
import { amountsInWords } from "#src/extraction/layout/amount-in-words.ts";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { layoutOf } from "#src/extraction/layout/layout.ts";
import { decimalOf } from "#src/extraction/layout/sums.ts";
import { aPage } from "./a-page.ts";

const amountsOf = (text: string) =>
  [...amountsInWords(layoutOf(aPage(text)))].map((minor) => decimalOf(minor, 2));

describe("a sum written out in words", () => {
  it.each([
    ["Total in words: seven hundred and twenty-eight point zero five", "728.05"],
    ["Amount in words: One thousand and nineteen point five", "1019.50"],
    ["Amount (in words) USD Twelve thousand three hundred six and 45/100 only", "12306.45"],
    ["Amount in words: Rupees Two Lakh Three Thousand Forty Only", "203040.00"],
    ["Total in words: two million four thousand", "2004000.00"],
  ])("is read: %s", (line, amount) => {
    expect(amountsOf(line)).toStrictEqual([amount]);
  });

  it("runs on in the lines below its label, broken words and all", () => {
    const lines = `
Total in words: two hundred and sevent-         Discount       6.48
y-seven point nine one                          Tax           10.53
State Bank of Somewhere
`;

    expect(amountsOf(lines)).toStrictEqual(["277.91"]);
  });

  it("is left out where its cents are in a form not read", () => {
    expect(amountsOf("Total in words: one hundred dollars and forty cents")).toStrictEqual([]);
  });

  it.each([
    "Total in words: see above",
    "One hundred reasons to buy",
    "In words: toString",
    "Tax Amount (in words): One Hundred Eighty Only",
  ])("is none: %s", (line) => {
    expect(amountsOf(line)).toStrictEqual([]);
  });
});

describe("totals that contradict each other", () => {
  const totalOf = (words: string) =>
    invoiceFromPages(
      aPage(`
INVOICE
Invoice No: A-17

Total in words: ${words}
Subtotal     250.00 USD
Discount      11.00 USD
Tax VAT       12.50 USD
Total        252.40 USD
`),
    ).invoice.totalWithTax;

  it("are settled by the one that is also written out", () => {
    expect(totalOf("two hundred and fifty-two point four")).toBe("252.40");
    expect(totalOf("two hundred and fifty-one point five")).toBeUndefined();
  });
});
