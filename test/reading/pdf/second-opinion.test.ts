import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";
import { describe, expect, it } from "vitest";
import { withPdf } from "#src/reading/pdf/open-pdf.ts";
import { readPages } from "#src/reading/pdf/pdf-pages.ts";

/*
 * What another engine reads of the same files: a letter that one of them does not see, or another in its place, shows here, whatever
 * its cause.
 */
const samples = fileURLToPath(new URL("../../../samples/", import.meta.url));
/** One is cut off on purpose. */
const files = globSync("*.pdf", { cwd: samples, exclude: ["abgebrochen.pdf"] }).toSorted();
const fonts = fileURLToPath(
  new URL("../../standard_fonts/", import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs")),
);
const pagesMax = 20;

/** The letters of a text in the order of their codes: where they stand is not compared. */
const lettersOf = (texts: readonly string[]): string =>
  Array.from(texts.join("").normalize("NFC").replaceAll(/\s/g, "")).toSorted().join("");

async function readByAnother(bytes: Uint8Array): Promise<string> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    standardFontDataUrl: fonts,
    verbosity: VerbosityLevel.ERRORS,
  });
  try {
    const pdf = await task.promise;
    const texts: string[] = [];
    for (let number = 1; number <= Math.min(pdf.numPages, pagesMax); number += 1) {
      const { items } = await (await pdf.getPage(number)).getTextContent();
      for (const item of items) if ("str" in item) texts.push(item.str);
    }
    return lettersOf(texts);
  } finally {
    await task.destroy();
  }
}

describe("the letters of the samples", () => {
  it.each(files)("are those that another engine reads: %s", async (file) => {
    const bytes = readFileSync(`${samples}${file}`);
    const words = await withPdf(bytes, (pdf) =>
      readPages(pdf, pagesMax).flatMap(({ page }) =>
        page.rows.flatMap((row) => row.words.map(({ text }) => text)),
      ),
    );

    expect(lettersOf(words)).toBe(await readByAnother(bytes));
  });
});
