import { Agent, fetch as undiciFetch, type Response as UndiciResponse } from "undici";
import { checkedLines } from "./answer-lines.ts";
import { notOllama, statusFailure } from "./host-failure.ts";
import { jsonOf } from "./json-of.ts";

/** How long a host may take to take a connection, milliseconds. */
const connectTimeoutMs = 3_000;

/** A longer answer of a route that is no chat is refused; a batch of embeddings has some megabytes. */
const jsonBytesMax = 64 * 1024 * 1024;
/** Bytes of an error answer that are read. */
const errorBytesMax = 64 * 1024;

type JsonRequest = {
  /** Absent: GET. */
  readonly body?: unknown;
  /** Model the request is about, for the message when it is missing. */
  readonly model?: string;
};

/** The HTTP connections of one analyst to its hosts. */
export interface OllamaConnection {
  /**
   * A `fetch` for one chat of a client that knows no signals: aborting `signal` closes exactly this request at the server.
   * Whatever is no complete answer rejects or errors the body, most with a `HostFailure`.
   */
  chatFetch(host: string, model: string, signal: AbortSignal): typeof fetch;
  /** The JSON a route answers. @throws {HostFailure} Or what `fetch` throws. */
  json(host: string, path: string, request: JsonRequest, signal: AbortSignal): Promise<unknown>;
  /** Closes every connection; requests under way fail. */
  close(): Promise<void>;
}

/**
 * Opens connections without the limits of Node's own `fetch`, which gives up after 300 s without headers: a model that is
 * loading sends none. How long to wait is said by the signal of each request.
 */
export function createConnection({ apiKey }: { apiKey?: string | undefined }): OllamaConnection {
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs },
  });
  const authorization = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

  const send = async (url: string, request: Sent): Promise<UndiciResponse> =>
    await sendTo(
      url,
      { ...request, headers: { ...request.headers, ...authorization } },
      dispatcher,
    );

  return {
    chatFetch: (host, model, signal) => async (input, init) => {
      const { body, method = "GET" } = init ?? {};
      const response = await send(urlOf(input), {
        host,
        model,
        method,
        signal,
        headers: Object.fromEntries(new Headers(init?.headers)),
        ...(typeof body === "string" && { body }),
      });
      if (response.body === null) throw notOllama(host, "it answers with nothing");
      const lines = (response.body as ReadableStream<Uint8Array>).pipeThrough(checkedLines(host));
      return new Response(lines, { headers: { "content-type": "application/x-ndjson" } });
    },
    async json(host, path, { body, model }, signal) {
      const response = await send(`${host}${path}`, {
        host,
        model,
        method: body === undefined ? "GET" : "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        signal,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer = jsonOf((await textOf(response, jsonBytesMax)) ?? "");
      if (answer === undefined) throw notOllama(host, "it answers with something else than JSON");
      return answer;
    },
    close: async () => await dispatcher.destroy(),
  };
}

/** @throws {HostFailure} If the answer is an error or a web page. */
async function sendTo(
  url: string,
  { host, model, ...init }: Sent,
  dispatcher: Agent,
): Promise<UndiciResponse> {
  // A redirect would carry the document to another server.
  const response = await undiciFetch(url, { ...init, redirect: "manual", dispatcher });
  if (!response.ok) throw await failureOf(response, host, model);
  if (response.headers.get("content-type")?.includes("html") !== true) return response;
  await response.body?.cancel();
  throw notOllama(host, "it answers with a web page");
}

type Sent = {
  readonly host: string;
  readonly model: string | undefined;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
};

const urlOf = (input: string | URL | Request): string =>
  input instanceof Request ? input.url : input.toString();

async function failureOf(response: UndiciResponse, host: string, model: string | undefined) {
  const answer = jsonOf((await textOf(response, errorBytesMax)) ?? "");
  return statusFailure(host, {
    status: response.status,
    words: wordsOf(answer),
    model,
    retryAfter: response.headers.get("retry-after"),
  });
}

const wordsOf = (answer: unknown): string | undefined =>
  typeof answer === "object" && answer !== null && "error" in answer
    ? String(answer.error)
    : undefined;

/** The body as text; undefined if it is longer, and the rest is not read. */
async function textOf(response: UndiciResponse, bytesMax: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
