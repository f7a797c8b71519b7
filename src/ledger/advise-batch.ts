import type { BatchOperations } from "#src/domain/batch-operations.ts";
import type { BatchAdvice, BatchResources } from "#src/domain/batch-resources.ts";
import type { OperationName } from "#src/domain/operation.ts";
import { serviceLimits } from "./advise-services.ts";
import type { BatchSetup } from "./batch-setup.ts";
import { capitalized, coresOf, gigabytes, percent } from "./figures-in-words.ts";
import { busyShare, saturated } from "./saturation.ts";

export type BatchFigures = {
  readonly setup: BatchSetup;
  readonly resources: BatchResources;
  readonly operations: Pick<BatchOperations, "documentsMs" | "byName">;
  readonly documents: number;
  /** Time documents were in flight over what all slots had, 0 to 1. */
  readonly slotShare: number;
};

/** With fewer samples the figures say nothing: two seconds. */
export const samplesMin = 8;
/** With fewer documents for each slot most of the time is beginning and end. */
const documentsPerSlotMin = 2;
/** Up to here there is room for more work at once. */
const roomy = { memory: 0.7, cpu: 0.7, mainThread: 0.7 } as const;
/** Share of their time documents wait for a thread from which reading is what limits. */
const readingWaitShareMin = 0.25;
/** Slots are full from here on. */
const slotShareMin = 0.8;
const parallelismMax = 256;
const readerThreadsMax = 64;
/** Memory one reading thread may take, bytes. */
const threadBytes = 300 * 1024 * 1024;

/**
 * Tells what limited a batch and what to change, what limits most first. Where the machine itself has no more to give, nothing is
 * advised that would ask more of it.
 *
 * @returns Empty if nothing stands out, or too little was seen to say.
 */
export function adviseBatch(figures: BatchFigures): readonly BatchAdvice[] {
  if (figures.resources.samples < samplesMin || figures.documents === 0) return [];
  const machine = machineLimits(figures);
  if (machine.length > 0) return machine;
  const waits = [...serviceLimits(figures.resources, figures.setup), ...readingLimit(figures)];
  if (waits.length > 0) return waits;
  return [...neighbourLimit(figures), ...parallelismLimit(figures)];
}

const memoryShare = ({ rssBytes, memoryLimitBytes }: BatchResources): number =>
  memoryLimitBytes === 0 ? 0 : rssBytes.max / memoryLimitBytes;

function machineLimits({ resources, setup }: BatchFigures): BatchAdvice[] {
  const { rssBytes, memoryLimitBytes, cpuShare, cores, eventLoopShare } = resources;
  if (memoryShare(resources) >= saturated.memory) {
    const reason = `The process held up to ${gigabytes(rssBytes.max)} of the ${gigabytes(memoryLimitBytes)} it may use.`;
    const fewer =
      setup.readerThreads > 1
        ? "lower FANFOLD_READER_THREADS or --parallelism"
        : "lower --parallelism";
    return [{ limitedBy: "memory", reason, change: `Give it more memory, or ${fewer}.` }];
  }
  if (cpuShare.mean >= saturated.cpu) {
    const reason = capitalized(`${coresOf(cores)} were ${percent(cpuShare.mean)} busy on average.`);
    const change =
      "Use a machine with more cores, or run parts of the input on several machines; more threads or documents at once would gain nothing.";
    return [{ limitedBy: "cpu", reason, change }];
  }
  // A thread that is kept waiting for a core looks busy too.
  if (eventLoopShare.mean >= saturated.mainThread && busyShare(resources) < saturated.cpu) {
    const reason = `The main thread was busy ${percent(eventLoopShare.mean)} of the time, of ${coresOf(cores)} only ${percent(busyShare(resources))}.`;
    const change =
      "Split the input and run several processes side by side, each with a FANFOLD_HOME of its own; more documents at once would gain nothing.";
    return [{ limitedBy: "main_thread", reason, change }];
  }
  return [];
}

/** Others keep the cores busy, and nothing else explains the time: a model on the same machine would. */
function neighbourLimit({ resources }: BatchFigures): BatchAdvice[] {
  const { cores, cpuShare } = resources;
  if (busyShare(resources) < saturated.cpu) return [];
  const reason = capitalized(
    `${coresOf(cores)} were ${percent(busyShare(resources))} busy on average, only ${percent(cpuShare.mean)} of them with this batch.`,
  );
  const change = "Let nothing else run on the machine meanwhile, or use one with more cores.";
  return [{ limitedBy: "cpu", reason, change }];
}

/** Documents that wait to be read while cores and memory are idle. */
function readingLimit({ resources, operations, setup }: BatchFigures): BatchAdvice[] {
  const { cores, memoryLimitBytes, rssBytes } = resources;
  const waitedMs = waitedMsOf(operations, "draft_invoice");
  const share = operations.documentsMs > 0 ? waitedMs / operations.documentsMs : 0;
  const idleCores = Math.floor((1 - busyShare(resources)) * cores);
  const freeThreads = Math.floor(
    (memoryLimitBytes * saturated.memory - rssBytes.max) / threadBytes,
  );
  const more = Math.min(idleCores, freeThreads, readerThreadsMax - setup.readerThreads);
  if (share < readingWaitShareMin || more < 1) return [];
  const reason = `Documents spent ${percent(share)} of their time waiting for one of ${setup.readerThreads} reading threads, while ${percent(busyShare(resources))} of ${coresOf(cores)} were busy.`;
  const change = `Raise FANFOLD_READER_THREADS to ${setup.readerThreads + more}; each thread may take some 300 MB.`;
  return [{ limitedBy: "reading_threads", reason, change }];
}

const waitedMsOf = ({ byName }: BatchFigures["operations"], name: OperationName): number =>
  byName.find((operation) => operation.name === name)?.waitedMs ?? 0;

/** Every slot was full all the time, and nothing else had much to do. */
function parallelismLimit(figures: BatchFigures): BatchAdvice[] {
  const { resources, setup, documents, slotShare } = figures;
  const { eventLoopShare, cores } = resources;
  const { slots, isSequential } = setup;
  const isRoomy =
    busyShare(resources) < roomy.cpu &&
    eventLoopShare.mean < roomy.mainThread &&
    memoryShare(resources) < roomy.memory;
  const areSlotsFull = slotShare >= slotShareMin && documents >= slots * documentsPerSlotMin;
  if (!isRoomy || !areSlotsFull || slots >= parallelismMax) return [];
  const reason = `${slots === 1 ? "The one document" : `The ${slots} documents`} that may be in flight at once were ${percent(slotShare)} of the time, while ${percent(busyShare(resources))} of ${coresOf(cores)} were busy and no service had a queue.`;
  const change = isSequential
    ? "Use --strategy concurrent."
    : `Raise --parallelism to ${Math.min(parallelismMax, slots * 2)}.`;
  return [{ limitedBy: "parallelism", reason, change }];
}
