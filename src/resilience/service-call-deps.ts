import type { LimitChanged } from "./adaptive-limit.ts";
import type { Clock } from "./clock.ts";
import type { BreakerEvent } from "./service-breaker.ts";

type RetryEvent = {
  readonly type: "call.retried";
  readonly service: string;
  /** The attempt that begins, from 2. */
  readonly attempt: number;
};

/**
 * What became of one attempt. `declined`: the service answered that this request is wrong; `turned_away`: we did not let the call
 * through; `aborted`: nobody waits for the answer any more.
 */
type RequestOutcome = "answered" | "declined" | "failed" | "timed_out" | "turned_away" | "aborted";

export type RequestFinished = {
  readonly type: "request.finished";
  readonly service: string;
  readonly outcome: RequestOutcome;
  /** From the request to its answer, without waiting for a slot; absent without an answer. */
  readonly durationMs: number | undefined;
};

type CacheAnswered = {
  readonly type: "cache.answered";
  readonly service: string;
  /** The answer was kept, or came of a call that was under way. */
  readonly isHit: boolean;
};

export type ServiceCallEvent =
  | BreakerEvent
  | LimitChanged
  | RetryEvent
  | RequestFinished
  | CacheAnswered;

export type ServiceCallDeps = {
  /** Name of the service in events and errors. */
  readonly service: string;
  readonly onEvent?: (event: ServiceCallEvent) => void;
  readonly clock?: Clock;
};
