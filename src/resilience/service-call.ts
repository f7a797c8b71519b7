export type ServiceCallOptions = {
  /** Calls of the same key at the same time are made once, and an answer is kept as long as the service's settings say. */
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
};

/**
 * One call of a service through all its policies, from the outside in: deadline, retry, circuit breaker, concurrency limit, rate
 * limit, timeout. Among those that wait the priority of their run decides (`withPriority`), then age. An adapter does its request inside and knows none of them.
 */
export type ServiceCall = <T>(
  work: (signal: AbortSignal) => Promise<T>,
  options?: ServiceCallOptions,
) => Promise<T>;
