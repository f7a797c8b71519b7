import { z } from "zod";

const Range = z.object({
  min: z.number().min(0),
  mean: z.number().min(0),
  max: z.number().min(0),
});
export type Range = z.infer<typeof Range>;

const Memory = Range.extend({
  peakIncrease: z.number().min(0).describe("Highest above what it was when the batch began"),
});

const ServiceLoad = z
  .object({
    service: z.string().describe("Name of the service, or address of a host of models"),
    inFlight: Range.describe("Requests it had"),
    queued: Range.describe("Requests that waited for a slot of it"),
    waitingShare: z.number().min(0).max(1).describe("Share of the samples in which some waited"),
    limitMax: z.number().min(0).describe("Most requests at once the adaptive limit found"),
  })
  .describe("What a service had to do");

const HostMemory = z
  .object({
    host: z.string(),
    models: z.array(z.string()).describe("Models seen loaded"),
    sizeBytes: Range.describe("Memory of the loaded models"),
    vramBytes: Range.describe("Of which in the memory of a GPU"),
  })
  .describe("What a host of models held");

/** What a process used while a batch ran: of all its work, not of this batch alone. */
export const BatchResources = z
  .object({
    samples: z.int().min(1),
    sampledSeconds: z.number().min(0).describe("From the first sample to the last"),
    cores: z.int().min(1).describe("Processor cores the process may use"),
    memoryLimitBytes: z.number().min(0).describe("Memory the process may use"),
    rssBytes: Memory.describe("Memory of the process and of those it started"),
    heapUsedBytes: Memory.describe("JavaScript heap of the main thread"),
    cpuShare: Range.describe("Processor time of the same over what all cores have, 0 to 1"),
    machineCpuShare: Range.describe("The same of all processes of the machine"),
    eventLoopShare: Range.describe("Share of its time the main thread was busy, 0 to 1"),
    eventLoopDelayMs: Range.describe("Longest delay of the event loop in each interval"),
    services: z.array(ServiceLoad),
    hosts: z.array(HostMemory),
  })
  .describe("Resources used while the batch ran; bytes, seconds, and shares from 0 to 1");
export type BatchResources = z.infer<typeof BatchResources>;

export const BatchAdvice = z
  .object({
    limitedBy: z.enum([
      "memory",
      "cpu",
      "main_thread",
      "model",
      "service",
      "reading_threads",
      "parallelism",
    ]),
    name: z.string().optional().describe("Which service or host of models"),
    reason: z.string().describe("The figures it follows from"),
    change: z.string().describe("What to change"),
  })
  .describe("What limited the batch, and what to do about it");
export type BatchAdvice = z.infer<typeof BatchAdvice>;

/** What a watch saw. */
export type MeasuredResources = {
  readonly resources: BatchResources;
  /** Over time; a bounded number, however long it was. */
  readonly points: readonly ResourcePoint[];
};

/** One point of a batch's resources over time, as its report draws them. */
export type ResourcePoint = {
  /** Milliseconds after the first sample. */
  readonly atMs: number;
  readonly rssBytes: number;
  readonly cpuShare: number;
  readonly eventLoopDelayMs: number;
};
