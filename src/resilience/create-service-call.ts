import { type AttemptPipeline, createAttemptPipeline } from "./attempt-pipeline.ts";
import { createCachedCalls } from "./cached-calls.ts";
import { systemClock } from "./clock.ts";
import { inTime } from "./in-time.ts";
import { retryTransient } from "./retry-transient.ts";
import { DeadlineExceeded, type Request, wasTurnedAway } from "./service-attempt.ts";
import type { ServiceCallDeps } from "./service-call-deps.ts";
import type { ServiceCall, ServiceCallOptions } from "./service-call.ts";
import { problemsOf, type ServiceSettings } from "./service-settings.ts";

export type ControlledServiceCall = ServiceCall &
  Omit<AttemptPipeline, "run" | "close"> & {
    /** Lets nothing more begin, and ends what waits or runs. */
    close(): void;
  };

/**
 * Composes the policies of one service, from the outside in: answers kept, deadline, retry, circuit breaker, concurrency limit, rate
 * limit, timeout. The order has reasons. A call that waits to retry holds no slot. Waiting for a slot is no failure of the service.
 * Nothing above an attempt counts attempts again, so no request is sent more than `attemptsMax` times.
 *
 * The service's own errors reach the caller as they are. Ours are `CircuitOpen`, `QueueFull`, `ServiceTimedOut` and
 * `DeadlineExceeded`; the first two are not tried again, for nothing would be different.
 *
 * @throws {RangeError} If settings are wrong; names all of them.
 */
export function createServiceCall(
  settings: ServiceSettings,
  deps: ServiceCallDeps,
): ControlledServiceCall {
  const { service, onEvent, clock = systemClock } = deps;
  const problems = problemsOf(settings);
  if (problems.length > 0) throw new RangeError(`${service}: ${problems.join("; ")}`);
  const pipeline = createAttemptPipeline(settings, deps);
  const cache = createCachedCalls<unknown>({
    lifetimeMs: settings.cacheSeconds * 1_000,
    now: () => clock.now(),
    onAnswer: (isHit) => onEvent?.({ type: "cache.answered", service, isHit }),
  });
  const closed = new AbortController();

  const asked = <T>(request: Request<T>, signal: AbortSignal): Promise<T> =>
    withinDeadline(service, settings.deadlineMs, signal, (inner) =>
      withRetries({ settings, service, onEvent }, inner, () => pipeline.run(request, inner)),
    );

  const call: ServiceCall = async <T>(
    work: Request<T>["work"],
    options: ServiceCallOptions = {},
  ): Promise<T> => {
    const request = { work, options };
    const either = eitherOf(closed.signal, options.signal);
    try {
      if (options.key === undefined) return await asked(request, either.signal);
      // Calls of one key ask the same, so their answers are of one type.
      return (await cache.run(options.key, (shared) => asked(request, shared), either.signal)) as T;
    } finally {
      either.release();
    }
  };

  return Object.assign(call, {
    state: () => pipeline.state(),
    letsThrough: () => pipeline.letsThrough(),
    limit: () => pipeline.limit(),
    inFlight: () => pipeline.inFlight(),
    queued: () => pipeline.queued(),
    close(): void {
      closed.abort(new ServiceClosed(`${service} is closed`));
      pipeline.close();
    },
  });
}

/** The service is no longer called: the program ends. */
export class ServiceClosed extends Error {
  override readonly name = "ServiceClosed";
  readonly isTransient = false;
}

async function withinDeadline<T>(
  service: string,
  deadlineMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const message = `${service} gave no answer within ${deadlineMs} ms, retries included`;
  const timedOut = (): Error => new DeadlineExceeded(message);
  return await inTime(work, { timeoutMs: deadlineMs, signal, timedOut });
}

/** Carries an error past the retry: asking again at once would be turned away again. */
class TurnedAway extends Error {}

type RetryDeps = Pick<ServiceCallDeps, "service"> & {
  readonly settings: ServiceSettings;
  readonly onEvent: ServiceCallDeps["onEvent"];
};

/** @throws What the service failed with last; what turned the call away only if the service was never asked. */
async function withRetries<T>(
  { settings, service, onEvent }: RetryDeps,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  let attempts = 0;
  let failure: unknown;
  const once = async (): Promise<T> => {
    attempts += 1;
    if (attempts > 1) onEvent?.({ type: "call.retried", service, attempt: attempts });
    try {
      return await attempt();
    } catch (error) {
      if (wasTurnedAway(error)) throw new TurnedAway("", { cause: failure ?? error });
      failure = error;
      throw error;
    }
  };
  try {
    return await retryTransient(once, settings, signal);
  } catch (error) {
    throw error instanceof TurnedAway ? error.cause : error;
  }
}

/** Aborted as soon as one of two is. Unlike `AbortSignal.any` it can be let go of: nothing is left at the longer-lived one. */
function eitherOf(first: AbortSignal, second: AbortSignal | undefined) {
  if (second === undefined) return { signal: first, release: (): void => {} };
  const either = new AbortController();
  const onAbort = (): void => either.abort(first.aborted ? first.reason : second.reason);
  if (first.aborted || second.aborted) onAbort();
  first.addEventListener("abort", onAbort, { once: true });
  second.addEventListener("abort", onAbort, { once: true });
  const release = (): void => {
    first.removeEventListener("abort", onAbort);
    second.removeEventListener("abort", onAbort);
  };
  return { signal: either.signal, release };
}
