import { Agent, fetch as undiciFetch } from "undici";

export type HttpConnections = {
  readonly fetch: typeof fetch;
  /** Ends every connection, also those kept for later requests. */
  close(): Promise<void>;
};

/**
 * Connections of our own. Those of the global `fetch` belong to the process: they stay open for seconds after the last
 * request, and nothing closes them. Times are limited by whoever asks, so no second limit stands here.
 */
export function openHttpConnections(): HttpConnections {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  // The two fetches differ in types that no caller of ours uses: forms and blobs.
  const options = { dispatcher } as unknown as RequestInit;
  const ownFetch = undiciFetch as unknown as typeof fetch;
  return {
    fetch: async (input, init) => await ownFetch(input, { ...init, ...options }),
    close: async () => await dispatcher.destroy(),
  };
}
