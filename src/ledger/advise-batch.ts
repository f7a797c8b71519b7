import type { BatchOperations } from "#src/domain/batch-operations.ts";
import type { BatchAdvice, BatchResources } from "#src/domain/batch-resources.ts";
import type { OperationName } from "#src/domain/operation.ts";

/** What a batch ran under. */
export type BatchSetup = {
  /** Documents in flight at once, at most. */
  readonly slots: number;
  readonly isSequential: boolean;
  readonly readerThreads: number;
  /** Addresses of the hosts of models. */
  readonly hosts: readonly string[];
  /** Most requests at once to one host. */
  readonly hostSlotsMax: number;
};

/** What a process has for its batches, whatever their settings. */
export type BatchCapacity = Pick<BatchSetup, "readerThreads" | "hosts" | "hostSlotsMax">;

/**
 * What a batch with these settings runs under.
 *
 * @param on.processSlots - Documents in flight over all batches of the process.
 */
export function setupOf(
  { strategy, parallelism }: { readonly strategy: string; readonly parallelism: number },
  on: { readonly capacity: BatchCapacity; readonly processSlots: number },
): BatchSetup {
  const isSequential = strategy === "sequential";
  const slots = Math.min(isSequential ? 1 : parallelism, on.processSlots);
  return { ...on.capacity, isSequential, slots };
}

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
/** From here on something has no more to give. */
export const saturated = { memory: 0.85, cpu: 0.85, mainThread: 0.9 } as const;
/** Up to here there is room for more work at once. */
const roomy = { memory: 0.7, cpu: 0.7, mainThread: 0.7 } as const;
/** Share of the time from which waiting for one thing is what limits. */
const waitingShareMin = 0.5;
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
  const waits = [...serviceLimits(figures), ...readingLimit(figures)];
  return waits.length > 0 ? waits : parallelismLimit(figures);
}

/** What is busy of the cores, whoever uses them. */
const busyShare = ({ cpuShare, machineCpuShare }: BatchResources): number =>
  Math.max(cpuShare.mean, machineCpuShare.mean);

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
  if (busyShare(resources) >= saturated.cpu) {
    const isOurs = cpuShare.mean >= saturated.cpu;
    const whose = isOurs ? "" : `, only ${percent(cpuShare.mean)} of them with this batch`;
    const reason = `${coresOf(cores)} were ${percent(busyShare(resources))} busy on average${whose}.`;
    const change = isOurs
      ? "Use a machine with more cores, or run parts of the input on several machines; more threads or documents at once would gain nothing."
      : "Let nothing else run on the machine meanwhile, or use one with more cores.";
    return [{ limitedBy: "cpu", reason: capitalized(reason), change }];
  }
  if (eventLoopShare.mean >= saturated.mainThread) {
    const reason = `The main thread was busy ${percent(eventLoopShare.mean)} of the time, of ${coresOf(cores)} only ${percent(busyShare(resources))}.`;
    const change =
      "Split the input and run several processes side by side, each with a FANFOLD_HOME of its own; more documents at once would gain nothing.";
    return [{ limitedBy: "main_thread", reason, change }];
  }
  return [];
}

/** Services and hosts of models whose slots requests waited for most of the time, the longest queue first. */
function serviceLimits({ resources, setup }: BatchFigures): BatchAdvice[] {
  return resources.services
    .filter(({ waitingShare }) => waitingShare >= waitingShareMin)
    .toSorted((a, b) => b.queued.mean - a.queued.mean)
    .map((load): BatchAdvice => {
      const { service: name, waitingShare, queued, limitMax } = load;
      const reason = `Requests waited for ${name} in ${percent(waitingShare)} of the samples, ${queued.mean.toFixed(1)} on average, ${queued.max} at most; it was sent ${limitMax} at once at most.`;
      if (!setup.hosts.includes(name)) {
        const change = `Raise concurrency.max or ratePerSecond of ${name} in the services file if its terms allow it, or cacheSeconds if its answers may be kept longer.`;
        return { limitedBy: "service", name, reason, change };
      }
      return {
        limitedBy: "model",
        name,
        reason,
        change: hostChange(
          limitMax,
          resources.hosts.find(({ host }) => host === name),
          setup,
        ),
      };
    });
}

function hostChange(
  limitMax: number,
  memory: BatchResources["hosts"][number] | undefined,
  { hostSlotsMax }: BatchSetup,
): string {
  const [size, vram] = [memory?.sizeBytes.max ?? 0, memory?.vramBytes.max ?? 0];
  if (vram > 0 && size > vram) {
    return `Only ${gigabytes(vram)} of the ${gigabytes(size)} its models take are in the memory of its GPU: use a smaller model or a smaller OLLAMA_NUM_CTX, or add a host to OLLAMA_BASE_URL.`;
  }
  if (limitMax >= hostSlotsMax) {
    return `Raise OLLAMA_SLOTS above ${hostSlotsMax}, and OLLAMA_NUM_PARALLEL of that server with it, or add a host to OLLAMA_BASE_URL.`;
  }
  return `It bore ${limitMax} at once and no more: add a host to OLLAMA_BASE_URL, or use a smaller model than ${memory?.models.join(", ") || "this one"}.`;
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

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const coresOf = (cores: number): string => (cores === 1 ? "the one core" : `${cores} cores`);
const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
