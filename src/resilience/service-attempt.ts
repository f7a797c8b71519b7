import { createAdaptiveLimit, saysOverload } from "./adaptive-limit.ts";
import { createAdaptiveTimeout } from "./adaptive-timeout.ts";
import { systemClock } from "./clock.ts";
import { QueueFull } from "./fair-queue.ts";
import { inTime, TimedOut } from "./in-time.ts";
import { createRateLimit } from "./rate-limit.ts";
import { isTransient } from "./retry-transient.ts";
import { type Attempt, CircuitOpen } from "./service-breaker.ts";
import type { ServiceCallDeps } from "./service-call-deps.ts";
import type { ServiceCallOptions } from "./service-call.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** The service gave no answer in time. */
export class ServiceTimedOut extends Error {
  override readonly name = "ServiceTimedOut";
  readonly isTransient = true;
}

/** The whole operation took longer than it may, waiting and retries included. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
  readonly isTransient = true;
}

export type Request<T> = {
  readonly work: (signal: AbortSignal) => Promise<T>;
  readonly options: Omit<ServiceCallOptions, "signal"> & {
    /** What the answer's latency is divided by: output tokens of a model. Default 1; an answer of none says nothing of the service. */
    readonly unitsOf?: (answer: T) => number;
  };
};

export type AttemptSettings = Pick<
  ServiceSettings,
  "timeoutMs" | "concurrency" | "queueSlots" | "ratePerSecond" | "burst" | "isTimeoutAdaptive"
>;

type Conditions = {
  readonly signal: AbortSignal | undefined;
  /** Throws if the service is to be left alone by now. */
  readonly checkLetsThrough: () => void;
};

/** Share of its timeout after which an attempt that the deadline ends counts as timed out. */
const silenceShareMin = 0.5;

/** We did not let the call through; the service was not asked. */
export const wasTurnedAway = (error: unknown): error is CircuitOpen | QueueFull =>
  error instanceof CircuitOpen || error instanceof QueueFull;

/** An error's own word for a service that fails every call alike: a wrong key, no safe connection. Trying again does not help. */
const saysOutage = (error: unknown): boolean =>
  error instanceof Error && "isOutage" in error && error.isOutage === true;

/** The service had its time, or a deadline ended the attempt. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof ServiceTimedOut || error instanceof DeadlineExceeded;

/** One attempt through concurrency limit, rate limit and timeout, and what it says of the service. */
export function createServiceAttempt(settings: AttemptSettings, deps: ServiceCallDeps) {
  const { queueSlots } = settings;
  const { service, onEvent, clock = systemClock } = deps;
  const limit = createAdaptiveLimit({
    ...settings.concurrency,
    service,
    queueSlots,
    now: () => clock.now(),
    isOverload: (error) => error instanceof ServiceTimedOut || saysOverload(error),
    ...(onEvent && { onEvent }),
  });
  const sender = createSender(settings, deps);

  return {
    /** Never rejects: what went wrong is part of what is returned. */
    async run<T>(request: Request<T>, conditions: Conditions): Promise<Attempt<T>> {
      const { signal } = conditions;
      const { unitsOf } = request.options;
      try {
        const sent = await limit.run((asked) => sender.send(request, conditions, asked), {
          signal,
          unitsOf: unitsOf && (({ value }) => unitsOf(value)),
        });
        return { kind: "answered", ...sent };
      } catch (error) {
        // It had its time, whether its own timeout or the deadline ended it.
        if (error instanceof ServiceTimedOut) {
          return { kind: "failed", error: signal?.aborted === true ? signal.reason : error };
        }
        if (signal?.aborted === true || wasTurnedAway(error)) return { kind: "unasked", error };
        return { kind: isTransient(error) || saysOutage(error) ? "failed" : "declined", error };
      }
    },
    limit: () => limit.limit(),
    inFlight: () => limit.inFlight(),
    queued: () => limit.queued(),
    close: () => sender.close(),
  };
}

function createSender(
  settings: AttemptSettings,
  { service, clock = systemClock }: ServiceCallDeps,
) {
  const { ratePerSecond, burst, queueSlots, timeoutMs: timeoutMsMax } = settings;
  const rate =
    ratePerSecond === undefined
      ? undefined
      : createRateLimit({ ratePerSecond, burst, queueSlots, clock });
  const noAnswerWithin = (ms: number): ServiceTimedOut =>
    new ServiceTimedOut(`${service} gave no answer within ${Math.round(ms)} ms`);
  const timeout = createAdaptiveTimeout({ isAdaptive: settings.isTimeoutAdaptive, timeoutMsMax });

  return {
    /** @param asked - Told when the service is, after all waiting. */
    async send<T>(
      { work }: Request<T>,
      { signal, checkLetsThrough }: Conditions,
      asked: () => void,
    ): Promise<{ value: T; latencyMs: number }> {
      checkLetsThrough();
      if (rate !== undefined) {
        await rate.take(signal);
        checkLetsThrough();
      }
      asked();
      const sentMs = clock.now();
      const timeoutMs = timeout.timeoutMs();
      try {
        const value = await inTime(work, { timeoutMs, signal });
        const latencyMs = clock.now() - sentMs;
        timeout.observe(latencyMs);
        return { value, latencyMs };
      } catch (error) {
        const waitedMs = clock.now() - sentMs;
        if (signal?.aborted === true) {
          // Half of its time is long enough for silence to count, or a deadline no longer than the timeout would hide every hang.
          const isSilence =
            signal.reason instanceof DeadlineExceeded && waitedMs >= timeoutMs * silenceShareMin;
          throw isSilence ? noAnswerWithin(waitedMs) : error;
        }
        if (!(error instanceof TimedOut)) throw error;
        timeout.observe(timeoutMs);
        throw noAnswerWithin(timeoutMs);
      }
    },
    close: () => rate?.close(),
  };
}
