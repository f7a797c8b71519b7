import type {
  BatchResources,
  MeasuredResources,
  ResourcePoint,
} from "#src/domain/batch-resources.ts";
import type { HostReading } from "#src/domain/host-reading.ts";
import type { ServiceReading } from "#src/domain/measurement.ts";
import type { ProcessProbe, ProcessReading } from "./process-probe.ts";
import { createRunningRange, type RunningRange } from "./running-range.ts";

/** Points kept for the chart; two neighbours become one, with the higher of their values, whenever there are more. */
export const pointsMax = 240;
/** Services and hosts looked at; countries of VIES count as services. */
const servicesMax = 100;
/** Models named of one host. */
const modelsMax = 20;

export type ResourceSample = {
  /** Milliseconds, of a clock that never runs backwards. */
  readonly atMs: number;
  readonly process: ProcessReading;
  readonly services: readonly ServiceReading[];
};

type Service = Record<"inFlight" | "queued" | "limit", RunningRange> & {
  samples: number;
  waiting: number;
};
type Host = Record<"size" | "vram", RunningRange> & { readonly models: Set<string> };

/**
 * Collects what a process uses, in bounded space, however long it runs.
 *
 * @param before - What it held before the work began.
 */
export function createResourceTally(
  { cores, memoryLimitBytes }: Pick<ProcessProbe, "cores" | "memoryLimitBytes">,
  before: Pick<ProcessReading, "rssBytes" | "heapUsedBytes">,
) {
  const rss = createRunningRange();
  const heap = createRunningRange();
  const cpu = createRunningRange();
  const machine = createRunningRange();
  const loop = createRunningRange();
  const delay = createRunningRange();
  const services = new Map<string, Service>();
  const hosts = new Map<string, Host>();
  const points = createPoints();
  let samples = 0;

  return {
    add({ atMs, process, services: readings }: ResourceSample): void {
      samples += 1;
      rss.add(process.rssBytes);
      heap.add(process.heapUsedBytes);
      cpu.add(process.cpuShare);
      machine.add(process.machineCpuShare);
      loop.add(process.eventLoopShare);
      delay.add(process.eventLoopDelayMs);
      points.add(atMs, process);
      for (const reading of readings) addService(services, reading);
    },
    addHosts(readings: readonly HostReading[]): void {
      for (const reading of readings) addHost(hosts, reading);
    },
    /** @returns Nothing before the first sample. */
    measured(): MeasuredResources | undefined {
      if (samples === 0) return undefined;
      const resources: BatchResources = {
        samples,
        sampledSeconds: Math.round(points.lastMs()) / 1_000,
        cores,
        memoryLimitBytes,
        rssBytes: { ...rss.range(), peakIncrease: rss.peakIncrease(before.rssBytes) },
        heapUsedBytes: { ...heap.range(), peakIncrease: heap.peakIncrease(before.heapUsedBytes) },
        cpuShare: cpu.range(3),
        machineCpuShare: machine.range(3),
        eventLoopShare: loop.range(3),
        eventLoopDelayMs: delay.range(1),
        services: [...services].map(loadOf).toSorted((a, b) => (a.service < b.service ? -1 : 1)),
        hosts: [...hosts].map(memoryOf),
      };
      return { resources, points: points.kept() };
    },
  };
}

function addService(services: Map<string, Service>, reading: ServiceReading): void {
  const { service, inFlight, queued, limit } = reading;
  // One that is idle all the time says nothing.
  if (!services.has(service) && (inFlight + queued === 0 || services.size >= servicesMax)) return;
  const load = services.get(service) ?? {
    inFlight: createRunningRange(),
    queued: createRunningRange(),
    limit: createRunningRange(),
    samples: 0,
    waiting: 0,
  };
  services.set(service, load);
  load.samples += 1;
  if (queued > 0) load.waiting += 1;
  load.inFlight.add(inFlight);
  load.queued.add(queued);
  load.limit.add(limit);
}

const loadOf = ([service, load]: readonly [string, Service]) => ({
  service,
  inFlight: load.inFlight.range(1),
  queued: load.queued.range(1),
  waitingShare: Number((load.waiting / load.samples).toFixed(3)),
  limitMax: load.limit.range().max,
});

function addHost(hosts: Map<string, Host>, { host, models }: HostReading): void {
  const held = hosts.get(host) ?? {
    size: createRunningRange(),
    vram: createRunningRange(),
    models: new Set<string>(),
  };
  hosts.set(host, held);
  held.size.add(models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  held.vram.add(models.reduce((sum, { vramBytes }) => sum + vramBytes, 0));
  for (const { name } of models.slice(0, modelsMax - held.models.size)) held.models.add(name);
}

const memoryOf = ([host, { size, vram, models }]: readonly [string, Host]) => ({
  host,
  models: [...models].toSorted(),
  sizeBytes: size.range(),
  vramBytes: vram.range(),
});

/** Points over time; with twice as many samples, each stands for two. */
function createPoints() {
  let kept: ResourcePoint[] = [];
  /** Samples one point stands for, and how many the last one has. */
  let stride = 1;
  let filled = 0;
  let firstMs: number | undefined;
  let lastMs = 0;
  return {
    add(nowMs: number, { rssBytes, cpuShare, eventLoopDelayMs }: ProcessReading): void {
      firstMs ??= nowMs;
      lastMs = nowMs - firstMs;
      const point = { atMs: lastMs, rssBytes, cpuShare, eventLoopDelayMs };
      const open = filled < stride ? kept.pop() : undefined;
      kept.push(open === undefined ? point : higherOf(open, point));
      filled = open === undefined ? 1 : filled + 1;
      if (kept.length < pointsMax || filled < stride) return;
      kept = kept.flatMap((one, index) => {
        const next = kept[index + 1];
        return index % 2 === 1 || next === undefined ? [] : [higherOf(one, next)];
      });
      stride *= 2;
      filled = stride;
    },
    kept: (): readonly ResourcePoint[] => kept,
    lastMs: () => lastMs,
  };
}

/** Two points as one: where the first lies, as high as either. */
const higherOf = (first: ResourcePoint, second: ResourcePoint): ResourcePoint => ({
  atMs: first.atMs,
  rssBytes: Math.max(first.rssBytes, second.rssBytes),
  cpuShare: Math.max(first.cpuShare, second.cpuShare),
  eventLoopDelayMs: Math.max(first.eventLoopDelayMs, second.eventLoopDelayMs),
});
