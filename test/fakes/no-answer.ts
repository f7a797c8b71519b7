import { PortUnavailable } from "#src/ports/port-unavailable.ts";

/** A fake that is told to fail throws this from every call. */
export type Failure = { readonly isTransient: boolean };

/** Throws if the fake is told to fail. */
export function failIfTold(port: string, failure: Failure | undefined): void {
  if (failure === undefined) return;
  throw new PortUnavailable(port, "told to give no answer", failure);
}
