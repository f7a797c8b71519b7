import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  handleWhen,
} from "cockatiel";
import type { BreakerSettings } from "./service-settings.ts";

/** The breaker lets nothing through: the service failed, or was slow, too often. */
export class CircuitOpen extends Error {
  override readonly name = "CircuitOpen";
  readonly isTransient = true;
}

export type BreakerState = "closed" | "open" | "half_open";

export type BreakerEvent = {
  readonly type: "breaker.opened" | "breaker.half_open" | "breaker.closed";
  readonly service: string;
};

/** What became of a call that the breaker let through, and what it says of the service. */
export type Attempt<T> =
  | { readonly kind: "answered"; readonly value: T; readonly latencyMs: number }
  /** The service failed, for this call or for every call alike. */
  | { readonly kind: "failed"; readonly error: unknown }
  /** The service answered that this request is wrong: it works. */
  | { readonly kind: "declined"; readonly error: unknown }
  /** The service was not asked, or its answer not awaited. */
  | { readonly kind: "unasked"; readonly error: unknown };

/** Leaves a service alone that fails, or is slow, too often; then lets one call try. */
export interface ServiceBreaker {
  /**
   * @param attempt - Calls `checkLetsThrough` after each wait, before it asks the service: it throws `CircuitOpen` if the breaker
   *   opened meanwhile.
   * @throws {CircuitOpen} At once, while the breaker is open or its trial call is under way.
   * @throws The attempt's error.
   */
  execute<T>(attempt: (checkLetsThrough: () => void) => Promise<Attempt<T>>): Promise<T>;
  state(): BreakerState;
  /** Whether a call made now would be tried. */
  letsThrough(): boolean;
}

/** cockatiel's breaker, with two counts: failures and slow answers, each with a share of its own. */
export function createServiceBreaker(
  service: string,
  settings: BreakerSettings,
  onEvent?: (event: BreakerEvent) => void,
): ServiceBreaker {
  const { halfOpenAfterMs } = settings;
  const counts = createCallCounts(settings);
  const breaker = createPolicy(halfOpenAfterMs, counts);
  let openedAtMs = 0;
  let timesOpened = 0;
  /** What the service failed with last: who is turned away is told why. */
  let failure: string | undefined;
  breaker.onBreak(() => {
    openedAtMs = Date.now();
    timesOpened += 1;
    onEvent?.({ type: "breaker.opened", service });
  });
  breaker.onHalfOpen(() => onEvent?.({ type: "breaker.half_open", service }));
  breaker.onReset(() => {
    failure = undefined;
    onEvent?.({ type: "breaker.closed", service });
  });

  const open = (): CircuitOpen => {
    const last = failure === undefined ? "" : `; it failed last with: ${failure}`;
    const message = `${service} failed or was slow too often and is left alone for a while${last}`;
    return new CircuitOpen(message);
  };
  const letsThrough = (): boolean =>
    breaker.state === CircuitState.Closed ||
    (breaker.state === CircuitState.Open && Date.now() - openedAtMs >= halfOpenAfterMs);

  return {
    async execute<T>(attempt: (checkLetsThrough: () => void) => Promise<Attempt<T>>) {
      if (!letsThrough()) throw open();
      const isTrial = breaker.state !== CircuitState.Closed;
      const timesBefore = timesOpened;
      const isStraggler = (): boolean => timesOpened !== timesBefore;
      const checkLetsThrough = (): void => {
        if (isStraggler()) throw open();
      };
      const judged = async (): Promise<Judged<T>> => {
        const ended = await attempt(checkLetsThrough);
        // Begun before the breaker opened, it is no news: the trial call alone decides what comes next.
        if (isStraggler()) return { ended, isBad: false };
        counts.count(ended);
        if (ended.kind === "failed") failure = messageOf(ended.error);
        // A trial call that never reached the service proves nothing: the breaker opens again.
        return { ended, isBad: ended.kind === "unasked" ? isTrial : counts.isBad(ended) };
      };
      const { ended } = await orOpen(breaker.execute(judged), open);
      if (ended.kind === "answered") return ended.value;
      throw ended.error;
    },
    state: () => stateNames[breaker.state],
    letsThrough,
  };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

async function orOpen<T>(call: Promise<T>, open: () => CircuitOpen): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof BrokenCircuitError ? open() : error;
  }
}

/** An attempt, and whether it speaks for opening the breaker. */
type Judged<T> = { readonly ended: Attempt<T>; readonly isBad: boolean };

type CallCounts = {
  count(attempt: Attempt<unknown>): void;
  isBad(attempt: Attempt<unknown>): boolean;
  isTooMuch(): boolean;
  reset(): void;
};

/** Failures and slow answers among the last calls, each counted where it is known which it was. */
function createCallCounts(settings: BreakerSettings): CallCounts {
  const { windowCalls: size, callsMin: minimumNumberOfCalls, slowCallMs } = settings;
  const counter = (threshold: number): CountBreaker =>
    new CountBreaker({ size, minimumNumberOfCalls, threshold });
  const failures = counter(settings.failureRate);
  const slowness = counter(settings.slowCallRate);
  let isTooMuch = false;

  const isSlow = (attempt: Attempt<unknown>): boolean =>
    attempt.kind === "answered" && attempt.latencyMs > slowCallMs;

  function add(counted: CountBreaker, isBad: boolean): void {
    if (isBad) isTooMuch = counted.failure(CircuitState.Closed) || isTooMuch;
    else counted.success(CircuitState.Closed);
  }

  return {
    count(attempt) {
      if (attempt.kind === "unasked") return;
      add(failures, attempt.kind === "failed");
      add(slowness, isSlow(attempt));
    },
    isBad: (attempt) => attempt.kind === "failed" || isSlow(attempt),
    isTooMuch: () => isTooMuch,
    reset() {
      failures.success(CircuitState.HalfOpen);
      slowness.success(CircuitState.HalfOpen);
      isTooMuch = false;
    },
  };
}

function createPolicy(halfOpenAfterMs: number, counts: CallCounts): CircuitBreakerPolicy {
  return circuitBreaker(
    handleWhen(() => false).orWhenResult((result) => (result as Judged<unknown>).isBad),
    {
      halfOpenAfter: halfOpenAfterMs,
      breaker: {
        state: undefined,
        success: (state) => (state === CircuitState.HalfOpen ? counts.reset() : undefined),
        failure: (state) => state !== CircuitState.Closed || counts.isTooMuch(),
      },
    },
  );
}

const stateNames = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Isolated]: "open",
} as const;
