import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textCharactersMax, textPages } from "#src/reading/text-pages.ts";

const wordsOf = (text: string): string[] =>
  textPages(text).flatMap((page) => page.rows.flatMap((row) => row.words.map((word) => word.text)));

describe("textPages", () => {
  it("puts each character in a cell of 6 x 12 points", () => {
    const [page] = textPages("ab\n   cde");

    expect(page?.rows).toEqual([
      { words: [{ text: "ab", box: [0, 0, 12, 12] }] },
      { words: [{ text: "cde", box: [18, 12, 36, 24] }] },
    ]);
  });

  it("starts a page at each form feed but the last", () => {
    expect(textPages("one\n\ftwo\n\f").map((page) => page.rows[0]?.words[0]?.text)).toEqual([
      "one",
      "two",
    ]);
  });

  it("widens tabs to the next column of eight", () => {
    const [page] = textPages("a\tb\n12345678\tc");

    expect(page?.rows.map((row) => row.words.at(-1)?.box[0])).toEqual([48, 96]);
  });

  it("removes control characters, terminal codes and bidi overrides", () => {
    const escape = String.fromCodePoint(27);

    expect(wordsOf(`${escape}[31mred${escape}[0m A\u0000B \u202e00.1 soft\u00adhyphen`)).toEqual([
      "red",
      "AB",
      "00.1",
      "softhyphen",
    ]);
  });

  it("takes no-break spaces for spaces", () => {
    expect(wordsOf("1\u00a0234,56\u202f€")).toEqual(["1", "234,56", "€"]);
  });

  it("wraps an endless line at spaces", () => {
    const [page] = textPages("word ".repeat(1000));

    expect(page?.rows.length).toBeGreaterThan(5);
    expect(page?.widthPt).toBeLessThanOrEqual(512 * 6);
    expect(page?.rows.flatMap((row) => row.words)).toHaveLength(1000);
  });

  it("refuses more text than any invoice has", () => {
    expect(() => textPages("x".repeat(textCharactersMax + 1))).toThrowError(
      expect.objectContaining({ code: "document.text_too_large" }),
    );
  });

  it("keeps every printable word, in order", () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9äöü€.,:]{1,9}$/);
    const gap = fc.constantFrom(" ", "   ", "\n", "\r\n", "\t", "\f");
    fc.assert(
      fc.property(fc.array(fc.tuple(word, gap)), (pairs) => {
        const text = pairs.map(([letters, space]) => letters + space).join("");
        expect(wordsOf(text)).toEqual(pairs.map(([letters]) => letters.normalize("NFC")));
      }),
    );
  });
});
