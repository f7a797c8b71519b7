import type { Role } from "#src/domain/api-token.ts";

/** What a caller must be for a route: one of these, anybody, or nobody at all. */
export type Access = readonly Role[] | "anybody" | "nobody";

/** Asked by probes and by Studio before it has a token; they tell versions and health only. */
const publicRoutes: ReadonlySet<string> = new Set(["/ok", "/info", "/healthz"]);

/** Reads that are sent as POST. */
const reads = /^\/(assistants|threads)\/(search|count)$|\/(history|versions|state\/checkpoint)$/;

/** Writes state past the graphs: a decision could be forged. */
const writesState = /^\/threads\/[^/]+\/state$/;

/** The server lets whoever knows a run's id follow it here, whosever run it is. */
const followsAnyRun = /^\/runs\/[^/]+\/stream$/;

/** Takes every run under it along, whosever they are, and with one under way the worker. */
const deletesRunsOfOthers = /^\/assistants\/[^/]+$/;

export const isPublic = (path: string): boolean => publicRoutes.has(path);

/** Who may ask a route of the server, LangGraph's or ours. What a run may do is looked at in its body. */
export function accessTo(method: string, path: string): Access {
  const isGet = method === "GET" || method === "HEAD";
  if (isGet && isPublic(path)) return "anybody";
  // What reviewers noted on sellers, of all batches.
  if (path.startsWith("/store/")) return ["review"];
  if (followsAnyRun.test(path)) return "nobody";
  if (isGet || reads.test(path)) return ["read"];
  if (writesState.test(path)) return "nobody";
  if (method === "DELETE" && deletesRunsOfOthers.test(path)) return "nobody";
  return ["run", "review"];
}

/** Routes that create runs, and the thread they are created on. */
export function runRouteOf(
  method: string,
  path: string,
): { readonly threadId?: string } | undefined {
  if (method !== "POST") return undefined;
  const match = /^(?:\/threads\/([^/]+))?\/runs(?:\/(?:wait|stream|batch))?$/.exec(path);
  if (match === null) return undefined;
  return match[1] === undefined ? {} : { threadId: match[1] };
}
