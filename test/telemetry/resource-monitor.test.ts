import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostReading } from "#src/domain/host-reading.ts";
import type { ServiceReading } from "#src/domain/measurement.ts";
import { openProcessProbe, type ProcessReading } from "#src/telemetry/process-probe.ts";
import {
  openResourceWatch,
  type ResourceMonitorDeps,
  samplesPerHostLook,
} from "#src/telemetry/resource-monitor.ts";
import { createResourceTally, pointsMax } from "#src/telemetry/resource-tally.ts";

const aReading = (changes: Partial<ProcessReading> = {}): ProcessReading => ({
  rssBytes: 100,
  heapUsedBytes: 10,
  cpuShare: 0.5,
  machineCpuShare: 0.6,
  eventLoopShare: 0.25,
  eventLoopDelayMs: 2,
  ...changes,
});

const aService = (changes: Partial<ServiceReading> = {}): ServiceReading => ({
  service: "vies",
  state: "closed",
  limit: 4,
  inFlight: 4,
  queued: 0,
  ...changes,
});

/** A watch whose time, timer and readings are the test's. */
function aWatch(changes: Partial<ResourceMonitorDeps> = {}) {
  const readings: ProcessReading[] = [];
  const open = { timers: 0, probes: 0 };
  let nowMs = 0;
  let tick = (): void => {};
  const watch = openResourceWatch({
    openProbe: () => {
      open.probes += 1;
      return {
        cores: 4,
        memoryLimitBytes: 1_000,
        read: () => readings.shift() ?? aReading(),
        stop: () => void (open.probes -= 1),
      };
    },
    services: () => [],
    busyHosts: () => [],
    readHosts: async () => [],
    now: () => nowMs,
    every(intervalMs, call) {
      open.timers += 1;
      tick = () => {
        nowMs += intervalMs;
        call();
      };
      return () => void (open.timers -= 1);
    },
    ...changes,
  });
  const sample = (...given: readonly ProcessReading[]): void => {
    for (const reading of given) {
      readings.push(reading);
      tick();
    }
  };
  return { watch, sample, open };
}

describe("A watch over resources", () => {
  it("tells least, mean and most of what the process used", () => {
    const { watch, sample } = aWatch();
    sample(aReading({ cpuShare: 0.2 }), aReading({ cpuShare: 0.4 }), aReading({ cpuShare: 0.9 }));

    expect(watch.measured()?.resources).toMatchObject({
      samples: 3,
      sampledSeconds: 0.5,
      cores: 4,
      memoryLimitBytes: 1_000,
      cpuShare: { min: 0.2, mean: 0.5, max: 0.9 },
    });
  });

  it("tells how far memory rose above where it began", () => {
    const { watch, sample } = aWatch();
    sample(aReading({ rssBytes: 300 }), aReading({ rssBytes: 250 }));

    expect(watch.measured()?.resources.rssBytes).toEqual({
      min: 250,
      mean: 275,
      max: 300,
      peakIncrease: 200,
    });
  });

  it("tells of each service how much waited for it, and leaves out those nobody asked", () => {
    const queues = [0, 2, 6, 0];
    const { watch, sample } = aWatch({
      services: () => [
        aService({ queued: queues.shift() ?? 0 }),
        aService({ service: "idle", inFlight: 0 }),
      ],
    });
    sample(aReading(), aReading(), aReading(), aReading());

    expect(watch.measured()?.resources.services).toEqual([
      {
        service: "vies",
        inFlight: { min: 4, mean: 4, max: 4 },
        queued: { min: 0, mean: 2, max: 6 },
        waitingShare: 0.5,
        limitMax: 4,
      },
    ]);
  });

  it("asks no host that has nothing to do", () => {
    const asked: (readonly string[])[] = [];
    const busy: string[] = [];
    const { sample } = aWatch({
      busyHosts: () => busy,
      readHosts: async (hosts) => {
        asked.push(hosts);
        return [];
      },
    });
    sample(aReading());
    busy.push("gpu");
    sample(aReading(), aReading());

    expect(asked).toEqual([["gpu"]]);
  });

  it("asks the hosts of models now and then what they hold", async () => {
    const answers: HostReading[] = [
      { host: "gpu", models: [{ name: "a", sizeBytes: 8, vramBytes: 6 }] },
      { host: "gpu", models: [{ name: "b", sizeBytes: 4, vramBytes: 4 }] },
    ];
    const { watch, sample } = aWatch({
      busyHosts: () => ["gpu"],
      readHosts: async () => answers.splice(0, 1),
    });
    for (let index = 0; index <= samplesPerHostLook; index += 1) {
      sample(aReading());
      await Promise.resolve();
      await Promise.resolve();
    }
    await Promise.resolve();

    expect(watch.measured()?.resources.hosts).toEqual([
      {
        host: "gpu",
        models: ["a", "b"],
        sizeBytes: { min: 4, mean: 6, max: 8 },
        vramBytes: { min: 4, mean: 5, max: 6 },
      },
    ]);
    expect(answers).toEqual([]);
  });

  it("ends with a last sample, and leaves no timer, no probe and no request behind", () => {
    let asked: AbortSignal | undefined;
    const { watch, sample, open } = aWatch({
      busyHosts: () => ["gpu"],
      readHosts: async (_hosts, signal) => {
        asked = signal;
        return [];
      },
    });
    sample(aReading());

    watch.stop();
    watch.stop();

    expect(open).toEqual({ timers: 0, probes: 0 });
    expect(asked?.aborted).toBe(true);
    expect(watch.measured()?.resources.samples).toBe(2);
  });

  it("saw nothing before its first sample", () => {
    expect(aWatch().watch.measured()).toBeUndefined();
  });
});

describe("The points of a chart", () => {
  it("are bounded, in order, and as high as the highest sample", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 2_000 }), (memory) => {
        const tally = createResourceTally({ cores: 1, memoryLimitBytes: 1 }, aReading());
        memory.forEach((rssBytes, at) => {
          tally.add({ atMs: 10 + at, process: aReading({ rssBytes }), services: [] });
        });

        const points = tally.measured()?.points ?? [];

        expect(points.length).toBeLessThanOrEqual(pointsMax);
        expect(points[0]?.atMs).toBe(0);
        expect(points.map(({ atMs }) => atMs)).toEqual(
          points.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
        );
        expect(Math.max(...points.map(({ rssBytes }) => rssBytes))).toBe(Math.max(...memory));
      }),
      { numRuns: 50 },
    );
  });
});

describe("What a process uses", () => {
  it("is read as bytes and shares that can be", () => {
    const probe = openProcessProbe();
    const reading = probe.read();
    probe.stop();

    expect(probe.cores).toBeGreaterThanOrEqual(1);
    expect(reading.rssBytes).toBeGreaterThan(reading.heapUsedBytes);
    expect(reading.rssBytes).toBeLessThan(probe.memoryLimitBytes);
    const { cpuShare, machineCpuShare, eventLoopShare } = reading;
    for (const share of [cpuShare, machineCpuShare, eventLoopShare]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(reading.eventLoopDelayMs).toBeGreaterThanOrEqual(0);
  });

  it("counts what its own processes use as its own", () => {
    const gigabyte = 1e9;
    const children = { rssBytes: gigabyte, cpuMs: 0 };
    const probe = openProcessProbe(() => children);
    // An hour of work: more than all cores had meanwhile.
    children.cpuMs = 3_600_000;
    const busy = probe.read();
    probe.stop();

    expect(busy.cpuShare).toBe(1);
    expect(busy.rssBytes).toBeGreaterThan(gigabyte);
  });
});
