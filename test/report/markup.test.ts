import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, html, valueCharactersMax } from "#src/report/markup.ts";

const decode = (source: string): string =>
  source
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&#96;", "`")
    .replaceAll("&amp;", "&");

describe("text of a document in the page", () => {
  it("cannot open an element or leave an attribute, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const source = html`<a title="${text}">${text}</a>`.source;
        expect(source.replace(/^<a title="/, "").replace(/<\/a>$/, "")).not.toMatch(/[<`']/);
        expect(source.split('"')).toHaveLength(3);
      }),
    );
  });

  it("says the same after it is escaped", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => decode(escapeHtml(text)) === text),
    );
  });

  it("shows characters that turn the writing direction instead of obeying them", () => {
    expect(escapeHtml("invoice\u202Efdp.exe")).toBe("invoice⟨U+202E⟩fdp.exe");
  });

  it("shows control characters and half characters", () => {
    expect(escapeHtml("a\u0000b\u001B[2J\uD800")).toBe("a⟨U+0000⟩b⟨U+001B⟩[2J\uFFFD");
  });

  it("cuts a value that would flood the page and says how long it was", () => {
    const source = escapeHtml("x".repeat(valueCharactersMax + 1));

    expect(source).toMatch(/x… \(2001 characters\)$/);
  });

  it("leaves nothing for an absent value", () => {
    expect(html`<p>${undefined}${false}</p>`.source).toBe("<p></p>");
  });
});
