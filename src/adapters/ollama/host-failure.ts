import { isUnsafe, networkCodeOf, retryAfterMsOf } from "#src/resilience/network-failure.ts";
import { ServiceTimedOut } from "#src/resilience/service-attempt.ts";

export type HostFailureCode =
  | "ollama.unreachable"
  | "ollama.timeout"
  | "ollama.unauthorized"
  | "ollama.not_ollama"
  | "ollama.model_missing"
  | "ollama.rejected"
  | "ollama.failed"
  | "ollama.cut";

/** One host gave no answer; the message says what, where and what to do. Inside this adapter only: the port has its own error. */
export class HostFailure extends Error {
  override readonly name = "HostFailure";
  readonly code: HostFailureCode;
  readonly isTransient: boolean;
  /** Milliseconds the host asks to wait before it is asked again. */
  readonly retryAfterMs: number | undefined;
  /** The host says that it has too much to do. */
  readonly isOverload: boolean;
  /** Every request fails alike until somebody mends it. */
  readonly isOutage: boolean;

  constructor(
    code: HostFailureCode,
    message: string,
    options: ErrorOptions & {
      isTransient: boolean;
      retryAfterMs?: number | undefined;
      isOverload?: boolean;
      isOutage?: boolean;
    },
  ) {
    super(message, options);
    this.code = code;
    this.isTransient = options.isTransient;
    this.retryAfterMs = options.retryAfterMs;
    this.isOverload = options.isOverload ?? false;
    this.isOutage = options.isOutage ?? false;
  }
}

/** Characters of a host's own words that are repeated. */
const foreignTextMax = 300;

/** A host's own words, short and without control characters. */
export const quoted = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, foreignTextMax);

export const modelMissing = (host: string, model: string): HostFailure =>
  new HostFailure(
    "ollama.model_missing",
    `${host} has no model ${model}: run \`ollama pull ${model}\` there, or name another model`,
    { isTransient: false },
  );

export const notOllama = (host: string, what: string): HostFailure =>
  new HostFailure(
    "ollama.not_ollama",
    `${host} is no Ollama server: ${what}; check OLLAMA_BASE_URL`,
    {
      isTransient: false,
    },
  );

/** What an answer with an HTTP status that is no success means. `words` is what the host said; undefined if it is not Ollama's JSON. */
export function statusFailure(
  host: string,
  { status, words, model, retryAfter }: StatusAnswer,
): HostFailure {
  const said = words === undefined ? "" : `: ${quoted(words)}`;
  const retryAfterMs = retryAfterMsOf(retryAfter, Date.now);
  if (status === 401 || status === 403) {
    const message = `${host} does not accept the token (HTTP ${status}): set OLLAMA_API_KEY to one it knows`;
    return new HostFailure("ollama.unauthorized", message, { isTransient: false, isOutage: true });
  }
  if (status >= 300 && status < 400) return notOllama(host, `it redirects (HTTP ${status})`);
  if (status === 408 || status === 429 || status >= 500) {
    const message = `${host} cannot answer now (HTTP ${status})${said}`;
    const isOverload = status === 429 || status === 503;
    return new HostFailure("ollama.failed", message, {
      isTransient: true,
      retryAfterMs,
      isOverload,
    });
  }
  if (status === 404 && words === undefined) return notOllama(host, "it does not know /api");
  if (status === 404 && model !== undefined) return modelMissing(host, model);
  const message = `${host} refuses the request (HTTP ${status})${said}`;
  return new HostFailure("ollama.rejected", message, { isTransient: false });
}

type StatusAnswer = {
  readonly status: number;
  readonly words: string | undefined;
  readonly model: string | undefined;
  readonly retryAfter: string | null;
};

/** Names what went wrong on the way to a host. Errors that are not about the host come back as they are. */
export function hostFailureOf(error: unknown, host: string): unknown {
  if (error instanceof HostFailure) return error;
  if (error instanceof ServiceTimedOut) {
    const message = `${error.message}: the host is overloaded, or the model too large for it`;
    return new HostFailure("ollama.timeout", message, { isTransient: true, cause: error });
  }
  const code = networkCodeOf(error);
  if (code === undefined && isRefusedByFetch(error)) {
    const message = `${host} cannot be reached: fetch refuses such an address (${error.cause.message}); check OLLAMA_BASE_URL`;
    return new HostFailure("ollama.unreachable", message, { isTransient: false, cause: error });
  }
  if (code === undefined) return error;
  const { text, ...traits } = describeCode(code);
  return new HostFailure("ollama.unreachable", `${host} cannot be reached: ${text} (${code})`, {
    ...traits,
    cause: error,
  });
}

/** Ports of other services, 25 for one, are never connected to; the error has no code. */
const isRefusedByFetch = (error: unknown): error is TypeError & { readonly cause: Error } =>
  error instanceof TypeError && error.cause instanceof Error && error.cause.message === "bad port";

function describeCode(code: string): { text: string; isTransient: boolean; isOutage?: true } {
  if (code === "ECONNREFUSED") {
    return { text: "nothing listens there; start `ollama serve`", isTransient: true };
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return { text: "no such host name; check OLLAMA_BASE_URL", isTransient: true };
  }
  if (isUnsafe(code)) {
    return {
      text: "no safe connection; check certificate and OLLAMA_BASE_URL",
      isTransient: false,
      isOutage: true,
    };
  }
  return { text: "the connection broke or could not be made", isTransient: true };
}
