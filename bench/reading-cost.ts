import path from "node:path";
import { localFolder } from "#src/app.ts";
import type { InputDocument } from "#src/domain/document.ts";
import { defaultReadingLimits as limits } from "#src/domain/reading-limits.ts";
import { draftInThread, recognizedDraftInThread } from "#src/draft-worker.ts";
import { expectedMs } from "#src/nodes/expected-work.ts";
import { createRandom } from "#test/support/simulated-service.ts";
import { lowerBoundMs, rankCorrelation } from "#test/support/skewed-documents.ts";
import { median, rounded } from "./measure.ts";

/*
 * What documents cost to read, by kind, and what knowing that is worth: `node bench/reading-cost.ts [FOLDER...]`. Costs are processor
 * time, one document at a time. Of scans some are recognised; the others are taken to cost what one of those did, drawn by chance.
 */
const extensions = new Set([".xml", ".pdf", ".txt", ".jpg", ".jpeg", ".png"]);
const scansMax = 24;
const scanEvery = 4;
const batches = 50;
const slots = 8;

type Costed = {
  readonly document: InputDocument;
  readonly isScan: boolean;
  /** Undefined: a scan that was not recognised. */
  readonly costMs: number | undefined;
};

type Read = { readonly document: InputDocument; readonly durationMs: number };

const extensionOf = (file: string): string => path.extname(file).toLowerCase();

const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

async function costOf(document: InputDocument, scansSeen: number): Promise<Costed> {
  const task = { document, ignoreEmbeddedXml: false, limits };
  const beganMs = processorMs();
  const answer = await draftInThread(task);
  const isScan = "error" in answer && answer.error.code === "document.needs_ocr";
  if (!isScan) return { document, isScan, costMs: processorMs() - beganMs };
  const isRecognized = scansSeen % scanEvery === 0 && scansSeen < scansMax * scanEvery;
  if (isRecognized) await recognizedDraftInThread(task);
  return { document, isScan, costMs: isRecognized ? processorMs() - beganMs : undefined };
}

async function measure(folders: readonly string[]): Promise<Costed[]> {
  const costed: Costed[] = [];
  let scansSeen = 0;
  for (const file of await localFolder.list(folders, { exclude: [] })) {
    if (!extensions.has(extensionOf(file.file))) continue;
    const each = await costOf(await localFolder.identify(file), scansSeen);
    if (each.isScan) scansSeen += 1;
    costed.push(each);
  }
  return costed;
}

/** Milliseconds until the last document is done, each begun when a slot is free, in the order given. */
function makespanMs(ordered: readonly Read[]): number {
  const ends = Array.from({ length: slots }, () => 0);
  for (const { durationMs } of ordered) {
    const next = ends.indexOf(Math.min(...ends));
    ends[next] = (ends[next] ?? 0) + durationMs;
  }
  return Math.max(...ends);
}

const orders: Readonly<Record<string, (documents: readonly Read[]) => readonly Read[]>> = {
  "as they come": (documents) => documents,
  "largest first": (documents) => documents.toSorted(by(({ document }) => document.sizeBytes)),
  "longest expected first": (documents) =>
    documents.toSorted(by(({ document }) => expectedMs(document))),
  "longest first, known beforehand": (documents) =>
    documents.toSorted(by(({ durationMs }) => durationMs)),
};

const by = (measureOf: (read: Read) => number) => (a: Read, b: Read) => measureOf(b) - measureOf(a);

/** Makespan over the lower bound, of batches drawn from what was measured. */
function compareOrders(of: string, reads: readonly Read[], count: number) {
  const random = createRandom(1);
  const drawn = Array.from({ length: batches }, () =>
    Array.from({ length: count }, () => reads[Math.floor(random() * reads.length)]!),
  );
  return Object.entries(orders).map(([order, sort]) => {
    const ratios = drawn.map((batch) => makespanMs(sort(batch)) / lowerBoundMs(batch, slots));
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / batches;
    return {
      documents: `${count} ${of}`,
      order,
      mean: rounded(mean, 3),
      worst: rounded(Math.max(...ratios), 3),
    };
  });
}

const [, , ...folders] = process.argv;
const costed = await measure(folders.length === 0 ? ["samples"] : folders);
const recognized = costed.flatMap(({ isScan, costMs }) =>
  isScan && costMs !== undefined ? [costMs] : [],
);
const random = createRandom(2);
const drawnScanMs = (): number => recognized[Math.floor(random() * recognized.length)] ?? 0;
const reads = costed.map(({ document, isScan, costMs = drawnScanMs() }) => ({
  document,
  isScan,
  durationMs: costMs,
}));
const readable = reads.filter(({ isScan }) => !isScan);
const byKind = Map.groupBy(
  costed,
  ({ document: { file }, isScan }) => `${extensionOf(file)}${isScan ? " scan" : ""}`,
);
const kinds = [...byKind].map(([kind, all]) => {
  const known = all.flatMap(({ document, costMs }) =>
    costMs === undefined ? [] : [{ document, durationMs: costMs }],
  );
  const [kilobytes, costs] = [
    known.map(({ document }) => document.sizeBytes / 1024),
    known.map(({ durationMs }) => durationMs),
  ];
  return {
    kind,
    documents: all.length,
    measured: known.length,
    medianKilobytes: rounded(median(kilobytes)),
    medianMs: rounded(median(costs)),
    meanMs: rounded(costs.reduce((sum, ms) => sum + ms, 0) / costs.length),
    rankCorrelation: rounded(rankCorrelation(known), 2),
  };
});
const comparison = [100, 1_000].flatMap((count) => [
  ...compareOrders("of all kinds", reads, count),
  ...compareOrders("without scans", readable, count),
]);
console.table(kinds);
console.table(comparison);
console.log(JSON.stringify({ kinds, comparison }));
// Text recognition keeps a thread of its own for the next document.
process.exit(0);
