/** What was seen of the calls of one window. */
export type WindowSummary = {
  /** Mean latency of the calls that were answered, milliseconds per unit. */
  readonly latencyMs: number;
  /** Standard error of that mean, as a share of it: how much of a difference is noise. */
  readonly noise: number;
  /** Mean number of calls in flight as each of them began, itself included. */
  readonly inFlight: number;
};

/** `excess`: share of a latency that is above the long one, below 1, negative if it is faster; `doubt`: its standard error. */
export type Comparison = { readonly excess: number; readonly doubt: number };

type Long = Pick<WindowSummary, "latencyMs" | "noise">;

/** Latency this far from the long one is a change of the service, not a drift. */
const changeShare = 0.1;
/** Standard errors a difference must exceed to be taken for more than noise: one false alarm in some hundred windows. */
export const noiseErrors = 3;
/** Least weight of a probe in the long latency: what was learned long ago is forgotten. */
const longWeightMin = 0.3;
/** Of the fall that a queue would explain, the share from which one is believed. */
const fallBelieved = 0.5;
/** Probes in a row, each with fewer calls, that must be as slow as the one before, until the service itself is taken to be slower. */
const steadyProbesNeeded = 2;
/** Windows between probes: the long latency is forgotten, and learned anew, at least so often; sooner while it is uncertain. */
const probeEvery = 20;
const probeOften = 6;
const longNoiseWanted = 0.03;
/** Windows until the probe after a large change: was it a queue, or has the service become slower for everyone? */
const probeNext = 1;

/** What calls take when they do not queue: an exponential average over probes, windows with a few calls less. */
export interface LongLatency {
  /** Compares a busy window with it; the first window there is, is taken for it. */
  compare(window: WindowSummary): Comparison;
  /**
   * A probe has ended. Slower than before, it may have met a queue still: then one with fewer calls shows whether latency falls with them.
   *
   * @returns `isSettled`: false if it must be probed with fewer calls. `queueingAt`: so many calls are known to queue.
   */
  probed(window: WindowSummary): { isSettled: boolean; queueingAt?: number };
  /** Takes a probe for the truth: there can be none with fewer calls. */
  accept(window: WindowSummary): void;
  /** Lets the next window be a probe. */
  probeSoon(): void;
  /** Asked once for each busy window. */
  wantsProbe(): boolean;
}

export function createLongLatency(): LongLatency {
  let long: Long | undefined;
  let windowsToProbe = probeOften;
  /** The last probe that was slower than expected, and how many in a row were as slow as the one before. */
  let slower: { readonly probe: WindowSummary; readonly steady: number } | undefined;

  function settle(settled: Long, isChange: boolean): void {
    long = settled;
    slower = undefined;
    const isCertain = settled.noise <= longNoiseWanted;
    windowsToProbe = isChange ? probeNext : isCertain ? probeEvery : probeOften;
  }

  function probeSoon(): void {
    windowsToProbe = Math.min(windowsToProbe, probeNext);
  }

  const accept = ({ latencyMs, noise }: WindowSummary): void => settle({ latencyMs, noise }, true);

  return {
    compare({ latencyMs, noise }) {
      long ??= { latencyMs, noise };
      const doubt = Math.hypot(noise, long.noise);
      const excess = 1 - long.latencyMs / latencyMs;
      // Faster than it is without a queue: has the service itself become faster?
      if (-excess > Math.max(changeShare, noiseErrors * doubt)) probeSoon();
      return { excess, doubt };
    },
    probed(probe) {
      const before = long ?? probe;
      const difference = probe.latencyMs / before.latencyMs - 1;
      const isChange =
        Math.abs(difference) >
        Math.max(changeShare, noiseErrors * Math.hypot(probe.noise, before.noise));
      if (!isChange || difference < 0) {
        settle(isChange ? probe : blend(before, probe), isChange);
        return { isSettled: true };
      }
      const last = slower?.probe;
      const hasFallen = last !== undefined && isFallOfQueue(last, probe);
      const steady = last === undefined || hasFallen ? 0 : (slower?.steady ?? 0) + 1;
      slower = { probe, steady };
      if (hasFallen) return { isSettled: false, queueingAt: last.inFlight };
      if (steady < steadyProbesNeeded) return { isSettled: false };
      accept(probe);
      return { isSettled: true };
    },
    accept,
    probeSoon,
    wantsProbe() {
      windowsToProbe -= 1;
      return windowsToProbe <= 0;
    },
  };
}

/** In a queue latency falls as calls do. */
function isFallOfQueue(last: WindowSummary, probe: WindowSummary): boolean {
  const explained = 1 - probe.inFlight / last.inFlight;
  return probe.latencyMs < last.latencyMs * (1 - fallBelieved * explained);
}

/** An exponential average that trusts what is more certain, and how uncertain it is by now. */
function blend(before: Long, seen: Long): Long {
  const [old, fresh] = [before.noise ** 2, seen.noise ** 2];
  const weight = Math.max(longWeightMin, fresh > 0 ? old / (old + fresh) : 0);
  return {
    latencyMs: before.latencyMs + weight * (seen.latencyMs - before.latencyMs),
    noise: Math.hypot((1 - weight) * before.noise, weight * seen.noise),
  };
}
