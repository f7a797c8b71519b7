import type { Measurement } from "#src/domain/measurement.ts";
import type { ServiceEvent } from "#src/domain/run-event.ts";
import type { Log } from "#src/ports/log.ts";
import type { Observe } from "#src/ports/run-observer.ts";
import type { ServiceCallEvent } from "#src/resilience/service-call-deps.ts";

/*
 * Part of the composition root: what services do, as the log, the runs under way and the metrics hear of it.
 */

export type ServiceEventDeps = { readonly log: Log; readonly observe?: Observe | undefined };

/** Hands on what a service does. */
export const onServiceEvent =
  ({ log, observe }: ServiceEventDeps) =>
  (event: ServiceCallEvent): void => {
    logServiceEvent(log, event);
    observe?.(observedOf(event));
  };

function observedOf(event: ServiceCallEvent): ServiceEvent | Measurement {
  const { service } = event;
  switch (event.type) {
    case "breaker.opened":
      return { type: "breaker.state", service, state: "open" };
    case "breaker.half_open":
      return { type: "breaker.state", service, state: "half_open" };
    case "breaker.closed":
      return { type: "breaker.state", service, state: "closed" };
    case "cache.answered":
      return { type: "cache.answered", cache: service, isHit: event.isHit };
    case "call.retried":
      return { type: "call.retried", service };
    case "limit.changed":
    case "request.finished":
      return event;
    default:
      return event satisfies never;
  }
}

/** What is worth a line in the log. */
function logServiceEvent(log: Log, event: ServiceCallEvent): void {
  const { type, service } = event;
  switch (type) {
    case "breaker.opened":
      return log("warn", type, {
        service,
        message: `${service} failed too often and is left alone for a while`,
      });
    case "breaker.closed":
      return log("warn", type, { service, message: `${service} answers again` });
    case "breaker.half_open":
      return log("info", type, { service, message: `${service} is tried again` });
    case "limit.changed":
      return log("info", type, { service, limit: event.limit });
    case "call.retried":
      return log("info", type, { service, attempt: event.attempt });
    case "cache.answered":
    case "request.finished":
      return;
    default:
      event satisfies never;
  }
}
