import { emptyAnswer, type ModelAnswer } from "#src/domain/model-answer.ts";
import type {
  AnalysisRequest,
  AnalystStatus,
  AnswerUnusable,
  DocumentAnalyst,
} from "#src/ports/document-analyst.ts";
import { failIfTold, type Failure } from "./no-answer.ts";

/** What the fake says to one document; an error is thrown. */
export type FakeAnalysis = Partial<ModelAnswer> | AnswerUnusable | Error;

const modelName = "fake-model";

/**
 * Knows what to say by `documentId`, or is told by a function; a document it does not know states nothing. A promise is waited
 * for unless the caller aborts. `asked` lists the documents it was asked about, in order.
 */
export function createFakeDocumentAnalyst({
  answers = {},
  failure,
  status = {},
}: {
  readonly answers?:
    | Readonly<Record<string, FakeAnalysis>>
    | ((request: AnalysisRequest, signal?: AbortSignal) => FakeAnalysis | Promise<FakeAnalysis>);
  readonly failure?: Failure;
  readonly status?: Partial<AnalystStatus>;
} = {}): DocumentAnalyst & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const isReady = status.isReady ?? failure === undefined;
  return {
    asked,
    status: async () => ({
      isReady,
      canSee: isReady,
      isVisionConfigured: true,
      isConfigured: true,
      ...(isReady && { model: modelName }),
      problems: isReady ? [] : [{ code: "fake.down", message: "the fake is told to be down" }],
      ...status,
    }),
    async analyze(request, signal) {
      signal?.throwIfAborted();
      asked.push(request.documentId);
      failIfTold("DocumentAnalyst", failure);
      const said = await untilAborted(
        typeof answers === "function" ? answers(request, signal) : answers[request.documentId],
        signal,
      );
      if (said instanceof Error) throw said;
      return {
        model: modelName,
        answer: { ...emptyAnswer, ...said },
        usage: { requests: 1, promptTokens: 1_000, outputTokens: 300, seconds: 1 },
        isCached: false,
        isRepaired: false,
      };
    },
  };
}

async function untilAborted<T>(value: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
