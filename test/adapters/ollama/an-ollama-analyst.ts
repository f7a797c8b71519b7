import { onTestFinished } from "vitest";
import {
  createOllamaAnalyst,
  type OllamaAnalyst,
  type OllamaAnalystOptions,
} from "#src/adapters/ollama/ollama-analyst.ts";
import { emptyAnswer, type ModelAnswer } from "#src/domain/model-answer.ts";
import { createFakeModelCache } from "#test/fakes/fake-model-cache.ts";
import {
  type OllamaDouble,
  type OllamaDoubleOptions,
  type Reply,
  startOllamaDouble,
} from "#test/fakes/ollama-server.ts";

export const modelName = "qwen3:4b-instruct";

/** A reply with a whole answer; what is not given is not stated. */
export const aReply = (answer: Partial<ModelAnswer> = {}, change: Partial<Reply> = {}): Reply => ({
  content: { ...emptyAnswer, documentType: "invoice", ...answer },
  ...change,
});

/** A server that is closed with the test; it answers with an empty invoice unless told otherwise. */
export async function aServer(options: OllamaDoubleOptions = {}): Promise<OllamaDouble> {
  const server = await startOllamaDouble({ reply: () => aReply(), ...options });
  onTestFinished(async () => await server.close());
  return server;
}

/** An analyst of these hosts, closed with the test. It waits for nothing between attempts. */
export function anAnalyst(
  urls: readonly string[],
  change: Partial<OllamaAnalystOptions> = {},
): OllamaAnalyst {
  const analyst = createOllamaAnalyst({
    hosts: urls,
    model: modelName,
    isConfigured: true,
    numCtx: 8_192,
    numPredict: 2_048,
    keepAlive: "10m",
    slotsMax: 8,
    slotsInitial: 8,
    timeoutMs: 30_000,
    attemptsMax: 3,
    backoffMsMin: 0,
    cache: createFakeModelCache(),
    now: () => 0,
    ...change,
  });
  onTestFinished(async () => await analyst.close());
  return analyst;
}

/** An address where nothing listens. */
export async function aDeadUrl(): Promise<string> {
  const server = await startOllamaDouble();
  await server.close();
  return server.url;
}
