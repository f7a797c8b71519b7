import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onOneLine, printable } from "#src/domain/printable.ts";

describe("A printable text", () => {
  it("has no controls, no marks that reorder text and no line breaks, and keeps to its length", () => {
    const hostile = fc.constantFrom("\u001b", "\u202e", "\u2028", "\ud800", "\n", "\u200b");
    const text = fc.array(fc.oneof(hostile, fc.string()), { maxLength: 20 });
    fc.assert(
      fc.property(text, (parts) => {
        const shown = printable(parts.join(""), 40);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(shown.length).toBeLessThanOrEqual(40);
      }),
    );
  });

  it("is cut with a mark", () => {
    expect(printable("abcdef", 4)).toBe("abc…");
    expect(printable("abcd", 4)).toBe("abcd");
  });
});

describe("A text on one line", () => {
  it("has one space where it had breaks, tabs and controls", () => {
    expect(onOneLine(" Acme\r\n\u0007 GmbH\t& Co. ")).toBe("Acme GmbH & Co.");
  });
});
