import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";
import { createPooledDocumentReader } from "#src/adapters/piscina/pooled-document-reader.ts";
import { parseConfig } from "#src/config.ts";
import type { InputDocument } from "#src/domain/document.ts";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { median, processFlags, rounded } from "./measure.ts";

/*
 * PDFs with text: `node bench/pdf-text-rate.ts [FOLDER]` with nothing else in it (a batch takes all), by default 1,000 generated ones. In one run, `roundCount` times in
 * alternation: pdf.js taking out their text and nothing else, in one thread; the reading stage, which also drafts the invoice, in as
 * many threads as the app uses; a whole batch in a process of its own. What to compare are the ratios, the middle ones of the rounds.
 */
const run = promisify(execFile);
const generatedCount = 1_000;
const roundCount = 3;
/** Documents of one round at least, those of a small folder again and again: a thread needs some hundred to get up to speed. */
const perRoundMin = 400;
/** Documents offered to the reader at once, for each of its threads. */
const offeredPerThread = 2;
const assets = (name: string): string =>
  fileURLToPath(new URL(`../../${name}/`, import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs")));

/** What is measured on: documents whose bytes were read once, so that all find them in the cache of the disk. */
async function documentsIn(folder: string): Promise<InputDocument[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.pdf$/i.test(name)).toSorted();
  return await Promise.all(
    files.map(async (file): Promise<InputDocument> => {
      const bytes = await readFile(path.join(folder, file));
      const documentId = `sha256:${createHash("sha256").update(bytes).digest("hex")}` as const;
      return { documentId, file, path: path.join(folder, file), sizeBytes: bytes.length };
    }),
  );
}

/** A file that cannot be read counts as far as it was tried: the reader tries it too. */
async function extractText({ path: file }: InputDocument): Promise<void> {
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
  } catch {
    // Damaged, or protected by a password.
  } finally {
    await task.destroy();
  }
}

type Work = (document: InputDocument) => Promise<unknown>;

/** All documents, as often as it takes to be `perRoundMin`. */
const round = (documents: readonly InputDocument[]): readonly InputDocument[] =>
  Array.from({ length: Math.ceil(perRoundMin / documents.length) }, () => documents).flat();

/** Seconds that `atOnce` workers take for all documents. */
async function secondsFor(documents: readonly InputDocument[], atOnce: number, work: Work) {
  const beganMs = performance.now();
  const left = documents.values();
  const worker = async (): Promise<void> => {
    for (const document of left) await work(document);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (performance.now() - beganMs) / 1_000;
}

async function batchOf(folder: string) {
  const script = path.join(import.meta.dirname, "one-batch.ts");
  const { stdout } = await run(process.execPath, [...processFlags, script, folder]);
  return JSON.parse(stdout) as { readonly wallSeconds: number; readonly peakMemoryMb: number };
}

async function measured(folder: string) {
  const documents = await documentsIn(folder);
  const { readerThreads, limits } = parseConfig({});
  const workerFile = new URL("../src/draft-worker.ts", import.meta.url);
  const reader = createPooledDocumentReader({
    workerFile,
    threads: readerThreads,
    limits,
    queueMax: readerThreads * offeredPerThread,
  });
  const draft: Work = async (document) =>
    await reader.draft(document, { ignoreEmbeddedXml: true }).catch(() => undefined);
  const offered = readerThreads * offeredPerThread;
  const given = round(documents);
  try {
    await secondsFor(given, 1, extractText);
    // Each thread gets up to speed on as many documents as pdf.js did.
    for (let thread = 0; thread < readerThreads; thread += 1) {
      await secondsFor(given, offered, draft);
    }
    const rounds = [];
    for (let number = 0; number < roundCount; number += 1) {
      const text = await secondsFor(given, 1, extractText);
      const stage = await secondsFor(given, offered, draft);
      rounds.push({ text, stage, batch: await batchOf(folder) });
    }
    const rate = (count: number, seconds: readonly number[]): number =>
      rounded(count / median(seconds));
    const again = given.length / documents.length;
    return {
      documents: documents.length,
      readerThreads,
      textOnlyPerSecond: rate(
        given.length,
        rounds.map(({ text }) => text),
      ),
      stagePerSecond: rate(
        given.length,
        rounds.map(({ stage }) => stage),
      ),
      batchPerSecond: rate(
        documents.length,
        rounds.map(({ batch }) => batch.wallSeconds),
      ),
      stageRatio: rounded(median(rounds.map(({ text, stage }) => text / stage)), 2),
      batchRatio: rounded(
        median(rounds.map(({ text, batch }) => text / again / batch.wallSeconds)),
        2,
      ),
      benchPeakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1_024),
      batchPeakMemoryMb: Math.max(...rounds.map(({ batch }) => batch.peakMemoryMb)),
    };
  } finally {
    await reader.close();
  }
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
