import type { WindowSummary } from "./long-latency.ts";

export type LimitSample = {
  /** Above zero. */
  readonly latencyMs: number;
  /** What the latency is divided by: output tokens of a model, else 1. */
  readonly units: number;
  /** Calls in flight as this one began, itself included. */
  readonly inFlight: number;
};

/** A window lasts at least this long, milliseconds, and cuts are at least this far apart. */
export const windowMsMin = 100;
/** Answers below which a mean says little. */
const samplesMin = 10;
/** Calls join, and answers are waited for, so long, milliseconds, or some latencies if those are longer. */
const windowMsMax = 1_000;
const joinLatenciesMax = 2;
const waitLatenciesMax = 5;
/** While the mean is less certain than this, more calls join, up to so many times the usual. */
const noiseWanted = 0.05;
const noisyCallsFactor = 3;
/** Spread taken for granted, as a share of the latency, where answers are too few to show theirs. */
const spreadAssumed = 0.3;

/**
 * The calls begun in one window. It ends when all of them have: had it ended earlier, only the fast ones would count, and a
 * service whose latencies vary would look faster the shorter one watches it. Sums only: its memory does not grow.
 */
export function createLimitWindow(beganMs: number) {
  const sums = { samples: 0, latencyMs: 0, units: 0, perUnit: 0, perUnitSquared: 0, inFlight: 0 };
  let [joined, left, refused] = [0, 0, 0];

  const meanLatencyMs = (): number => (sums.samples === 0 ? 0 : sums.latencyMs / sums.samples);

  const joinMs = (): number => Math.max(windowMsMax, joinLatenciesMax * meanLatencyMs());

  /** Standard error of the mean, as a share of it. */
  function noise(): number {
    const { samples, perUnit, perUnitSquared } = sums;
    const mean = perUnit / samples;
    const variance = Math.max(0, perUnitSquared / samples - mean ** 2);
    const spread = mean > 0 ? Math.sqrt(variance) / mean : 0;
    const assumed = samples < samplesMin ? Math.max(spread, spreadAssumed) : spread;
    return assumed / Math.sqrt(samples);
  }

  return {
    /** Whether a call that begins now belongs to the window. */
    isOpen(nowMs: number, limit: number): boolean {
      if (joined === 0) return true;
      if (nowMs - beganMs > joinMs()) return false;
      const usual = Math.max(samplesMin, limit);
      return joined < usual || (joined < noisyCallsFactor * usual && noise() > noiseWanted);
    },
    join(): void {
      joined += 1;
    },
    /** @param sample - Nothing if there was no answer. */
    leave(sample: LimitSample | undefined): void {
      left += 1;
      if (sample === undefined) return;
      const { latencyMs, units, inFlight } = sample;
      sums.samples += 1;
      sums.latencyMs += latencyMs;
      sums.units += units;
      sums.perUnit += latencyMs / units;
      sums.perUnitSquared += (latencyMs / units) ** 2;
      sums.inFlight += inFlight;
    },
    beganMs,
    refuse(): void {
      refused += 1;
    },
    isOver(nowMs: number): boolean {
      const lastedMs = nowMs - beganMs;
      if (lastedMs < windowMsMin || left === 0) return false;
      if (lastedMs >= Math.max(windowMsMax, waitLatenciesMax * meanLatencyMs())) return true;
      return left === joined && (left >= samplesMin || lastedMs > joinMs());
    },
    refusedShare: (): number => refused / Math.max(1, refused + sums.samples),
    hasAnswers: (): boolean => sums.samples > 0,
    summary(): WindowSummary {
      const { samples, latencyMs, units, inFlight } = sums;
      return { latencyMs: latencyMs / units, noise: noise(), inFlight: inFlight / samples };
    },
  };
}
