import { describe, expect, it } from "vitest";
import type { Page } from "#src/domain/reading.ts";
import { invoiceFromPages } from "#src/extraction/layout/invoice-from-pages.ts";
import { aPage } from "./a-page.ts";

const recognized = (pages: readonly Page[]): Page[] =>
  pages.map((page) => ({
    ...page,
    rows: page.rows.map(({ words }) => ({
      words: words.map((word) => ({ ...word, confidence: 0.95 })),
    })),
  }));

const pagesOf = (text: string): Page[] => aPage(`INVOICE\nInvoice No: A-17\n\n${text}`);
const linesOf = (pages: readonly Page[]) => invoiceFromPages(pages).invoice.invoiceLines;

describe("a recognised table of invoice lines", () => {
  it("gets back a decimal mark that the others of the column have", () => {
    const pages = pagesOf(`
Description             Qty      Price      Amount
Bench                  2.00      80.00      160.00
Parasol                1.00      40.00       40.00
Cushion                4400       5.00      220.00

Net total                                   420.00
`);

    expect(linesOf(recognized(pages))?.at(-1)).toMatchObject({
      invoicedQuantity: "44.00",
      itemNetPrice: "5.00",
    });
    expect(linesOf(pages)?.at(-1)).toEqual({ name: "Cushion", lineNetAmount: "220.00" });
  });

  it("has quantity times price for an amount that was misread, if all lines then add up", () => {
    const text = (total: string) => `
Description             Qty      Price      Amount
Bench                     2      80.00      5160.00
Parasol                   1      40.00       40.00
Cushion                   4       5.00

Net total                                  ${total}
`;

    expect(linesOf(recognized(pagesOf(text("220.00"))))).toMatchObject([
      { lineNetAmount: "160.00" },
      { lineNetAmount: "40.00" },
      { lineNetAmount: "20.00" },
    ]);
    expect(linesOf(recognized(pagesOf(text("230.00"))))).toBeUndefined();
    expect(linesOf(pagesOf(text("220.00")))).toBeUndefined();
  });

  it("has the one row whose amount was not recognised, if its product is the total", () => {
    const pages = pagesOf(`
Description             Qty      Price      Amount
Bench                     2      80.00

Net total                                   160.00
`);

    expect(linesOf(recognized(pages))).toMatchObject([{ lineNetAmount: "160.00" }]);
    expect(linesOf(pages)).toBeUndefined();
  });

  it("is mended with and without what may be a row that lost its amount", () => {
    const pages = pagesOf(`
Description             Qty      Price      Amount
Bench                     2      80.00      5160.00
Parasol                   1      40.00       40.00
Tel. of the shop        030      44.00

Net total                                   200.00
`);

    expect(linesOf(recognized(pages))).toHaveLength(2);
  });

  it("has its cells where rules between them were read as bars", () => {
    const pages = pagesOf(`
Code    Description             Price | Tax | Amount
A123 | Consulting | pages       30.00 | $6.00 | 60.00
B456 | Printing                 10.00 | $3.00 | 10.00

Net total                                       70.00
`);

    expect(linesOf(recognized(pages))).toEqual([
      { name: "Consulting", itemNetPrice: "30.00", lineNetAmount: "60.00" },
      { name: "Printing", itemNetPrice: "10.00", lineNetAmount: "10.00" },
    ]);
  });

  it("has a row once that was read twice", () => {
    const pages = recognized(
      pagesOf(`
Description             Qty      Price      Amount
Bench                     2      80.00      160.00
                          2      80.00      160.00
Parasol                   1      40.00       40.00

Net total                                   200.00
`),
    );
    const [page] = pages;
    const second = page?.rows.findIndex(({ words }) => words[0]?.text === "2") ?? 0;
    const raised = page?.rows.map((row, index) =>
      index === second ? { words: row.words.map(raisedByHalf) } : row,
    );

    expect(linesOf(page && raised ? [{ ...page, rows: raised }] : [])).toHaveLength(2);
    expect(linesOf(pages)).toBeUndefined();
  });
});

function raisedByHalf(word: Page["rows"][number]["words"][number]) {
  const [left, top, right, bottom] = word.box;
  const half = (bottom - top) * 0.6;
  return { ...word, box: [left, top - half, right, bottom - half] as const };
}
