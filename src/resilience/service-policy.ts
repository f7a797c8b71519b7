import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  handleWhen,
} from "cockatiel";
import { createExecutionSlots, QueueFull } from "./execution-slots.ts";
import { inTime, TimedOut } from "./in-time.ts";
import { isTransient } from "./retry-transient.ts";

export type ServiceEvent = {
  readonly type: "breaker.opened" | "breaker.half_open" | "breaker.closed";
  readonly service: string;
};

type BreakerState = "closed" | "open" | "halfOpen";

export type BreakerFigures = {
  /** Share of the last `windowCalls` calls that must fail before the breaker opens, 0 to 1 exclusive. Default 0.5. */
  readonly failureRate?: number;
  /** Calls looked at. Default 20. */
  readonly windowCalls?: number;
  /** Calls that must have been made before the breaker may open, at most `windowCalls`. Default 5. */
  readonly callsMin?: number;
  /** How long an open breaker lets nothing through, milliseconds; then one call tries. Default 15,000. */
  readonly halfOpenAfterMs?: number;
};

export type ServicePolicyOptions = BreakerFigures & {
  /** Name of the service in events and errors. */
  readonly service: string;
  /** Calls at once. */
  readonly executionSlots: number;
  /** Calls that may wait for a slot. Default 1,000. */
  readonly queueSlots?: number;
  /** Longest one attempt may take once it has its slot, milliseconds. */
  readonly timeoutMs: number;
  readonly onEvent?: (event: ServiceEvent) => void;
};

/** The breaker lets nothing through: the service failed too often. */
export class CircuitOpen extends Error {
  override readonly name = "CircuitOpen";
  readonly isTransient = true;
}

/** The service gave no answer in time. */
export class ServiceTimedOut extends Error {
  override readonly name = "ServiceTimedOut";
  readonly isTransient = true;
}

/** One attempt at a service: circuit breaker, then execution slots, then timeout, from the outside in. Retries go around it. */
export interface ServicePolicy {
  /**
   * Only errors that call themselves transient count against the service; the caller's abort counts for nothing.
   *
   * @throws {CircuitOpen} At once, while the breaker is open or its trial call is under way.
   * @throws {QueueFull} At once, if too many wait.
   * @throws {ServiceTimedOut}
   * @throws The signal's reason once it is aborted.
   */
  execute<T>(
    work: (signal: AbortSignal) => Promise<T>,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<T>;
  state(): BreakerState;
  /** Whether a call made now would be tried. */
  letsThrough(): boolean;
}

/** The caller went away: carried past the breaker, which must not take it for an answer. */
class Cancelled extends Error {}

export function createServicePolicy({
  service,
  executionSlots,
  queueSlots = 1_000,
  timeoutMs,
  onEvent,
  ...figures
}: ServicePolicyOptions): ServicePolicy {
  const slots = createExecutionSlots(executionSlots, queueSlots);
  const { breaker, letsThrough } = createBreaker(figures, (type) => onEvent?.({ type, service }));
  const open = (): CircuitOpen => new CircuitOpen(`${service} failed too often and is left alone`);

  async function attempt<T>(
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await slots.run(async () => {
        // Opened while this call waited for its slot.
        if (breaker.state === CircuitState.Open) throw open();
        return await inTime(work, { timeoutMs, signal });
      }, signal);
    } catch (error) {
      if (signal?.aborted === true) throw new Cancelled("cancelled", { cause: signal.reason });
      if (!(error instanceof TimedOut)) throw error;
      throw new ServiceTimedOut(`${service} gave no answer within ${timeoutMs} ms`);
    }
  }

  return {
    async execute(work, { signal } = {}) {
      signal?.throwIfAborted();
      if (!letsThrough()) throw open();
      try {
        return await breaker.execute(async () => await attempt(work, signal));
      } catch (error) {
        if (error instanceof Cancelled) throw error.cause;
        if (error instanceof BrokenCircuitError) throw open();
        throw error;
      }
    },
    state: () => stateNames[breaker.state],
    letsThrough,
  };
}

function createBreaker(
  { failureRate = 0.5, windowCalls = 20, callsMin = 5, halfOpenAfterMs = 15_000 }: BreakerFigures,
  onChange: (type: ServiceEvent["type"]) => void,
) {
  const counter = new CountBreaker({
    threshold: failureRate,
    size: windowCalls,
    minimumNumberOfCalls: callsMin,
  });
  // A trial call that never reached the service proves nothing: the breaker opens again.
  const breaker: CircuitBreakerPolicy = circuitBreaker(
    handleWhen((error) =>
      wasNotAsked(error) ? breaker.state === CircuitState.HalfOpen : isTransient(error),
    ),
    { halfOpenAfter: halfOpenAfterMs, breaker: counter },
  );
  let openedAtMs = 0;
  breaker.onBreak(() => {
    openedAtMs = Date.now();
    onChange("breaker.opened");
  });
  breaker.onHalfOpen(() => onChange("breaker.half_open"));
  breaker.onReset(() => onChange("breaker.closed"));
  const letsThrough = (): boolean =>
    breaker.state === CircuitState.Closed ||
    (breaker.state === CircuitState.Open && Date.now() - openedAtMs >= halfOpenAfterMs);
  return { breaker, letsThrough };
}

const stateNames = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "halfOpen",
  [CircuitState.Isolated]: "open",
} as const satisfies Record<CircuitState, BreakerState>;

const wasNotAsked = (error: unknown): boolean =>
  error instanceof Cancelled || error instanceof QueueFull || error instanceof CircuitOpen;
