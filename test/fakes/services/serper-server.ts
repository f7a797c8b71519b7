import { type DoubleServer, type Reply, startDoubleServer } from "./double-server.ts";

export type SearchResult = { readonly title: string; readonly link: string };

/** Serper: `POST /search` with `X-API-KEY`. Finds every result it is given, whatever is asked, as search engines do. */
export async function startSerperDouble(
  results: readonly SearchResult[],
  { apiKey }: { readonly apiKey: string },
): Promise<DoubleServer> {
  return await startDoubleServer(({ method, url: { pathname }, headers, body }): Reply => {
    if (headers["x-api-key"] !== apiKey) {
      return { status: 403, body: { message: "Unauthorized.", statusCode: 403 } };
    }
    const { q, num = 10 } = (body ?? {}) as { q?: string; num?: number };
    if (method !== "POST" || pathname !== "/search" || q === undefined) {
      return { status: 400, body: { message: "Missing query parameter", statusCode: 400 } };
    }
    const organic = results
      .slice(0, num)
      .map((result, index) => ({ ...result, snippet: "...", position: index + 1 }));
    return {
      status: 200,
      body: { searchParameters: { q, num, type: "search" }, organic, credits: 1 },
    };
  });
}
