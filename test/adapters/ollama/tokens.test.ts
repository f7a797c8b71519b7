import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupPages, requestsMax } from "#src/adapters/ollama/group-pages.ts";
import { estimateImageTokens, estimateTokens } from "#src/adapters/ollama/tokens.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 200 });

describe("The estimate of tokens", () => {
  it("is never less for a text with something before or behind it", () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const both = estimateTokens(a + b);
        expect(both).toBeGreaterThanOrEqual(estimateTokens(a));
        expect(both).toBeGreaterThanOrEqual(estimateTokens(b));
      }),
    );
  });

  it("is never less for a word with letters or digits before or behind it", () => {
    const piece = fc.stringMatching(/^[a-fsz0-3ABZé ]{0,12}$/);
    fc.assert(
      fc.property(piece, piece, (a, b) => {
        const both = estimateTokens(a + b);
        expect(both).toBeGreaterThanOrEqual(estimateTokens(a));
        expect(both).toBeGreaterThanOrEqual(estimateTokens(b));
      }),
    );
  });

  it.each([
    ["consonants", "bcdfghjklm".repeat(600)],
    ["a hash", "3f9a2c77deadbeef00beefcafe4411aa"],
    ["letters, capitals and digits", "aGVsbG8gd29ybGQ0VHJhbnNmZXI5"],
  ])("is one for 1.5 characters at least of %s", (_, text) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(text.length / 1.5);
  });

  it("is at least the number of words", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(estimateTokens(text)).toBeGreaterThanOrEqual((text.match(/\S+/g) ?? []).length);
      }),
    );
  });

  it("is at most two for each character", () => {
    fc.assert(fc.property(anyText, (text) => estimateTokens(text) <= 2 * text.length));
  });

  it.each([
    ["", 0],
    ["the total", 3],
    ["1234.56", 7],
    ["IBAN", 2],
    ["総額", 4],
    ["a    b", 3],
  ])("of %j is %d", (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it("of a picture grows with its size, within bounds", () => {
    expect(estimateImageTokens({ widthPx: 10, heightPx: 10 })).toBe(256);
    expect(estimateImageTokens({ widthPx: 1_240, heightPx: 1_754 })).toBe(2_775);
    expect(estimateImageTokens({ widthPx: 9_000, heightPx: 9_000 })).toBe(4_096);
  });
});

describe("Grouping pages", () => {
  it("keeps every page once, in order, and every group within the room", () => {
    const room = 100;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: room }), { maxLength: requestsMax }),
        (pages) => {
          const groups = groupPages(pages, room);
          expect(groups.flat()).toEqual(pages.map((_, index) => index));
          for (const group of groups) {
            expect(group.reduce((sum, index) => sum + (pages[index] ?? 0), 0)).toBeLessThanOrEqual(
              room,
            );
          }
        },
      ),
    );
  });

  it("puts what fits together into one request", () => {
    expect(groupPages([40, 40, 40], 100)).toEqual([[0, 1], [2]]);
  });

  it("refuses a page that does not fit, and says what it needs", () => {
    expect(() => groupPages([40, 140], 100)).toThrow(/page 2 needs up to 140 tokens.*room for 100/);
  });

  it("refuses a document that takes too many requests", () => {
    const pages = Array.from({ length: requestsMax + 1 }, () => 100);

    expect(() => groupPages(pages, 100)).toThrow(/13 requests and at most 12/);
  });
});
