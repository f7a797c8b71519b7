import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountsIn, decimalMarkOf, parseNumber } from "#src/extraction/layout/amounts.ts";
import { linesOf } from "#src/extraction/layout/text-lines.ts";
import { aPage } from "./a-page.ts";

const spansOf = (text: string) => linesOf(aPage(text)).flatMap((line) => line.segments);
const valuesOf = (text: string, mark?: "." | ",") =>
  spansOf(text).flatMap((span) => amountsIn(span, mark).map((amount) => amount.value));

describe("amountsIn", () => {
  it.each([
    ["27,80", "27.80"],
    ["3 038,14", "3038.14"],
    ["1 234 567,89", "1234567.89"],
    ["42'987,56", "42987.56"],
    ["42'987.56", "42987.56"],
    ["1.234,56", "1234.56"],
    ["1,234.56", "1234.56"],
    ["1,00,000.00", "100000.00"],
    ["€ 608,40", "608.40"],
    ["608,40 €", "608.40"],
    ["$4,500", "4500"],
    ["USD 52.10", "52.10"],
    ["640.00 EUR", "640.00"],
    ["- 14,00 €", "-14.00"],
    ["-USD 52.10", "-52.10"],
    ["($150.00)", "-150.00"],
    ["210.00T", "210.00"],
  ])("reads %s", (text, value) => {
    expect(valuesOf(text)).toEqual([value]);
  });

  it("takes a mark before three digits for grouping", () => {
    expect(valuesOf("1.234")).toEqual(["1234"]);
  });

  it("takes a mark before three digits for the decimal mark where the document uses it as one", () => {
    expect(valuesOf("54,910", ",")).toEqual(["54.910"]);
  });

  it("reads no amount in a date, a phone number or a word", () => {
    expect(valuesOf("30.10.2024 11/03/2017 A123 +49-221-765")).toEqual([]);
  });

  it("does not join numbers of neighbouring columns", () => {
    expect(valuesOf("2     100,00")).toEqual(["2", "100.00"]);
  });

  it("joins cents that recognition tore off a sum with its currency", () => {
    const joined = (whole: string, gap: number, confidence?: number) => {
      const of = (text: string, x0: number, x1: number) => ({
        text,
        box: [x0, 0, x1, 10] as const,
        ...(confidence === undefined ? {} : { confidence }),
      });
      const words = [of(whole, 0, 30), of("40", 30 + gap, 42 + gap)];
      const span = { page: 1, line: 0, words, text: `${whole} 40`, box: [0, 0, 60, 10] as const };
      return amountsIn(span).map((amount) => amount.value);
    };

    expect(joined("RM20.", 5, 0.8)).toEqual(["20.40"]);
    expect(joined("RM20.", 9, 0.8)).not.toContain("20.40");
    expect(joined("RM20.", 5)).not.toContain("20.40");
    expect(joined("20.", 5, 0.8)).not.toContain("20.40");
  });

  it("joins groups of digits a monospaced space apart", () => {
    const word = (text: string, x0: number, x1: number) => ({
      text,
      box: [x0, 0, x1, 10] as const,
    });
    const words = [word("27", 0, 12), word("612,15", 18, 54)];
    const span = { page: 1, line: 0, words, text: "27 612,15", box: [0, 0, 54, 10] as const };

    expect(amountsIn(span).map((amount) => amount.value)).toEqual(["27612.15"]);
  });

  it("tells a percentage from an amount", () => {
    const [amount] = spansOf("19,0 %").flatMap((span) => amountsIn(span));

    expect(amount).toMatchObject({ value: "19.0", isPercent: true });
  });

  it("knows no currency by a bare dollar sign", () => {
    const [amount] = spansOf("$42.00").flatMap((span) => amountsIn(span));

    expect(amount).toMatchObject({ hasCurrency: true });
    expect(amount).not.toHaveProperty("currencyCode");
  });

  it("reads back every amount printed in the style of any of its countries", () => {
    const styles = ["en-US", "de-DE", "fr-FR", "de-CH", "en-IN", "pl-PL", "pt-PT", "nl-NL"];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999_999 }),
        fc.constantFrom(...styles),
        (cents, style) => {
          const format = new Intl.NumberFormat(style, { minimumFractionDigits: 2 });
          const decimal = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
          expect(valuesOf(format.format(Number(decimal)))).toEqual([decimal]);
        },
      ),
    );
  });
});

describe("parseNumber", () => {
  it("refuses digits that are grouped like no number", () => {
    expect(["30.10.2024", "1,2,3", "1'23"].map((text) => parseNumber(text))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("refuses more digits than a sum of money has", () => {
    expect(parseNumber("1".repeat(40))).toBeUndefined();
  });
});

describe("decimalMarkOf", () => {
  it("is the mark most unmistakable amounts use", () => {
    expect(decimalMarkOf(spansOf("1.234,56   7,80   3.000"))).toBe(",");
  });

  it("is unknown where amounts disagree", () => {
    expect(decimalMarkOf(spansOf("1,234.56   1.234,56"))).toBeUndefined();
  });
});
