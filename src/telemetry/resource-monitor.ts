import type { HostReading } from "#src/domain/host-reading.ts";
import type { ServiceReading } from "#src/domain/measurement.ts";
import type { ProcessProbe } from "./process-probe.ts";
import { createResourceTally, type MeasuredResources } from "./resource-tally.ts";

/** Time between two samples, milliseconds. */
export const sampleEveryMs = 250;
/** Hosts of models are asked what they hold once in so many samples: a request each. */
export const samplesPerHostLook = 20;

export type ResourceMonitorDeps = {
  readonly openProbe: () => ProcessProbe;
  readonly services: () => readonly ServiceReading[];
  /** What the hosts of models hold; empty without any. Never rejects for a host that is down. */
  readonly hosts: (signal: AbortSignal) => Promise<readonly HostReading[]>;
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
  let samples = 0;
  let isAsking = false;

  function sample(): void {
    tally.add({ atMs: deps.now(), process: probe.read(), services: deps.services() });
    if (samples % samplesPerHostLook === 0) void lookAtHosts();
    samples += 1;
  }

  async function lookAtHosts(): Promise<void> {
    // A host that is slow to tell is not asked again meanwhile.
    if (isAsking) return;
    isAsking = true;
    try {
      tally.addHosts(await deps.hosts(stopped.signal));
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    } finally {
      isAsking = false;
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
