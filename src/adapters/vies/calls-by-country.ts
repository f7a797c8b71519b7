import type { ServiceCall, ServiceCallOptions } from "#src/resilience/service-call.ts";
import { isPrefix } from "./vies-register.ts";

type CallsByCountry = {
  /** For keys that begin with no prefix VIES knows. */
  readonly others: ServiceCall;
  /** Makes the call of one prefix, when it is asked for first. */
  readonly create: (prefix: string) => ServiceCall;
};

/**
 * VIES passes each question on to the register of the member state, so each has policies of its own: that Germany's is down says
 * nothing of Italy's. A key is the VAT id that is asked about.
 */
export function createCallsByCountry({ others, create }: CallsByCountry): ServiceCall {
  const calls = new Map<string, ServiceCall>();

  function callOf(prefix: string): ServiceCall {
    if (!isPrefix(prefix)) return others;
    const call = calls.get(prefix) ?? create(prefix);
    calls.set(prefix, call);
    return call;
  }

  return async <T>(
    work: (signal: AbortSignal) => Promise<T>,
    options: ServiceCallOptions = {},
  ): Promise<T> => await callOf((options.key ?? "").slice(0, 2))(work, options);
}
