import type { BatchResources } from "#src/domain/batch-resources.ts";
import type { BatchFigures } from "#src/ledger/advise-batch.ts";
import type { BatchSetup } from "#src/ledger/batch-setup.ts";

const flat = (value: number) => ({ min: value, mean: value, max: value });

/** A process on four cores and 8 GB that has little to do. */
export const someResources = (changes: Partial<BatchResources> = {}): BatchResources => ({
  samples: 100,
  sampledSeconds: 25,
  cores: 4,
  memoryLimitBytes: 8e9,
  rssBytes: { ...flat(1e9), peakIncrease: 0 },
  heapUsedBytes: { ...flat(1e8), peakIncrease: 0 },
  cpuShare: flat(0.2),
  machineCpuShare: flat(0.2),
  eventLoopShare: flat(0.2),
  eventLoopDelayMs: flat(1),
  services: [],
  hosts: [],
  ...changes,
});

type Changes = Partial<Omit<BatchFigures, "setup" | "resources">> & {
  readonly setup?: Partial<BatchSetup>;
  readonly resources?: Partial<BatchResources>;
};

/** 1,000 documents, eight at a time, that waited for nothing. */
export const someFigures = ({ setup, resources, ...changes }: Changes = {}): BatchFigures => ({
  setup: {
    slots: 8,
    isSequential: false,
    readerThreads: 2,
    hosts: ["http://gpu:11434"],
    hostSlotsMax: 4,
    ...setup,
  },
  resources: someResources(resources),
  operations: { documentsMs: 100_000, byName: [] },
  documents: 1_000,
  slotShare: 0.5,
  ...changes,
});

/** A service that requests wait for in this share of the samples. */
export const someLoad = (service: string, waitingShare: number, limitMax = 4) => ({
  service,
  inFlight: flat(limitMax),
  queued: flat(waitingShare * 10),
  waitingShare,
  limitMax,
});

/** Reading that waited for a thread in this share of the documents' time. */
export const someReadingWait = (share: number): BatchFigures["operations"] => ({
  documentsMs: 100_000,
  byName: [
    {
      name: "draft_invoice",
      count: 1_000,
      p50Ms: 50,
      p95Ms: 90,
      maxMs: 100,
      workedMs: 20_000,
      waitedMs: share * 100_000,
    },
  ],
});
