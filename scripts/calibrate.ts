import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readTruth } from "#src/cli/read-truth.ts";
import type { CalibrationStep } from "#src/domain/calibration.ts";
import { isEInvoice } from "#src/domain/document.ts";
import { defaultReadingLimits as limits } from "#src/domain/reading-limits.ts";
import type { Reading } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import {
  fitCalibration,
  judgedByOthers,
  type ScoredValue,
} from "#src/evaluation/fit-calibration.ts";
import { calibrationErrorOf, type Judgement, reliabilityOf } from "#src/evaluation/reliability.ts";
import { type Verdict, verdictOn } from "#src/evaluation/score-fields.ts";
import { verdictsOnRows } from "#src/evaluation/score-rows.ts";
import { rowLists, type Truth, truthFieldNames, truthFields } from "#src/evaluation/truth.ts";
import { findAppendices } from "#src/extraction/appendix-pages.ts";
import { languageOfPages } from "#src/extraction/layout/layout.ts";
import { scoredInvoice } from "#src/extraction/scored-invoice.ts";
import { recognizeDocument } from "#src/reading/ocr/recognize-document.ts";
import { readDocument } from "#src/reading/read-document.ts";

/*
 * `npm run calibrate -- FOLDER [--recognized CACHE] [--only fields|rows]` makes the tables that turn scores of layout rules into
 * confidences, one for fields and one for rows (invoice lines, VAT breakdown), from documents whose values are known (a corpus as
 * `fanfold eval` takes it; rows where its truth has `lines` or `taxBreakdowns`). The tables have counts and shares, nothing of a
 * document. What is printed is measured on vendors left out of the fitting. With CACHE recognised pages are kept there, one JSON a
 * document, because recognition takes seconds a page.
 */

/** Values whose scores mean the same, and the table they make. */
const tables = {
  fields: { file: "calibration.ts", constant: "calibration", values: "values" },
  rows: {
    file: "row-calibration.ts",
    constant: "rowCalibration",
    values: "values of invoice lines and VAT rows",
  },
} as const;
type Table = keyof typeof tables;
const tableNames = Object.keys(tables) as Table[];

/** Sources whose scores mean the same. */
type SourceClass = "text" | "recognized";
type Scored = ScoredValue & { readonly source: SourceClass; readonly table: Table };

async function scoredValues(corpus: string, cache: string | undefined): Promise<Scored[]> {
  const values: Scored[] = [];
  for (const truth of await readTruth(corpus, { isPrintedOnly: true })) {
    const reading = await readingOf(corpus, truth.file, cache);
    if (reading !== undefined && !isEInvoice(reading.source))
      values.push(...scored(reading, truth));
  }
  return values;
}

/** @returns `undefined` for a document that cannot be read. */
async function readingOf(
  corpus: string,
  file: string,
  cache: string | undefined,
): Promise<Reading | undefined> {
  const bytes = await readFile(path.join(corpus, file));
  try {
    return await readDocument(bytes, { ignoreEmbeddedXml: true, limits });
  } catch (error) {
    if (!(error instanceof DocumentRejected)) throw error;
    return error.code === "document.needs_ocr" ? await recognized(bytes, file, cache) : undefined;
  }
}

async function recognized(
  bytes: Uint8Array,
  file: string,
  cache: string | undefined,
): Promise<Reading | undefined> {
  const kept = cache && path.join(cache, `${file.replaceAll("/", "__")}.json`);
  if (kept !== undefined) {
    const source = await readFile(kept, "utf8").catch(() => undefined);
    if (source !== undefined) return { source: "ocr", ...pagesOf(source), warnings: [] };
  }
  try {
    const reading = await recognizeDocument(bytes, { limits, languageOf: languageOfPages });
    if (kept !== undefined) await writeFile(kept, JSON.stringify({ pages: reading.pages }));
    return reading;
  } catch (error) {
    if (!(error instanceof DocumentRejected)) throw error;
    return undefined;
  }
}

const pagesOf = (source: string): Pick<Reading, "pages"> => {
  const { pages } = JSON.parse(source) as Pick<Reading, "pages">;
  return { pages };
};

