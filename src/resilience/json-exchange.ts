import { isUnsafe, networkCodeOf, retryAfterMsOf } from "./network-failure.ts";

/** What an error that means "no answer" says of itself. */
type NoAnswerTraits = ErrorOptions & {
  /** True if the same call may succeed later. */
  readonly isTransient: boolean;
  /** True if every call fails alike until somebody mends it, so that it speaks for leaving the service alone. */
  readonly isOutage?: boolean;
  readonly retryAfterMs?: number | undefined;
  /** True if the service has too much to do, so that fewer calls at once would help. */
  readonly isOverload?: boolean;
};

/** Makes the error of a service that gave no usable answer. */
export type NoAnswer = (message: string, traits: NoAnswerTraits) => Error;

export type JsonRequest = {
  readonly url: URL;
  /** Absent: GET. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ExchangeDeps = {
  readonly fetch: typeof fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A longer answer is refused and not read to its end. */
  readonly answerBytesMax: number;
  readonly noAnswer: NoAnswer;
  /** Reads the text of an answer; throws if it is not JSON. Default: `JSON.parse`. */
  readonly parseJson?: (text: string) => unknown;
  /** What to do if the service refuses us (HTTP 401, 403). Default: `check its key`. */
  readonly refusalHint?: string;
};

type JsonAnswer = { readonly isNotFound: boolean; readonly body: unknown };

/**
 * Sends one request and reads what is answered.
 *
 * @throws What `noAnswer` makes, for everything that is not JSON under status 200 to 299, or 404 if the caller `readsNotFound`.
 * @throws The signal's reason once it is aborted.
 */
export async function exchangeJson(
  request: JsonRequest,
  deps: ExchangeDeps,
  { signal, readsNotFound }: { readonly signal: AbortSignal; readonly readsNotFound: boolean },
): Promise<JsonAnswer> {
  try {
    const response = await send(request, deps, signal);
    const isNotFound = response.status === 404;
    if (response.ok || (isNotFound && readsNotFound)) {
      return { isNotFound, body: await bodyOf(response, deps) };
    }
    await response.body?.cancel();
    throw failureOfStatus(response, deps);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw failureOfNetwork(error, deps.noAnswer);
  }
}

async function send(
  { url, body, headers }: JsonRequest,
  { fetch, noAnswer }: ExchangeDeps,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A redirect would carry keys and questions to another server.
      redirect: "manual",
      signal,
    });
  } catch (error) {
    if (signal.aborted || !(error instanceof TypeError) || error.cause !== undefined) throw error;
    // Not passed on as the cause: it repeats the header it refuses, which may be a key.
    throw noAnswer("no request to it can be made; check its key", { isTransient: false });
  }
}

async function bodyOf(
  response: Response,
  { answerBytesMax, noAnswer, parseJson = JSON.parse }: ExchangeDeps,
): Promise<unknown> {
  if (response.headers.get("content-type")?.includes("html") === true) {
    await response.body?.cancel();
    throw noAnswer("it answers with a web page", { isTransient: true });
  }
  const text = await textOf(response, answerBytesMax);
  if (text === undefined) {
    throw noAnswer(`it answers with more than ${answerBytesMax} bytes`, { isTransient: false });
  }
  if (text.trim() === "") throw noAnswer("it answers with nothing", { isTransient: true });
  try {
    return parseJson(text);
  } catch {
    throw noAnswer("it answers with something else than JSON", { isTransient: true });
  }
}

/** The body as text; undefined if it is longer, and the rest is not read. */
async function textOf(response: Response, bytesMax: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function failureOfStatus(
  { status, headers }: Response,
  { now, noAnswer, refusalHint = "check its key" }: ExchangeDeps,
): Error {
  if (status === 401 || status === 403) {
    return noAnswer(`it refuses us (HTTP ${status}); ${refusalHint}`, {
      isTransient: false,
      isOutage: true,
    });
  }
  if (status >= 300 && status < 400) {
    return noAnswer(`it has moved (HTTP ${status}); check its address`, { isTransient: false });
  }
  if (status === 408 || status === 429 || status >= 500) {
    return noAnswer(`it cannot answer now (HTTP ${status})`, {
      isTransient: true,
      retryAfterMs: retryAfterMsOf(headers.get("retry-after"), now),
      isOverload: status === 429 || status === 503,
    });
  }
  return noAnswer(`it refuses the request (HTTP ${status})`, { isTransient: false });
}

/** Names what went wrong on the way. An error that is not of the network comes back as it is. */
function failureOfNetwork(error: unknown, noAnswer: NoAnswer): unknown {
  // An error without a fetch behind it is an adapter's own.
  const code = error instanceof TypeError ? networkCodeOf(error) : undefined;
  if (code === undefined) {
    return isRefusedByFetch(error)
      ? noAnswer("it cannot be reached at such an address", { isTransient: false, cause: error })
      : error;
  }
  if (isUnsafe(code)) {
    return noAnswer(`there is no safe connection to it (${code}); check address and certificate`, {
      isTransient: false,
      isOutage: true,
      cause: error,
    });
  }
  return noAnswer(`the connection to it failed (${code})`, { isTransient: true, cause: error });
}

/** Ports of other services, 25 for one, are never connected to; the error has no code. */
const isRefusedByFetch = (error: unknown): boolean =>
  error instanceof TypeError && error.cause instanceof Error;
