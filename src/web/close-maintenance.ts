import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

const somewhereElse = "/not-offered";

/**
 * Closes the routes below `/internal` of `langgraphjs dev`, which delete every thread and come before its authentication, so that no
 * middleware sees them: such a request is sent to a route that does not exist.
 */
export function closeMaintenanceRoutes(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    if (isMaintenance(request.url ?? "")) request.url = somewhereElse;
  });
}

/** @param target - As it stands in the request line: encoded, and with its host if a proxy wrote it. */
export function isMaintenance(target: string): boolean {
  const url = URL.parse(
    target.startsWith("/") ? `http://localhost${target}` : target,
    "http://localhost",
  );
  // What cannot be read is not let through either.
  if (url === null) return true;
  try {
    return /^\/internal(\/|$)/i.test(decodeURI(url.pathname));
  } catch {
    return false;
  }
}
