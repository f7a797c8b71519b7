import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Draft } from "#src/domain/draft.ts";
import type { Page, Reading } from "#src/domain/reading.ts";
import { defaultReadingLimits as limits } from "#src/domain/reading-limits.ts";
import { AppError } from "#src/errors.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { readDocument } from "#src/reading/read-document.ts";
import { createRandom } from "#test/support/simulated-service.ts";

/*
 * Are invoices told apart that came in one PDF? `node bench/joined-files.ts FOLDER [SEED]` joins the pages of two or three PDFs drawn by
 * chance, each of which should hold one invoice as text. A file that says what the one before it says is a copy: it is to be left out.
 */
const joins = 400;
const pagesMax = 9;
const filesPerJoin = [2, 3] as const;
const defaultSeed = 7;
const badShownMax = 20;

type Single = { readonly file: string; readonly pages: readonly Page[]; readonly says: string };
type Expected = { readonly first: number; readonly says: string; copies: number };
type Verdict = "split right" | "left to a person" | "taken for one" | "split wrong";

const readingOf = (pages: readonly Page[]): Reading => ({
  source: "pdf-text",
  pages,
  warnings: [],
});

const isSuspected = ({ warnings = [] }: Draft): boolean =>
  warnings.some(({ rule }) => rule === "DOCUMENT-SEVERAL-INVOICES");

/** What a copy says too. */
const saidBy = ({ invoice: { invoiceNumber, issueDate, totalWithTax, seller } }: Draft): string =>
  JSON.stringify([invoiceNumber, issueDate, totalWithTax, seller?.name]);

/** The files that are one invoice of text each, as far as can be told from a file alone. */
async function singlesIn(folder: string): Promise<{ singles: Single[]; suspected: string[] }> {
  const names = await readdir(folder, { recursive: true });
  const singles: Single[] = [];
  const suspected: string[] = [];
  for (const file of names.filter((name) => /\.pdf$/i.test(name)).toSorted()) {
    try {
      const bytes = await readFile(path.join(folder, file));
      const { source, pages } = await readDocument(bytes, { limits, ignoreEmbeddedXml: true });
      if (source !== "pdf-text" || pages.length > pagesMax) continue;
      const draft = draftInvoice(readingOf(pages));
      singles.push({ file, pages, says: saidBy(draft) });
      if (isSuspected(draft)) suspected.push(file);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return { singles, suspected };
}

/** The invoices of joined files, copies with what they are copies of. */
function expectedOf(files: readonly Single[]): Expected[] {
  const expected: Expected[] = [];
  let first = 1;
  for (const [index, { pages, says }] of files.entries()) {
    const before = expected.at(-1);
    if (before !== undefined && files[index - 1]?.says === says) before.copies += pages.length;
    else expected.push({ first, says, copies: 0 });
    first += pages.length;
  }
  return expected;
}

const copiesIn = ({ appendices = [] }: Draft): number =>
  appendices.filter(({ kind }) => kind === "copy").length;

function verdictOn(files: readonly Single[]): Verdict {
  const pages = files
    .flatMap((file) => file.pages)
    .map((page, index) => ({ ...page, number: index + 1 }));
  const draft = draftInvoice(readingOf(pages));
  if (isSuspected(draft) && draft.parts === undefined) return "left to a person";
  const parts = draft.parts ?? [{ first: 1, last: pages.length }];
  const expected = expectedOf(files);
  const isRight =
    parts.length === expected.length &&
    parts.every(({ first, last }, index) => {
      const part = draftInvoice(readingOf(pages.slice(first - 1, last)));
      const { first: begins, says, copies } = expected[index]!;
      return first === begins && saidBy(part) === says && copiesIn(part) === copies;
    });
  if (isRight) return "split right";
  return draft.parts === undefined ? "taken for one" : "split wrong";
}

const [, , folder, seed = defaultSeed] = process.argv;
if (folder === undefined) throw new TypeError("Name a folder of PDFs that hold one invoice each.");
const { singles, suspected } = await singlesIn(folder);
const random = createRandom(Number(seed));
const drawn = Array.from({ length: joins }, () => {
  const count = filesPerJoin[Math.floor(random() * filesPerJoin.length)] ?? 2;
  return Array.from({ length: count }, () => singles[Math.floor(random() * singles.length)]!);
}).filter((files) => new Set(files).size === files.length);
const verdicts = drawn.map((files) => ({ files, verdict: verdictOn(files) }));
const counted = Object.fromEntries(
  [...Map.groupBy(verdicts, ({ verdict }) => verdict)].map(([name, of]) => [name, of.length]),
);
const bad = verdicts.filter(
  ({ verdict }) => verdict === "taken for one" || verdict === "split wrong",
);
for (const { files, verdict } of bad.slice(0, badShownMax)) {
  const joined = files.map(({ file, pages }) => `${file} (${pages.length})`);
  console.log(`${verdict}: ${joined.join(" + ")}`);
}
for (const file of suspected) console.log(`one invoice, taken for several: ${file}`);
const result = {
  files: singles.length,
  suspected: suspected.length,
  joins: drawn.length,
  ...counted,
};
console.table([result]);
console.log(JSON.stringify(result));
