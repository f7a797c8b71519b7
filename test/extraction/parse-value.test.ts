import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecimalString } from "#src/domain/money.ts";
import {
  isVatId,
  oneLine,
  parseDate,
  parseDecimal,
  parseIban,
} from "#src/extraction/parse-value.ts";

describe("A number in XML", () => {
  it.each([
    ["100.00", "100.00"],
    ["+1", "1"],
    [".5", "0.5"],
    ["5.", "5"],
    ["007.10", "7.10"],
    ["-0.07", "-0.07"],
    ["-0.00", "0.00"],
    ["1e3", "1000"],
    ["1.5E2", "150"],
    ["1.25e1", "12.5"],
    ["2.5e-3", "0.0025"],
  ])("%s is %s", (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  it.each(["", ".", "-", "1,50", "1 000", "1.000.00", "0x10", "NaN", "INF", "12abc", "1e999", "٣"])(
    "is not %j",
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it("is not longer than any amount", () => {
    expect(parseDecimal("9".repeat(30))).toBe("9".repeat(30));
    expect(parseDecimal("9".repeat(31))).toBeUndefined();
    expect(parseDecimal("9".repeat(1_000_000))).toBeUndefined();
    expect(parseDecimal("1e20000")).toBeUndefined();
  });

  it("keeps every decimal string as it is written", () => {
    const decimal = fc
      .tuple(
        fc.boolean(),
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        fc.string({ unit: fc.constantFrom(..."0123456789".split("")), maxLength: 6 }),
      )
      .map(
        ([isNegative, whole, fraction]) =>
          `${isNegative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`,
      );

    fc.assert(fc.property(decimal, (text) => parseDecimal(text) === text));
  });

  it("is a valid decimal string or nothing, whatever the text", () => {
    const text = fc.string({
      unit: fc.constantFrom(..."0123456789.+-eE ".split("")),
      maxLength: 45,
    });

    fc.assert(
      fc.property(text, (value) => {
        const parsed = parseDecimal(value);
        return parsed === undefined || DecimalString.safeParse(parsed).success;
      }),
    );
  });
});

describe("A date in XML", () => {
  it.each([
    ["2026-03-01", undefined],
    ["2026-03-01Z", undefined],
    ["2026-03-01+01:00", undefined],
    ["2026-03-01T23:30:00-05:00", undefined],
    ["2026-03-01T00:00:00.000Z", undefined],
    ["20260301", "102"],
    ["20260301", undefined],
    ["202603011530", "203"],
    ["260301", "101"],
    ["2026-03-01", "102"],
  ])("%s with format %s is the first of March", (text, format) => {
    expect(parseDate(text, format)).toBe("2026-03-01");
  });

  it.each([
    ["2026-02-30", undefined],
    ["20261301", "102"],
    ["2025-02-29", undefined],
    ["01.03.2026", undefined],
    ["202603", "610"],
    ["March 1", undefined],
    ["", undefined],
    ["2".repeat(1_000_000), "102"],
  ])("is not %j with format %s", (text, format) => {
    expect(parseDate(text.slice(0, 100), format)).toBeUndefined();
  });
});

describe("An account number", () => {
  it("is an IBAN without spaces and in capitals", () => {
    expect(parseIban("de02 1203 0000 0000 2020 51")).toBe("DE02120300000000202051");
    expect(parseIban("IBAN: NO93 8601 1117 947")).toBe("NO9386011117947");
  });

  it.each(["", "1234567", "DE02", "OM0000000001", "CC-12-3456789"])("%j is no IBAN", (text) => {
    expect(parseIban(text)).toBeUndefined();
  });
});

describe("An identifier", () => {
  it.each(["DE123456789", "ATU12345678", "NL123456789B01", "CHE-123.456.788"])(
    "%s has the shape of a VAT id",
    (text) => {
      expect(isVatId(text)).toBe(true);
    },
  );

  it.each(["026/123/45678", "123456789", "HRB 12345678", "DE", ""])("%j has not", (text) => {
    expect(isVatId(text)).toBe(false);
  });
});

describe("A text", () => {
  it("is one line without controls and marks that reorder it", () => {
    expect(oneLine(" Harfenbau\n\t Welle \u202eHbmG\u202c\u009b31m ")).toBe(
      "Harfenbau Welle HbmG31m",
    );
  });
});
