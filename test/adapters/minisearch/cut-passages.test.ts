import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutPassages } from "#src/adapters/minisearch/cut-passages.ts";
import { passageCharsMax } from "#src/domain/analysis.ts";

describe("cutting a text into passages", () => {
  it("follows the headings and keeps short paragraphs of a section together", () => {
    const text = "Intro.\n\n# A\nOne.\n\nTwo.\n## B ##\nThree.\n# C\nFour.";

    expect(cutPassages(text)).toEqual([
      { headings: [], text: "Intro." },
      { headings: ["A"], text: "One.\nTwo." },
      { headings: ["A", "B"], text: "Three." },
      { headings: ["C"], text: "Four." },
    ]);
  });

  it("takes no line of code for a heading", () => {
    expect(cutPassages("```\n# no heading\n```")).toEqual([
      { headings: [], text: "``` # no heading ```" },
    ]);
  });

  it("cuts a long paragraph behind a sentence", () => {
    const sentence = `${"word ".repeat(160).trim()}. `;

    const parts = cutPassages(sentence.repeat(2));

    expect(parts.map(({ text }) => text)).toEqual([sentence.trim(), sentence.trim()]);
  });

  it("loses no word and makes no passage that is empty or too long", () => {
    const word = fc.stringMatching(/^[a-zé]{1,40}$/);
    const separator = fc.constantFrom(" ", "\n", "\n\n", ". ", "\r\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(word, separator), { maxLength: 600 }), (pieces) => {
        const passages = cutPassages(pieces.flat().join(""));

        const wordsOf = (text: string): string[] => text.match(/[a-zé]+/g) ?? [];
        expect(passages.flatMap(({ text }) => wordsOf(text))).toEqual(pieces.map(([each]) => each));
        for (const { text } of passages) {
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(passageCharsMax);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("cuts what has no spaces at all", () => {
    const parts = cutPassages("x".repeat(passageCharsMax * 2 + 1));

    expect(parts.map(({ text }) => text.length)).toEqual([passageCharsMax, passageCharsMax, 1]);
  });
});
