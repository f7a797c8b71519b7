/** How one service is called. Defaults belong to the service, not to the policies. */
export type ServiceSettings = {
  /** Longest one attempt may take once it is sent, milliseconds. */
  readonly timeoutMs: number;
  /** Longest the whole operation may take, waiting and retries included, milliseconds; at least `timeoutMs`. */
  readonly deadlineMs: number;
  /** Attempts in all, the first included. */
  readonly attemptsMax: number;
  /** Wait before the second attempt, milliseconds; it doubles from then on, with jitter. */
  readonly backoffMsMin: number;
  /** Longest wait a service may ask for; who asks for more is not asked again. Milliseconds. */
  readonly retryAfterMsMax: number;
  readonly breaker: BreakerSettings;
  /** Bounds of the calls at once, and where the search for their number begins. Equal bounds fix it. */
  readonly concurrency: { readonly min: number; readonly max: number; readonly initial: number };
  /** Calls that may wait for a slot, and for the rate limit. */
  readonly queueSlots: number;
  /** Calls a second; no limit if absent. */
  readonly ratePerSecond?: number | undefined;
  /** Calls that may go at once after a pause, if there is a rate. Default 1. */
  readonly burst?: number | undefined;
  /** How long an answer is kept for calls with a key; 0 keeps none. */
  readonly cacheSeconds: number;
  /** Whether the timeout of an attempt follows the observed latency, up to `timeoutMs`. */
  readonly isTimeoutAdaptive: boolean;
};

export type BreakerSettings = {
  /** Share of the last `windowCalls` calls above which failures open the breaker, 0 to 1 exclusive. */
  readonly failureRate: number;
  readonly windowCalls: number;
  /** Calls that must have been made before it may open, at most `windowCalls`. */
  readonly callsMin: number;
  /** An answer that took longer is slow, milliseconds. */
  readonly slowCallMs: number;
  /** Share of the last `windowCalls` calls above which slow answers open the breaker, 0 to 1 exclusive. */
  readonly slowCallRate: number;
  /** How long an open breaker lets nothing through, milliseconds; then one call tries. */
  readonly halfOpenAfterMs: number;
};

const isPositive = (value: number): boolean => Number.isFinite(value) && value > 0;
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
const isShare = (value: number): boolean => value > 0 && value < 1;

/** What is wrong with the settings, all of it at once; each names its setting. Empty if nothing is. */
export function problemsOf(settings: ServiceSettings): string[] {
  const { breaker, concurrency } = settings;
  const { ratePerSecond = 1, burst = 1 } = settings;
  const rules: [boolean, string][] = [
    [isPositive(settings.timeoutMs), "timeoutMs must be above 0"],
    [settings.deadlineMs >= settings.timeoutMs, "deadlineMs must be at least timeoutMs"],
    [isCount(settings.attemptsMax), "attemptsMax must be a whole number from 1"],
    [settings.backoffMsMin >= 0, "backoffMsMin must not be negative"],
    [settings.retryAfterMsMax >= 0, "retryAfterMsMax must not be negative"],
    [isShare(breaker.failureRate), "breaker.failureRate must be between 0 and 1"],
    [isCount(breaker.windowCalls), "breaker.windowCalls must be a whole number from 1"],
    [
      isCount(breaker.callsMin) && breaker.callsMin <= breaker.windowCalls,
      "breaker.callsMin must be a whole number from 1 to breaker.windowCalls",
    ],
    [isPositive(breaker.slowCallMs), "breaker.slowCallMs must be above 0"],
    [isShare(breaker.slowCallRate), "breaker.slowCallRate must be between 0 and 1"],
    [isPositive(breaker.halfOpenAfterMs), "breaker.halfOpenAfterMs must be above 0"],
    [isCount(concurrency.min), "concurrency.min must be a whole number from 1"],
    [
      isCount(concurrency.max) && concurrency.max >= concurrency.min,
      "concurrency.max must be a whole number, at least concurrency.min",
    ],
    [
      concurrency.initial >= concurrency.min && concurrency.initial <= concurrency.max,
      "concurrency.initial must be between concurrency.min and concurrency.max",
    ],
    [isCount(settings.queueSlots), "queueSlots must be a whole number from 1"],
    [isPositive(ratePerSecond), "ratePerSecond must be above 0"],
    [isCount(burst), "burst must be a whole number from 1"],
    [settings.cacheSeconds >= 0, "cacheSeconds must not be negative"],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}
