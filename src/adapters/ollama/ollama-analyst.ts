import type { Analysis } from "#src/domain/analysis.ts";
import {
  type AnalysisRequest,
  AnswerUnusable,
  type DocumentAnalyst,
} from "#src/ports/document-analyst.ts";
import type { ModelCache } from "#src/ports/model-cache.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { Observe } from "#src/ports/run-observer.ts";
import { createSharedCalls } from "#src/resilience/shared-calls.ts";
import { analystStatusOf, createHostStatuses, type HostStatuses } from "./analyst-status.ts";
import { answerKey, findAnswer, saveAnswer } from "./answer-cache.ts";
import { answerSchema } from "./answer-schema.ts";
import { type Answered, askWithRepair, chat, type ModelSettings, type Reply } from "./ask-model.ts";
import { type HostStatus, mayServe } from "./host-status.ts";
import { type OllamaHosts, type OllamaHostsOptions, openOllamaHosts } from "./hosts.ts";
import { mergeAnswers } from "./merge-answers.ts";
import { planRequests } from "./plan-requests.ts";

const port = "DocumentAnalyst";

export type OllamaAnalystOptions = OllamaHostsOptions & {
  /** Model for text. */
  readonly model: string;
  /** Model for scans and images; absent: they are not analysed. */
  readonly visionModel?: string | undefined;
  /** Model others embed texts with on these hosts; asked for only to say that it is missing. */
  readonly embeddingModel?: string | undefined;
  /** The user named a host or a model. */
  readonly isConfigured: boolean;
  /** Tokens of prompt and answer together, the same for every request. */
  readonly numCtx: number;
  /** Tokens of an answer at most. */
  readonly numPredict: number;
  readonly keepAlive: string | number;
  readonly cache: ModelCache;
  readonly now: () => number;
  /** Told of answers, and what they cost. */
  readonly observe?: Observe | undefined;
};

export type OllamaAnalyst = DocumentAnalyst & {
  /** For others that use the same hosts. */
  readonly hosts: OllamaHosts;
  /** Ends what is under way and closes every connection. */
  close(): Promise<void>;
};

/** Reads documents with models of one or several Ollama hosts. */
export function createOllamaAnalyst(options: OllamaAnalystOptions): OllamaAnalyst {
  const { cache, isConfigured, now } = options;
  const hosts = openOllamaHosts(options);
  const statuses = createHostStatuses(hosts, options, now);
  const shared = createSharedCalls<Analysis>();

  return {
    hosts,
    async status(signal) {
      return analystStatusOf(await statuses.current(signal), options, isConfigured);
    },
    async analyze(request, signal) {
      const model = modelFor(request, options);
      const key = answerKey(request, model);
      const analyzeOnce = async (sharedSignal: AbortSignal): Promise<Analysis> => {
        const kept = await findAnswer(cache, key);
        if (kept !== undefined) return { model, ...kept, usage: noUsage, isCached: true };
        const analysis = await askHosts(request, { hosts, statuses, model, options }, sharedSignal);
        const { answer, isRepaired } = analysis;
        await saveAnswer(cache, key, { answer, isRepaired });
        return analysis;
      };
      const { value, isJoined } = await shared.run(key, analyzeOnce, signal);
      options.observe?.({
        type: "cache.answered",
        cache: "model",
        isHit: isJoined || value.isCached,
      });
      // A copy asked at the same time cost nothing more.
      return isJoined ? { ...value, usage: noUsage, isCached: true } : value;
    },
    close: async () => await hosts.close(),
  };
}

const noUsage: Analysis["usage"] = { requests: 0, promptTokens: 0, outputTokens: 0, seconds: 0 };

function modelFor(
  { content }: AnalysisRequest,
  { model, visionModel }: Pick<OllamaAnalystOptions, "model" | "visionModel">,
): string {
  const chosen = content.kind === "text" ? model : visionModel;
  if (chosen !== undefined) return chosen;
  const message = "no model for pictures is configured: set OLLAMA_VISION_MODEL";
  throw new PortUnavailable(port, message, { isTransient: false });
}

type Means = {
  readonly hosts: OllamaHosts;
  readonly statuses: HostStatuses;
  readonly model: string;
  readonly options: OllamaAnalystOptions;
};

/** Asks about each part of the document, one after another: a document takes one slot. */
async function askHosts(
  request: AnalysisRequest,
  { hosts, statuses, model, options }: Means,
  signal: AbortSignal,
): Promise<Analysis> {
  const known = await statuses.current(signal);
  const settings = settingsFor(model, known, options);
  const canServe = (host: string): boolean =>
    known.some((status) => status.host === host && mayServe(status, model));
  const ask = async (messages: Parameters<typeof chat>[0]): Promise<Reply> =>
    await hosts.call(
      async (host, attemptSignal) => {
        const fetch = hosts.connection.chatFetch(host, model, attemptSignal);
        const metadata = { documentId: request.documentId };
        const reply = await chat(messages, {
          host,
          settings,
          schema: answerSchema,
          fetch,
          metadata,
        });
        attemptSignal.throwIfAborted();
        return reply;
      },
      { port, signal, canServe, unitsOf: ({ outputTokens }) => outputTokens },
    );
  const replies: Reply[] = [];
  const counted = async (messages: Parameters<typeof chat>[0]): Promise<Reply> => {
    const reply = await ask(messages);
    replies.push(reply);
    const { promptTokens, outputTokens } = reply;
    options.observe?.({ type: "model.answered", model, promptTokens, outputTokens });
    return reply;
  };
  try {
    const answered: Answered[] = [];
    for (const messages of planRequests(request, settings)) {
      answered.push(await askWithRepair(messages, settings, counted));
    }
    return joined(model, answered, usageOf(replies));
  } catch (error) {
    if (!(error instanceof AnswerUnusable)) throw error;
    // What is of no use costs the same.
    const { code, message } = error;
    throw new AnswerUnusable(code, message, { cause: error, usage: usageOf(replies) });
  }
}

function settingsFor(
  model: string,
  known: readonly HostStatus[],
  { numCtx, numPredict, keepAlive }: OllamaAnalystOptions,
): ModelSettings {
  const facts = known.flatMap((status) => status.facts.get(model) ?? []);
  return {
    model,
    // A server gives a model no larger context than it was made for, and says nothing.
    numCtx: Math.min(numCtx, ...facts.flatMap(({ contextLength }) => contextLength ?? [])),
    numPredict,
    keepAlive,
    canThink: facts.some(({ capabilities }) => capabilities?.includes("thinking") === true),
  };
}

function joined(model: string, answered: readonly Answered[], usage: Analysis["usage"]): Analysis {
  const [first, ...others] = answered.map(({ answer }) => answer);
  if (first === undefined) throw new RangeError("a document has at least one part");
  const isRepaired = answered.some((part) => part.isRepaired);
  return { model, answer: mergeAnswers(first, others), usage, isCached: false, isRepaired };
}

function usageOf(replies: readonly Reply[]): Analysis["usage"] {
  const sum = (of: (reply: Reply) => number): number =>
    replies.reduce((total, reply) => total + of(reply), 0);
  return {
    requests: replies.length,
    promptTokens: sum(({ promptTokens }) => promptTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    seconds: sum(({ seconds }) => seconds),
  };
}
