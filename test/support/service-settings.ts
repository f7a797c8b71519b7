import type { ServiceSettings } from "#src/resilience/service-settings.ts";

/** Settings that wait for nothing: small, and quick to try again. */
export const serviceSettings = (change: Partial<ServiceSettings> = {}): ServiceSettings => ({
  timeoutMs: 1_000,
  deadlineMs: 5_000,
  attemptsMax: 3,
  backoffMsMin: 0,
  retryAfterMsMax: 1_000,
  breaker: {
    failureRate: 0.5,
    windowCalls: 20,
    callsMin: 10,
    slowCallMs: 500,
    slowCallRate: 0.5,
    halfOpenAfterMs: 1_000,
  },
  concurrency: { min: 1, max: 10, initial: 5 },
  queueSlots: 100,
  cacheSeconds: 0,
  isTimeoutAdaptive: false,
  ...change,
});
