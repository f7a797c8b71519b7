import type { LimitChanged } from "./adaptive-limit.ts";
import type { Clock } from "./clock.ts";
import type { BreakerEvent } from "./service-breaker.ts";

type RetryEvent = {
  readonly type: "call.retried";
  readonly service: string;
  /** The attempt that begins, from 2. */
  readonly attempt: number;
};

export type ServiceCallEvent = BreakerEvent | LimitChanged | RetryEvent;

export type ServiceCallDeps = {
  /** Name of the service in events and errors. */
  readonly service: string;
  readonly onEvent?: (event: ServiceCallEvent) => void;
  readonly clock?: Clock;
};
