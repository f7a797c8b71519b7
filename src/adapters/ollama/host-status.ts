import { z } from "zod";
import type { AnalystProblem } from "#src/ports/document-analyst.ts";
import type { OllamaConnection } from "./connection.ts";
import { HostFailure, hostFailureOf, modelMissing, notOllama } from "./host-failure.ts";

export type ModelFacts = {
  /** Absent: the server does not say. */
  readonly capabilities: readonly string[] | undefined;
  /** Tokens the model was made for; absent if the server does not say. */
  readonly contextLength: number | undefined;
};

/** What one host was found to be. */
export type HostStatus = {
  readonly host: string;
  readonly version: string | undefined;
  /** Names of all models it has. */
  readonly models: readonly string[];
  /** Facts of the configured models it has, by the name configured. */
  readonly facts: ReadonlyMap<string, ModelFacts>;
  readonly problems: readonly AnalystProblem[];
};

export type WantedModels = {
  readonly model: string;
  readonly visionModel?: string | undefined;
  readonly embeddingModel?: string | undefined;
  readonly numCtx: number;
};

/** How long a host may take to say what it is, milliseconds. */
export const probeTimeoutMs = 1_500;

const Version = z.object({ version: z.string() });
const Tags = z.object({ models: z.array(z.object({ name: z.string() })).nullish() });
const Show = z.object({
  capabilities: z.array(z.string()).optional(),
  model_info: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Asks a host what it is and has. Never throws for a host that is down: that is among its problems. What was known of it before
 * is kept where it gives no answer just now: it is busy, not another.
 */
export async function probeHost(
  connection: OllamaConnection,
  host: string,
  wanted: WantedModels,
  signal: AbortSignal,
  before?: HostStatus,
): Promise<HostStatus> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(probeTimeoutMs)]);
  const names = [wanted.model, wanted.visionModel, wanted.embeddingModel];
  const configured = [...new Set(names.filter((name) => name !== undefined))];
  const unknown = { host, version: undefined, models: [], facts: new Map<string, ModelFacts>() };
  try {
    const version = await probeVersion(connection, host, limit);
    const models = await listModels(connection, host, limit);
    const present = configured.filter((name) => hasModel(models, name));
    const facts = new Map(
      await Promise.all(
        present.map(async (name) => {
          const told = await showModel(connection, host, name, limit);
          return [name, told ?? before?.facts.get(name) ?? factsUnknown] as const;
        }),
      ),
    );
    signal.throwIfAborted();
    const missing = configured.filter((name) => !present.includes(name));
    const problems = [
      ...missing.map((name) => problemOf(modelMissing(host, name))),
      ...problemsOfFacts(host, wanted, facts),
    ];
    return { host, version, models, facts, problems };
  } catch (error) {
    signal.throwIfAborted();
    const problem = problemOf(probeFailure(error, { host, limit }));
    if (before === undefined || !isPassing(problem)) return { ...unknown, problems: [problem] };
    return { ...before, problems: [problem, ...before.problems.filter((had) => !isPassing(had))] };
  }
}

/** What kept a host from being looked at. */
function probeFailure(
  error: unknown,
  { host, limit }: { host: string; limit: AbortSignal },
): HostFailure {
  if (limit.aborted) {
    const message = `${host} did not answer within ${probeTimeoutMs} ms: check that it is up and not overloaded`;
    return new HostFailure("ollama.timeout", message, { isTransient: true, cause: error });
  }
  const failure = hostFailureOf(error, host);
  if (failure instanceof HostFailure) return failure;
  // Not the host's doing, but no reason to stop a batch either. What it says may quote a secret, so it is not repeated.
  const name = error instanceof Error ? error.name : "an error";
  const message = `${host} could not be asked (${name}): please report this`;
  return new HostFailure("ollama.failed", message, { isTransient: true, cause: error });
}

export const problemOf = ({ code, message }: HostFailure): AnalystProblem => ({ code, message });

async function probeVersion(connection: OllamaConnection, host: string, signal: AbortSignal) {
  const answer = Version.safeParse(await connection.json(host, "/api/version", {}, signal));
  if (!answer.success) throw notOllama(host, "it does not tell its version");
  return answer.data.version;
}

async function listModels(connection: OllamaConnection, host: string, signal: AbortSignal) {
  const answer = Tags.safeParse(await connection.json(host, "/api/tags", {}, signal));
  if (!answer.success) throw notOllama(host, "it does not list models");
  return (answer.data.models ?? []).map(({ name }) => name);
}

/** That they are not known keeps no model from being used. */
const factsUnknown: ModelFacts = { capabilities: undefined, contextLength: undefined };

/** Facts the server does not give are not known; undefined if it gives no answer, or not in time. */
async function showModel(
  connection: OllamaConnection,
  host: string,
  model: string,
  signal: AbortSignal,
): Promise<ModelFacts | undefined> {
  try {
    const request = { body: { model }, model };
    const answer = Show.safeParse(await connection.json(host, "/api/show", request, signal));
    if (!answer.success) return factsUnknown;
    const { capabilities, model_info: info = {} } = answer.data;
    const contextLength = info[`${String(info["general.architecture"])}.context_length`];
    return {
      capabilities,
      contextLength: typeof contextLength === "number" ? contextLength : undefined,
    };
  } catch {
    return undefined;
  }
}

/** A host that could not be reached just now may have the model; one that answers and has not, or refuses us, cannot serve it. */
export const mayServe = ({ facts, problems, version }: HostStatus, model: string): boolean =>
  facts.has(model) || (version === undefined && problems.every(isPassing));

const passing = new Set<string>(["ollama.unreachable", "ollama.timeout", "ollama.failed"]);

const isPassing = ({ code }: AnalystProblem): boolean => passing.has(code);

/** The host gave no answer when it was last asked, and may give one soon. */
export const isSilent = ({ problems }: HostStatus): boolean => problems.some(isPassing);

/** `x` is `x:latest`, and case does not count. */
const hasModel = (models: readonly string[], name: string): boolean =>
  models.some((model) => fullName(model) === fullName(name));

const fullName = (name: string): string =>
  (/:[^/]*$/.test(name) ? name : `${name}:latest`).toLowerCase();

function problemsOfFacts(
  host: string,
  { model, visionModel, numCtx }: WantedModels,
  facts: ReadonlyMap<string, ModelFacts>,
): readonly AnalystProblem[] {
  const problems: AnalystProblem[] = [];
  if (visionModel !== undefined && canNot(facts.get(visionModel), "vision")) {
    problems.push({
      code: "ollama.no_vision",
      message: `${visionModel} on ${host} cannot see pictures: set OLLAMA_VISION_MODEL to a model that can, for example qwen2.5vl:7b`,
    });
  }
  for (const name of new Set([model, visionModel])) {
    const length = name === undefined ? undefined : facts.get(name)?.contextLength;
    if (length === undefined || length >= numCtx) continue;
    problems.push({
      code: "ollama.context_too_large",
      message: `${name} on ${host} has a context of ${length} tokens, fewer than ${numCtx}: set OLLAMA_NUM_CTX to at most ${length}`,
    });
  }
  return problems;
}

/** True only if the server says so. */
export const canNot = (facts: ModelFacts | undefined, capability: string): boolean =>
  facts?.capabilities !== undefined && !facts.capabilities.includes(capability);
