import {
  exchangeJson,
  type ExchangeDeps,
  type JsonRequest,
  type NoAnswer,
} from "./json-exchange.ts";
import type { ServiceCall, ServiceCallOptions } from "./service-call.ts";

/** What is needed of a schema; those of zod have it. */
type AnswerSchema<T> = {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false };
};

export type JsonServiceOptions = ExchangeDeps & { readonly call: ServiceCall };

type Question<A, T> = {
  readonly request: JsonRequest;
  readonly schema: AnswerSchema<A>;
  /** What the answer means; it may throw what `noAnswer` makes. */
  readonly read: (answer: A) => T;
  /**
   * How the service itself says, under HTTP 404, that it knows no such thing, and what that means. A 404 of another form
   * comes from something in between and is no answer, as is every 404 if this is absent.
   */
  readonly notFound?: { readonly schema: AnswerSchema<unknown>; readonly read: () => T };
};

/** A service that is asked and answers in JSON over HTTP. */
export interface JsonService {
  /**
   * Whatever is no answer is thrown as the error `noAnswer` makes, whose message has neither keys nor what was answered.
   *
   * @throws The caller's reason once its signal is aborted.
   */
  ask<A, T>(question: Question<A, T>, options?: ServiceCallOptions): Promise<T>;
}

export function createJsonService(options: JsonServiceOptions): JsonService {
  const { call, noAnswer } = options;

  async function attempt<A, T>(
    { request, schema, read, notFound }: Question<A, T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { isNotFound, body } = await exchangeJson(request, options, {
      signal,
      readsNotFound: notFound !== undefined,
    });
    if (isNotFound) {
      if (notFound?.schema.safeParse(body).success === true) return notFound.read();
      throw noAnswer("it has moved (HTTP 404); check its address", { isTransient: false });
    }
    const parsed = schema.safeParse(body);
    if (parsed.success) return read(parsed.data);
    throw noAnswer("it answers in another form than it used to", { isTransient: false });
  }

  return {
    async ask(question, callOptions = {}) {
      try {
        return await call(async (signal) => await attempt(question, signal), callOptions);
      } catch (error) {
        if (callOptions.signal?.aborted === true) throw callOptions.signal.reason;
        throw withoutPolicyErrors(error, noAnswer);
      }
    },
  };
}

/** Errors of the policies around a call, and of a time that is over, as no answer. Others come back as they are. */
function withoutPolicyErrors(error: unknown, noAnswer: NoAnswer): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "TimeoutError") {
    return noAnswer("it gave no answer in time", { isTransient: true, cause: error });
  }
  // An error that has a code is named already: an adapter made it.
  if (!("isTransient" in error) || "code" in error) return error;
  const isTransient = error.isTransient === true;
  return noAnswer(error.message, { isTransient, cause: error });
}
