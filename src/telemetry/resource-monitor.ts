import type { MeasuredResources } from "#src/domain/batch-resources.ts";
import type { HostReading } from "#src/domain/host-reading.ts";
import type { ServiceReading } from "#src/domain/measurement.ts";
import type { ProcessProbe } from "./process-probe.ts";
import { createResourceTally } from "./resource-tally.ts";

/** Time between two samples, milliseconds. */
const sampleEveryMs = 250;
/** Hosts of models that have work are asked what they hold once in so many samples: a request each. */
export const samplesPerHostLook = 20;

export type ResourceMonitorDeps = {
  readonly openProbe: () => ProcessProbe;
  readonly services: () => readonly ServiceReading[];
  /** Hosts of models that have requests now. */
  readonly busyHosts: () => readonly string[];
  /** What these hosts hold. Never rejects for one that is down. */
  readonly readHosts: (
    hosts: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly HostReading[]>;
  /** Milliseconds of a clock that never runs backwards. */
  readonly now: () => number;
  /**
   * Calls again and again, without keeping the process alive.
   *
   * @returns Ends it.
   */
  readonly every: (intervalMs: number, call: () => void) => () => void;
};

/** A watch over what the process uses, from the moment it is opened. */
export interface ResourceWatch {
  /** What it saw so far; nothing before the first sample. */
  measured(): MeasuredResources | undefined;
  /** Ends the watch with a last sample; no timer and no request of it is left. Again it does nothing. */
  stop(): void;
}

export function openResourceWatch(deps: ResourceMonitorDeps): ResourceWatch {
  const probe = deps.openProbe();
  const tally = createResourceTally(probe, probe.read());
  const stopped = new AbortController();
  /** Samples until the hosts are to be asked again. */
  let untilLook = 0;

  function sample(): void {
    tally.add({ atMs: deps.now(), process: probe.read(), services: deps.services() });
    untilLook -= 1;
    const hosts = untilLook > 0 ? [] : deps.busyHosts();
    if (hosts.length > 0) void lookAt(hosts);
  }

  async function lookAt(hosts: readonly string[]): Promise<void> {
    untilLook = samplesPerHostLook;
    try {
      tally.addHosts(await deps.readHosts(hosts, stopped.signal));
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    }
  }

  const stopTimer = deps.every(sampleEveryMs, sample);
  return {
    measured: () => tally.measured(),
    stop() {
      if (stopped.signal.aborted) return;
      stopTimer();
      sample();
      stopped.abort();
      probe.stop();
    },
  };
}

/** `every` of a real run. */
export function everyUnref(intervalMs: number, call: () => void): () => void {
  const timer = setInterval(call, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
