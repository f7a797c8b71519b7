import {
  type AttemptSettings,
  createServiceAttempt,
  isTimeout,
  type Request,
  wasTurnedAway,
} from "./service-attempt.ts";
import { type Attempt, type BreakerState, createServiceBreaker } from "./service-breaker.ts";
import type { RequestFinished, ServiceCallDeps } from "./service-call-deps.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** The policies of a single attempt at one service. Retries and deadlines go around it, and belong to whoever asks. */
export interface AttemptPipeline {
  /**
   * The service's own errors reach the caller as they are. Those that are neither transient nor an outage (`isOutage`) do not count
   * against it, nor does what the caller aborted. A deadline that ends an attempt after half of its timeout or more counts as a timeout.
   *
   * @throws {CircuitOpen} At once, while the breaker is open or its trial call is under way.
   * @throws {QueueFull} At once, if too many wait.
   * @throws {ServiceTimedOut}
   * @throws The signal's reason, or what the work made of it, once it is aborted.
   */
  run<T>(request: Request<T>, signal: AbortSignal | undefined): Promise<T>;
  state(): BreakerState;
  /** Whether a call made now would be tried. */
  letsThrough(): boolean;
  /** Calls at once, now. */
  limit(): number;
  inFlight(): number;
  queued(): number;
  /** Ends the waiting for the rate limit, and leaves no timer. */
  close(): void;
}

/** @param attempt - Absent if the breaker let nothing through. */
function whatBecameOf(
  attempt: Attempt<unknown> | undefined,
): Pick<RequestFinished, "outcome" | "durationMs"> {
  const durationMs = undefined;
  switch (attempt?.kind) {
    case undefined:
      return { outcome: "turned_away", durationMs };
    case "answered":
      return { outcome: "answered", durationMs: attempt.latencyMs };
    case "declined":
      return { outcome: "declined", durationMs };
    case "failed":
      return { outcome: isTimeout(attempt.error) ? "timed_out" : "failed", durationMs };
    case "unasked":
      return { outcome: wasTurnedAway(attempt.error) ? "turned_away" : "aborted", durationMs };
    default:
      return attempt satisfies never;
  }
}

/** Circuit breaker, then concurrency limit, rate limit and timeout, from the outside in. */
export function createAttemptPipeline(
  settings: AttemptSettings & Pick<ServiceSettings, "breaker">,
  deps: ServiceCallDeps,
): AttemptPipeline {
  const breaker = createServiceBreaker(deps.service, settings.breaker, deps.onEvent);
  const attempt = createServiceAttempt(settings, deps);
  return {
    async run<T>(request: Request<T>, signal: AbortSignal | undefined): Promise<T> {
      let ended: Attempt<T> | undefined;
      try {
        return await breaker.execute(async (checkLetsThrough) => {
          ended = await attempt.run(request, { signal, checkLetsThrough });
          return ended;
        });
      } finally {
        deps.onEvent?.({ type: "request.finished", service: deps.service, ...whatBecameOf(ended) });
      }
    },
    state: () => breaker.state(),
    letsThrough: () => breaker.letsThrough(),
    limit: () => attempt.limit(),
    inFlight: () => attempt.inFlight(),
    queued: () => attempt.queued(),
    close: () => attempt.close(),
  };
}
