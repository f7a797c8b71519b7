import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { aPdf } from "./a-pdf.ts";

type Files = Readonly<Record<string, readonly (readonly string[])[]>>;

/** The lines of a page of an invoice; without a total, its first of several. */
export const invoicePage = (number: string, counter: string, total?: string): readonly string[] => [
  "Harfenbau Welle GmbH, Saitengasse 4, 34117 Kassel",
  "Rechnung",
  `Rechnungsnummer: ${number}`,
  "Rechnungsdatum: 01.03.2026",
  `Seite ${counter}`,
  ...(total === undefined ? [] : [`Gesamtbetrag ${total} EUR`]),
];

/** Pages of three invoices with numbers from `first`, the second over two pages. */
export const invoicesFrom = (first: number): readonly (readonly string[])[] => [
  invoicePage(`R-${first}`, "1 von 1", "119,00"),
  invoicePage(`R-${first + 1}`, "1 von 2"),
  ["Seite 2 von 2", "Gesamtbetrag 238,00 EUR"],
  invoicePage(`R-${first + 2}`, "1 von 1", "400,00"),
];

export const threeInvoices = invoicesFrom(17);

/** What the invoices of a file of these pages are called. */
export const partsOf = (file: string): string[] =>
  ["1", "2-3", "4"].map((pages) => `${file}#page=${pages}`);

/** Writes PDFs, each with its pages of lines. */
export async function writePdfs(folder: string, files: Files): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, pages] of Object.entries(files)) {
    await writeFile(path.join(folder, file), await aPdf({ pages }));
  }
}
