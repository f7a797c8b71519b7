import { describe, expect, it } from "vitest";
import type { Page } from "#src/domain/reading.ts";
import { hasUsableText } from "#src/reading/page-text-amount.ts";

const pageOf = (texts: readonly string[]): Page => ({
  number: 1,
  widthPt: 595,
  heightPt: 842,
  rows: [{ words: texts.map((text) => ({ text, box: [0, 0, 10, 10] })) }],
});

const words = Array.from({ length: 20 }, () => "Rechnung");
/** What a font without a character map gives: codes of its own, or the mark of what is unknown. */
const privateUse = Array.from({ length: 60 }, () => "\ue001\ue002\ue003\ue004\ue005");
const unknown = Array.from({ length: 60 }, () => "\ufffd\ufffd\ufffd\ufffd\ufffd");

describe("a page's text", () => {
  it("is used where it has letters", () => {
    expect(hasUsableText([pageOf(words)])).toBe(true);
    expect(hasUsableText([pageOf([...words, ...privateUse.slice(0, 3)])])).toBe(true);
  });

  it.each([
    ["of a font without a character map", privateUse],
    ["of unknown characters", unknown],
    ["of such a font, beside a few letters", [...privateUse, ...words.slice(0, 6)]],
    ["that is a stamp", ["Copy", "2026"]],
  ])("is left to text recognition: one %s", (_, texts) => {
    expect(hasUsableText([pageOf(texts)])).toBe(false);
  });
});
