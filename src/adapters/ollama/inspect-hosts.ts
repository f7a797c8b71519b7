import { HumanMessage } from "@langchain/core/messages";
import { z } from "zod";
import type { AnalystProblem } from "#src/ports/document-analyst.ts";
import { inTime } from "#src/resilience/in-time.ts";
import { chat } from "./ask-model.ts";
import { createConnection, type OllamaConnection } from "./connection.ts";
import { HostFailure, hostFailureOf } from "./host-failure.ts";
import { type HostStatus, probeHost, problemOf, type WantedModels } from "./host-status.ts";
import { jsonOf } from "./json-of.ts";
import { listLoaded, type LoadedModel } from "./loaded-models.ts";

type Trial = {
  /** The model answered to a schema. */
  readonly isAnswered: boolean;
  readonly durationMs: number;
  readonly problem?: AnalystProblem;
};

type HostReport = HostStatus & {
  readonly loaded: readonly LoadedModel[];
  /** Absent: the host has no model for text that could be asked. */
  readonly trial: Trial | undefined;
};

type Settings = WantedModels & {
  readonly hosts: readonly string[];
  readonly apiKey?: string | undefined;
  readonly keepAlive: string | number;
  /** Longest the trial may take, milliseconds. */
  readonly timeoutMs: number;
};

type Means = {
  readonly connection: OllamaConnection;
  readonly now: () => number;
  readonly signal: AbortSignal;
};

/**
 * What every host is, has and holds, for a person, and whether its model for text answers in a given form. Opens connections of
 * its own and closes them.
 *
 * A host that was asked is looked at once more: what it holds then shows how the model fits into its memory. Takes no longer
 * than one request may and a few seconds.
 *
 * @throws The signal's reason once it is aborted.
 */
export async function inspectHosts(
  settings: Settings,
  { now, signal }: Omit<Means, "connection">,
): Promise<readonly HostReport[]> {
  const connection = createConnection({ apiKey: settings.apiKey });
  try {
    return await Promise.all(
      settings.hosts.map(
        async (host) => await inspectHost(host, settings, { connection, now, signal }),
      ),
    );
  } finally {
    await connection.close();
  }
}

async function inspectHost(host: string, settings: Settings, means: Means): Promise<HostReport> {
  const status = await probeHost(means.connection, host, settings, means.signal);
  const trial = await tryModel(status, settings, means);
  const isOllama = status.version !== undefined;
  const loaded = isOllama ? await listLoaded(host, means) : undefined;
  return { ...status, trial, loaded: loaded ?? [] };
}

const TrialAnswer = z.object({ currencyCode: z.string() });
const trialQuestion = 'A receipt says "Total 12.50 EUR". Answer with JSON: its currencyCode.';
const trialTokensMax = 100;

/** Asks the model for text one tiny question with a schema, if the host has it. The answer includes loading the model. */
async function tryModel(
  { host, facts }: HostStatus,
  { model, numCtx, keepAlive, timeoutMs }: Settings,
  { connection, now, signal }: Means,
): Promise<Trial | undefined> {
  const known = facts.get(model);
  if (known === undefined) return undefined;
  const modelSettings = {
    model,
    numCtx: Math.min(numCtx, known.contextLength ?? numCtx),
    numPredict: trialTokensMax,
    keepAlive,
    canThink: known.capabilities?.includes("thinking") === true,
  };
  const ask = async (limit: AbortSignal) =>
    await chat([new HumanMessage(trialQuestion)], {
      host,
      settings: modelSettings,
      schema: z.toJSONSchema(TrialAnswer),
      fetch: connection.chatFetch(host, model, limit),
      metadata: {},
    });
  const startedMs = now();
  const failed = (problem: AnalystProblem): Trial => ({
    isAnswered: false,
    durationMs: now() - startedMs,
    problem,
  });
  try {
    const { content } = await inTime(ask, { timeoutMs, signal });
    const isAnswered = TrialAnswer.safeParse(jsonOf(content)).success;
    if (isAnswered) return { isAnswered, durationMs: now() - startedMs };
    const message = `${model} on ${host} does not answer in the form asked for: use an instruct model that does`;
    return failed({ code: "ollama.unstructured", message });
  } catch (error) {
    signal.throwIfAborted();
    const failure = hostFailureOf(error, host);
    if (failure instanceof HostFailure) return failed(problemOf(failure));
    const message = `${model} on ${host} did not answer within ${timeoutMs} ms: raise OLLAMA_TIMEOUT_SECONDS or use a smaller model`;
    return failed({ code: "ollama.timeout", message });
  }
}
