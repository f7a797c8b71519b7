export type AdaptiveTimeoutOptions = {
  /** False: always `timeoutMsMax`. */
  readonly isAdaptive: boolean;
  /** The longest, and the one used until enough is known; milliseconds. */
  readonly timeoutMsMax: number;
  /** The shortest, milliseconds. Default: a tenth of the longest. */
  readonly timeoutMsMin?: number;
  /** Times the 95th percentile of what calls take. Default 3. */
  readonly factor?: number;
};

/** How long one attempt may take, learned from how long attempts take. */
export interface AdaptiveTimeout {
  timeoutMs(): number;
  /**
   * @param latencyMs - What a call took, be it that it was answered or that it ran into its timeout. The latter must count: were only
   *   answers seen, a service that became slower than its timeout would time out for ever.
   */
  observe(latencyMs: number): void;
}

/** Latencies remembered: the last ones of a service, at a few kilobytes. */
const samplesMax = 200;
/** Latencies without which nothing is concluded: a 95th percentile of fewer than 20 is their maximum. */
const samplesMin = 20;
/** Latencies between two looks: sorting 200 numbers for each call is a waste. */
const lookEvery = 10;
const quantile = 0.95;
/** Three times what 19 of 20 calls take: room for a bad moment, and a hung call still ends long before the fixed timeout. */
const defaultFactor = 3;
const defaultShareMin = 0.1;

export function createAdaptiveTimeout({
  isAdaptive,
  timeoutMsMax,
  timeoutMsMin = timeoutMsMax * defaultShareMin,
  factor = defaultFactor,
}: AdaptiveTimeoutOptions): AdaptiveTimeout {
  const ring: number[] = [];
  let observed = 0;
  let timeoutMs = timeoutMsMax;

  function look(): void {
    const sorted = ring.toSorted((a, b) => a - b);
    const high = sorted[Math.ceil(sorted.length * quantile) - 1] ?? timeoutMsMax;
    timeoutMs = Math.min(timeoutMsMax, Math.max(timeoutMsMin, Math.ceil(factor * high)));
  }

  return {
    timeoutMs: () => timeoutMs,
    observe(latencyMs) {
      if (!isAdaptive) return;
      ring[observed % samplesMax] = latencyMs;
      observed += 1;
      if (observed >= samplesMin && observed % lookEvery === 0) look();
    },
  };
}
