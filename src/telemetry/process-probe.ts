import os from "node:os";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { ProcessUsage } from "#src/domain/measurement.ts";

/** What the process used since it was asked before, and holds now. */
export type ProcessReading = {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Processor time of all threads over what all cores have, 0 to 1. */
  readonly cpuShare: number;
  /** Processor time of all processes of the machine over what its cores have, 0 to 1. */
  readonly machineCpuShare: number;
  /** Share of its time the main thread was busy, 0 to 1. */
  readonly eventLoopShare: number;
  /** Longest delay of the event loop, milliseconds. */
  readonly eventLoopDelayMs: number;
};

/** Reads what a process uses. */
export interface ProcessProbe {
  readonly cores: number;
  /** Memory the process may use, bytes: of its container, or of the machine. */
  readonly memoryLimitBytes: number;
  read(): ProcessReading;
  /** Ends the watch over the event loop, which holds a timer of its own. */
  stop(): void;
}

const none: ProcessUsage = { rssBytes: 0, cpuMs: 0 };

/** How often the event loop is asked whether it is late, milliseconds; what it is late by comes on top. */
const resolutionMs = 20;
const nanosecondsPerMs = 1e6;
const microsecondsPerMs = 1_000;

/**
 * @param childrenOf - What processes of this one use; they count as its own.
 */
export function openProcessProbe(childrenOf: () => ProcessUsage = () => none): ProcessProbe {
  const cores = os.availableParallelism();
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  let atMs = performance.now();
  let cpu = process.cpuUsage();
  let loop = performance.eventLoopUtilization();
  let machine = machineTimes();
  let childrenCpuMs = childrenOf().cpuMs;
  return {
    cores,
    memoryLimitBytes: memoryLimitBytes(),
    read() {
      const elapsedMs = Math.max(1, performance.now() - atMs);
      const used = process.cpuUsage(cpu);
      const busy = performance.eventLoopUtilization(loop);
      const children = childrenOf();
      const usedMs = (used.user + used.system) / microsecondsPerMs + children.cpuMs - childrenCpuMs;
      childrenCpuMs = children.cpuMs;
      const delayMs = delays.max / nanosecondsPerMs - resolutionMs;
      const now = machineTimes();
      const machineMs = now.allMs - machine.allMs;
      const idleShare = (now.idleMs - machine.idleMs) / machineMs;
      const cpuShare = Math.min(1, usedMs / (elapsedMs * cores));
      atMs += elapsedMs;
      machine = now;
      cpu = process.cpuUsage();
      loop = performance.eventLoopUtilization();
      delays.reset();
      const { rss: rssBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
      return {
        rssBytes: rssBytes + children.rssBytes,
        heapUsedBytes,
        cpuShare,
        // Where the system does not tell, only what is our own is known to be busy.
        machineCpuShare: machineMs > 0 ? Math.min(1, Math.max(0, 1 - idleShare)) : cpuShare,
        eventLoopShare: busy.utilization,
        eventLoopDelayMs: Math.max(0, delayMs),
      };
    },
    stop: () => void delays.disable(),
  };
}

/** Processor time of all cores since the machine was started. */
function machineTimes(): { readonly allMs: number; readonly idleMs: number } {
  let [allMs, idleMs] = [0, 0];
  for (const { times } of os.cpus()) {
    allMs += times.user + times.nice + times.sys + times.idle + times.irq;
    idleMs += times.idle;
  }
  return { allMs, idleMs };
}

/** A container without a limit says a number beyond all memory, or none. */
function memoryLimitBytes(): number {
  const machine = os.totalmem();
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, machine) : machine;
}
