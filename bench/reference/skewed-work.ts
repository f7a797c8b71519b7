import { setTimeout as wait } from "node:timers/promises";
import { aBatch, anApprovedOutcome } from "#test/support/a-batch.ts";
import {
  cutStatically,
  longestMs,
  lowerBoundMs,
  rankCorrelation,
  simulatedRunner,
  type SkewedDocument,
  skewedDocuments,
} from "#test/support/skewed-documents.ts";
import { rounded } from "../measure.ts";
import { createWorkerLog, distributionOf } from "./worker-log.ts";

const count = 1_000;
const slots = 8;
const meanMs = 40;
const seed = 1;
const ratioMax = 1.05;
/** Seeds run in simulated time, which costs nothing. */
const simulatedSeeds = 10;

type Measured = {
  readonly log: ReturnType<typeof createWorkerLog>;
  /** With all that comes before and after the documents: plan, chunks, books, settling. */
  readonly wallMs: number;
};

/** The batch graph, its documents waiting as long as told. */
async function runOurs(documents: readonly SkewedDocument[]): Promise<Measured> {
  const durations = new Map(documents.map((each) => [each.document.file, each.durationMs]));
  const log = createWorkerLog();
  const { run } = aBatch({
    documents: documents.map(({ document }) => document),
    invoke: async ({ file = "", documentId = "" }) => {
      await log.track(async () => await wait(durations.get(file)));
      return { outcome: anApprovedOutcome({ file, documentId }) };
    },
  });
  const startedAtMs = performance.now();
  const { summary } = await run({ parallelism: slots });
  if (summary?.decided !== count) throw new Error("a document was lost");
  return { log, wallMs: performance.now() - startedAtMs };
}

/** One chunk for each worker in the order given, a document at a time; nothing else around it. */
async function runStatic(documents: readonly SkewedDocument[]): Promise<Measured> {
  const log = createWorkerLog();
  const startedAtMs = performance.now();
  await Promise.all(
    cutStatically(documents, slots).map(async (chunk, worker) => {
      for (const { durationMs } of chunk) {
        await log.track(async () => await wait(durationMs), worker);
      }
    }),
  );
  return { log, wallMs: performance.now() - startedAtMs };
}

async function simulatedRatio(options: Parameters<typeof skewedDocuments>[0]): Promise<number> {
  const documents = skewedDocuments(options);
  const runner = simulatedRunner(documents, slots);
  const { run } = aBatch({
    documents: documents.map(({ document }) => document),
    invoke: runner.invoke,
  });
  await run({ parallelism: slots });
  return runner.makespanMs() / lowerBoundMs(documents, slots);
}

function rowOf(name: string, documents: readonly SkewedDocument[], { log, wallMs }: Measured) {
  const boundMs = lowerBoundMs(documents, slots);
  return {
    order: name,
    rankCorrelation: rounded(rankCorrelation(documents), 2),
    makespanMs: rounded(log.makespanMs()),
    boundMs: rounded(boundMs),
    ratio: rounded(log.makespanMs() / boundMs, 3),
    wallMs: rounded(wallMs),
    ...distributionOf(log),
  };
}

/** 1,000 documents of heavy-tailed times: static chunks against ours: longest expected first, from one queue. */
export async function compareSkewedWork() {
  const given = { seed, count, meanMs };
  const documents = skewedDocuments({ ...given, correlation: 0.8 });
  const unrelated = skewedDocuments({ ...given, correlation: 0 });
  const fixed = await runStatic(documents);
  const ours = await runOurs(documents);
  const blind = await runOurs(unrelated);
  const simulated = [];
  for (const correlation of [0.8, 0]) {
    const ratios: number[] = [];
    for (let each = 1; each <= simulatedSeeds; each += 1) {
      ratios.push(await simulatedRatio({ seed: each, count, meanMs: 1_000, correlation }));
    }
    simulated.push({
      sizesTellTimes: correlation,
      seeds: simulatedSeeds,
      bestRatio: rounded(Math.min(...ratios), 4),
      meanRatio: rounded(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length, 4),
      worstRatio: rounded(Math.max(...ratios), 4),
    });
  }
  return {
    rows: [
      rowOf("static chunks", documents, fixed),
      rowOf("ours", documents, ours),
      rowOf("ours, sizes tell nothing", unrelated, blind),
    ],
    simulated,
    figures: {
      documents: count,
      slots,
      seed,
      longestMs: longestMs(documents),
      meanMs,
      overStatic: rounded(fixed.log.makespanMs() / ours.log.makespanMs(), 2),
    },
    promises: {
      [`at most ${ratioMax} times the lower bound where larger files take longer`]:
        ours.log.makespanMs() <= ratioMax * lowerBoundMs(documents, slots),
    },
  };
}