/** Values the truth knows, each with its score. */
function scored({ pages, source }: Reading, truth: Truth): Scored[] {
  const appendices = new Set(findAppendices(pages).map(({ page }) => page));
  const read = scoredInvoice(
    pages.filter(({ number }) => !appendices.has(number)),
    source,
  );
  const { group } = truth;
  const from = source === "ocr" ? "recognized" : "text";
  const judged = (table: Table, at: string, verdict: Verdict | undefined): Scored[] => {
    const score = read.evidence[at]?.confidence;
    if (score === undefined || verdict === undefined || verdict === "missing") return [];
    return [{ table, source: from, score, isRight: verdict === "right", group }];
  };
  const fields = truthFieldNames.flatMap((field) =>
    judged("fields", truthFields[field].path, verdictOn(read, truth, field)),
  );
  const rows = rowLists.flatMap((list) => {
    const wanted = truth.rows[list];
    if (wanted === undefined) return [];
    return verdictsOnRows(list, read.invoice, wanted).flatMap(({ path: at = "", verdict }) =>
      judged("rows", at, verdict),
    );
  });
  return [...fields, ...rows];
}

const tableOf = (
  { constant, values }: (typeof tables)[Table],
  steps: Readonly<Record<SourceClass, readonly CalibrationStep[]>>,
): string =>
  `import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by \`npm run calibrate\`: how often ${values} of a score are right, by ascending score, of text and of recognised pictures. */
export const ${constant}: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
${Object.entries(steps)
  .map(([source, of]) => `  ${source}: [\n${of.map(stepLine).join("")}  ],\n`)
  .join("")}};
`;

const stepLine = ({ scoreFrom, confidence, values, right }: CalibrationStep): string =>
  `    { scoreFrom: ${scoreFrom}, confidence: ${Number(confidence.toFixed(4))}, values: ${values}, right: ${right} },\n`;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(8);

function report(name: string, judgements: readonly Judgement[]): void {
  const reliability = reliabilityOf(judgements);
  console.log(`${name}: mean error ${percent(calibrationErrorOf(reliability)).trim()}`);
  for (const { confidenceFrom, values, confidence, right } of reliability) {
    console.log(
      `  from ${confidenceFrom.toFixed(2)}  stated${percent(confidence)}  right${percent(right)}  values ${values}`,
    );
  }
}

async function calibrate(table: Table, all: readonly Scored[]): Promise<void> {
  const bySource = (source: SourceClass): Scored[] =>
    all.filter((value) => value.source === source);
  const sources = { text: bySource("text"), recognized: bySource("recognized") };
  const file = new URL(`../src/extraction/tables/${tables[table].file}`, import.meta.url);
  const steps = {
    text: fitCalibration(sources.text),
    recognized: fitCalibration(sources.recognized),
  };
  await writeFile(fileURLToPath(file), tableOf(tables[table], steps));
  const groups = new Set(all.map(({ group }) => group));
  console.log(
    `${table}: ${all.length} values of ${groups.size} vendors or layouts; each judged by the others:`,
  );
  const judged = {
    text: judgedByOthers(sources.text),
    recognized: judgedByOthers(sources.recognized),
  };
  report("text", judged.text);
  report("recognized", judged.recognized);
  report("all", Object.values(judged).flat());
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { recognized: { type: "string" }, only: { type: "string" } },
});
const [corpus] = positionals;
const { only } = options;
if (corpus === undefined || (only !== undefined && !Object.hasOwn(tables, only)))
  throw new Error("usage: npm run calibrate -- FOLDER [--recognized CACHE] [--only fields|rows]");
if (options.recognized !== undefined) await mkdir(options.recognized, { recursive: true });
const all = await scoredValues(corpus, options.recognized);
for (const table of tableNames) {
  const values = all.filter((value) => value.table === table);
  if (only !== undefined && only !== table) continue;
  // A truth without rows leaves the table of rows as it is.
  if (values.length > 0) await calibrate(table, values);
}
// The engine of recognition is kept for more, and would keep the process.
process.exit();
