import { HumanMessage } from "@langchain/core/messages";
import { z } from "zod";
import type { AnalystProblem } from "#src/ports/document-analyst.ts";
import { inTime } from "#src/resilience/in-time.ts";
import { chat } from "./ask-model.ts";
import { createConnection, type OllamaConnection } from "./bounded-fetch.ts";
import { HostFailure, hostFailureOf } from "./host-failure.ts";
import { type HostStatus, probeHost, problemOf, type WantedModels } from "./host-status.ts";
import { hostUrlOf } from "./hosts.ts";

/** A model a host holds in memory. */
type LoadedModel = {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  /** Of which in the memory of a GPU. */
  readonly vramBytes: number | undefined;
  /** ISO 8601; when the host lets go of it. */
  readonly expiresAt: string | undefined;
};

export type HostReport = HostStatus & { readonly loaded: readonly LoadedModel[] };

const defaultProbeTimeoutMs = 1_500;

const Ps = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        size: z.number().optional(),
        size_vram: z.number().optional(),
        expires_at: z.string().optional(),
      }),
    )
    .nullish(),
});

/** What every host is, has and holds, for a person. Opens connections of its own and closes them. */
export async function inspectHosts(
  {
    hosts,
    apiKey,
    timeoutMs = defaultProbeTimeoutMs,
    ...wanted
  }: WantedModels & {
    hosts: readonly { readonly baseUrl: string }[];
    apiKey?: string | undefined;
    timeoutMs?: number;
  },
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly HostReport[]> {
  const connection = createConnection({ apiKey });
  try {
    return await Promise.all(
      hosts.map(async ({ baseUrl }) => {
        const host = hostUrlOf(baseUrl);
        const status = await probeHost(connection, host, wanted, { timeoutMs, signal });
        const isOllama = status.version !== undefined;
        const loaded = isOllama ? await listLoaded(connection, host, { timeoutMs, signal }) : [];
        return { ...status, loaded };
      }),
    );
  } finally {
    await connection.close();
  }
}

/** Empty where the server does not tell. */
async function listLoaded(
  connection: OllamaConnection,
  host: string,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<readonly LoadedModel[]> {
  try {
    const ask = (limit: AbortSignal) => connection.json(host, "/api/ps", {}, limit);
    const answer = Ps.safeParse(await inTime(ask, { timeoutMs, signal })).data;
    return (answer?.models ?? []).map((model) => ({
      name: model.name,
      sizeBytes: model.size,
      vramBytes: model.size_vram,
      expiresAt: model.expires_at,
    }));
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

export type StructuredTrial = {
  /** The model answered to a schema. */
  readonly isAnswered: boolean;
  readonly durationMs: number;
  readonly problem?: AnalystProblem;
};

const Trial = z.object({ currencyCode: z.string() });
const trialQuestion = 'A receipt says "Total 12.50 EUR". Answer with JSON: its currencyCode.';
const trialTokensMax = 100;

/** Asks a model one tiny question with a schema. The first answer includes loading the model. */
export async function tryStructuredAnswer(
  {
    host: baseUrl,
    apiKey,
    model,
    numCtx,
    keepAlive,
    canThink = false,
    timeoutMs,
    now,
  }: {
    host: string;
    apiKey?: string | undefined;
    model: string;
    numCtx: number;
    keepAlive: string | number;
    /** Its capabilities say that it thinks. */
    canThink?: boolean;
    timeoutMs: number;
    now: () => number;
  },
  signal?: AbortSignal,
): Promise<StructuredTrial> {
  const connection = createConnection({ apiKey });
  const host = hostUrlOf(baseUrl);
  const startedMs = now();
  const failed = (problem: AnalystProblem): StructuredTrial => ({
    isAnswered: false,
    durationMs: now() - startedMs,
    problem,
  });
  const ask = async (limit: AbortSignal) =>
    await chat([new HumanMessage(trialQuestion)], {
      host,
      settings: { model, numCtx, numPredict: trialTokensMax, keepAlive, canThink },
      schema: z.toJSONSchema(Trial),
      fetch: connection.chatFetch(host, model, limit),
      metadata: {},
    });
  try {
    const { content } = await inTime(ask, { timeoutMs, signal });
    if (isTrialAnswer(content)) return { isAnswered: true, durationMs: now() - startedMs };
    const message = `${model} on ${host} does not answer in the form asked for: use an instruct model that does`;
    return failed({ code: "ollama.unstructured", message });
  } catch (error) {
    signal?.throwIfAborted();
    const failure = hostFailureOf(error, host);
    if (failure instanceof HostFailure) return failed(problemOf(failure));
    const message = `${model} on ${host} did not answer within ${timeoutMs} ms: raise OLLAMA_TIMEOUT_SECONDS or use a smaller model`;
    return failed({ code: "ollama.timeout", message });
  } finally {
    await connection.close();
  }
}

function isTrialAnswer(content: string): boolean {
  try {
    return Trial.safeParse(JSON.parse(content)).success;
  } catch {
    return false;
  }
}
