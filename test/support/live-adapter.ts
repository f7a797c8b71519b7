import { afterAll, beforeAll } from "vitest";
import type { ServiceCall } from "#src/resilience/service-call.ts";
import { type AskOptions, plainCall, testNow } from "#test/contracts/live-service-contract.ts";
import type { DoubleServer } from "#test/fakes/services/double-server.ts";

export type AdapterOptions = Partial<AskOptions> & { readonly call?: ServiceCall };

/**
 * One double for all tests of a file.
 *
 * @returns `wired`: what every adapter of a live service is made with; it asks the double through no policy, unless told otherwise.
 */
export function useDouble(start: () => Promise<DoubleServer>) {
  let server: DoubleServer;
  beforeAll(async () => void (server = await start()));
  afterAll(async () => await server.close());
  return {
    server: (): DoubleServer => server,
    wired: ({ call = plainCall, baseUrl = server.baseUrl }: AdapterOptions = {}) => ({
      baseUrl,
      fetch,
      call,
      now: testNow,
    }),
  };
}
