import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { processFlags, rounded } from "./measure.ts";

/*
 * Whole batches of PDFs with text against pdf.js taking out their text and nothing else, in one thread:
 * `node bench/pdf-text-rate.ts [FOLDER]`, by default of 1,000 generated ones. What to compare is the ratio of one run. Both are
 * warmed up by the same files.
 */
const run = promisify(execFile);
const generatedCount = 1_000;
const assets = (name: string): string =>
  fileURLToPath(new URL(`../../${name}/`, import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs")));

async function textOf(file: string): Promise<void> {
  const task = getDocument({
    data: new Uint8Array(await readFile(file)),
    verbosity: VerbosityLevel.ERRORS,
    standardFontDataUrl: assets("standard_fonts"),
    cMapUrl: assets("cmaps"),
  });
  try {
    const pdf = await task.promise;
    for (let number = 1; number <= pdf.numPages; number += 1) {
      await (await pdf.getPage(number)).getTextContent();
    }
  } finally {
    await task.destroy();
  }
}

async function measured(folder: string) {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.pdf$/i.test(name)).map((name) => path.join(folder, name));
  for (const file of files.slice(0, 50)) await textOf(file);
  const beganMs = performance.now();
  for (const file of files) await textOf(file);
  const textSeconds = (performance.now() - beganMs) / 1_000;
  const script = path.join(import.meta.dirname, "one-batch.ts");
  const { stdout } = await run(process.execPath, [...processFlags, script, folder]);
  const { wallSeconds, peakMemoryMb } = JSON.parse(stdout) as {
    readonly wallSeconds: number;
    readonly peakMemoryMb: number;
  };
  return {
    documents: files.length,
    textOnlyPerSecond: rounded(files.length / textSeconds),
    batchPerSecond: rounded(files.length / wallSeconds),
    ratio: rounded(textSeconds / wallSeconds, 2),
    peakMemoryMb,
  };
}

const [, , given] = process.argv;
const folder = given ?? (await mkdtemp(path.join(tmpdir(), "fanfold-bench-")));
try {
  if (given === undefined) {
    await writeGeneratedInvoices(folder, { kind: "pdf", count: generatedCount });
  }
  const result = await measured(folder);
  console.table([result]);
  console.log(JSON.stringify(result));
} finally {
  if (given === undefined) await rm(folder, { recursive: true, force: true });
}
