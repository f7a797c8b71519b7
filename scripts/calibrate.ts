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
import { verdictOn } from "#src/evaluation/score-fields.ts";
import { type Truth, truthFieldNames, truthFields } from "#src/evaluation/truth.ts";
import { findAppendices } from "#src/extraction/appendix-pages.ts";
import { languageOfPages } from "#src/extraction/layout/layout.ts";
import { scoredInvoice } from "#src/extraction/scored-invoice.ts";
import { recognizeDocument } from "#src/reading/ocr/recognize-document.ts";
import { readDocument } from "#src/reading/read-document.ts";

/*
 * `npm run calibrate -- FOLDER [--recognized CACHE]` makes the table that turns scores of layout rules into confidences, from documents
 * whose values are known (a corpus as `fanfold eval` takes it). The table has counts and shares, nothing of a document. What is printed
 * is measured on vendors left out of the fitting. With CACHE recognised pages are kept there, one JSON a document, because recognition
 * takes seconds a page.
 */

const tableFile = fileURLToPath(
  new URL("../src/extraction/tables/calibration.ts", import.meta.url),
);

/** Sources whose scores mean the same. */
type SourceClass = "text" | "recognized";
type Scored = ScoredValue & { readonly source: SourceClass };

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
  return truthFieldNames.flatMap((field) => {
    const verdict = verdictOn(read, truth, field);
    const score = read.evidence[truthFields[field].path]?.confidence;
    if (score === undefined || verdict === undefined || verdict === "missing") return [];
    const { group } = truth;
    const isRight = verdict === "right";
    return [{ source: source === "ocr" ? "recognized" : "text", score, isRight, group }];
  });
}

const tableOf = (steps: Readonly<Record<SourceClass, readonly CalibrationStep[]>>): string =>
  `import type { CalibrationStep } from "#src/domain/calibration.ts";

/** Made by \`npm run calibrate\`: how often values of a score are right, by ascending score, of text and of recognised pictures. */
export const calibration: Readonly<Record<"text" | "recognized", readonly CalibrationStep[]>> = {
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

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { recognized: { type: "string" } },
});
const [corpus] = positionals;
if (corpus === undefined)
  throw new Error("usage: npm run calibrate -- FOLDER [--recognized CACHE]");
if (options.recognized !== undefined) await mkdir(options.recognized, { recursive: true });
const all = await scoredValues(corpus, options.recognized);
const bySource = (source: SourceClass): Scored[] => all.filter((value) => value.source === source);
const sources = { text: bySource("text"), recognized: bySource("recognized") };
await writeFile(
  tableFile,
  tableOf({ text: fitCalibration(sources.text), recognized: fitCalibration(sources.recognized) }),
);
const groups = new Set(all.map(({ group }) => group));
console.log(
  `${all.length} values of ${groups.size} vendors or layouts; each judged by the others:`,
);
const judged = {
  text: judgedByOthers(sources.text),
  recognized: judgedByOthers(sources.recognized),
};
report("text", judged.text);
report("recognized", judged.recognized);
report("all", Object.values(judged).flat());
// The engine of recognition is kept for more, and would keep the process.
process.exit();
