import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { ChatOllama } from "@langchain/ollama";
import { z } from "zod";
import type { ModelAnswer } from "#src/domain/model-answer.ts";
import { AnswerUnusable } from "#src/ports/document-analyst.ts";
import { HostFailure } from "./host-failure.ts";
import { parseAnswer } from "./parse-answer.ts";
import { tooSmall } from "./group-pages.ts";
import { repairMessage } from "./prompt.ts";
import { estimateTokens } from "./tokens.ts";

/** How a model is run; the same for every request, since another context size makes a server load the model anew. */
export type ModelSettings = {
  readonly model: string;
  readonly numCtx: number;
  readonly numPredict: number;
  /** How long the model stays loaded: seconds, or a duration such as `10m`. */
  readonly keepAlive: string | number;
  /** The model thinks unless it is told not to. */
  readonly canThink: boolean;
};

export type ChatOptions = {
  readonly host: string;
  readonly settings: ModelSettings;
  readonly schema: Record<string, unknown>;
  /** Bound to the signal of this one call. */
  readonly fetch: typeof fetch;
  readonly metadata: Readonly<Record<string, string>>;
};

export type Reply = {
  readonly content: string;
  readonly isTruncated: boolean;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly seconds: number;
};

/** Any fixed number: the same question is answered the same way. */
const seed = 20_260_101;

const Raw = z.object({
  content: z.string(),
  response_metadata: z.object({
    done_reason: z.string().optional(),
    total_duration: z.number().min(0).optional(),
  }),
  usage_metadata: z.object({
    input_tokens: z.int().min(0),
    output_tokens: z.int().min(0),
  }),
});

/**
 * One request to one host, by a client of its own: LangChain is handed no signal of ours, because it takes an aborted answer for
 * a complete one and aborts its other requests with it. The signal that never fires also keeps out the one of a graph around.
 *
 * @throws {HostFailure} If the answer is not complete; or what the `fetch` given throws.
 */
export async function chat(
  messages: readonly BaseMessage[],
  { host, settings, schema, fetch, metadata }: ChatOptions,
): Promise<Reply> {
  const { canThink, ...given } = settings;
  const model = new ChatOllama({
    ...given,
    baseUrl: host,
    fetch,
    temperature: 0,
    seed,
    ...(canThink && { think: false }),
  });
  const { raw } = await model
    .withStructuredOutput(schema, { method: "jsonSchema", includeRaw: true })
    .invoke([...messages], {
      signal: new AbortController().signal,
      metadata,
      runName: "analyze_document",
    });
  const { content, response_metadata: end, usage_metadata: usage } = Raw.parse(raw);
  if (end.done_reason === undefined) {
    throw new HostFailure("ollama.cut", `${host} gave an answer without its end`, {
      isTransient: true,
    });
  }
  return {
    content,
    isTruncated: end.done_reason === "length",
    promptTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    seconds: (end.total_duration ?? 0) / 1e9,
  };
}

export type Answered = {
  readonly answer: ModelAnswer;
  readonly isRepaired: boolean;
};

/** Characters of an answer that broke the schema the model is shown again. */
const repairCharsMax = 4_000;

/**
 * Asks, and once more if the answer breaks the schema.
 *
 * @param ask - Sends messages to some host.
 * @throws {AnswerUnusable} If the answer was cut off, the prompt was, or the second answer breaks the schema too.
 */
export async function askWithRepair(
  messages: readonly BaseMessage[],
  { numCtx, numPredict }: Pick<ModelSettings, "numCtx" | "numPredict">,
  ask: (messages: readonly BaseMessage[]) => Promise<Reply>,
): Promise<Answered> {
  const first = await ask(messages);
  const parsed = parseComplete(first, numCtx);
  if ("answer" in parsed) return { ...parsed, isRepaired: false };
  const correction = repairMessage(parsed.issues);
  // A token is at least one character: what is shown again fits.
  const roomTokens = numCtx - numPredict - first.promptTokens - estimateTokens(correction);
  const shown = first.content.slice(0, Math.max(0, Math.min(repairCharsMax, roomTokens)));
  const second = await ask([
    ...messages,
    ...(shown === "" ? [] : [new AIMessage(shown)]),
    new HumanMessage(correction),
  ]);
  const repaired = parseComplete(second, numCtx);
  if ("answer" in repaired) return { ...repaired, isRepaired: true };
  throw new AnswerUnusable(
    "analysis.unusable_answer",
    `the model's answer breaks the schema twice (${repaired.issues[0] ?? "no reason"})`,
  );
}

function parseComplete(reply: Reply, numCtx: number) {
  const { promptTokens, outputTokens } = reply;
  if (promptTokens + outputTokens >= numCtx) {
    throw tooSmall(
      `prompt and answer took ${promptTokens + outputTokens} tokens and the context has ${numCtx}: the prompt was cut`,
    );
  }
  if (!reply.isTruncated) return parseAnswer(reply.content);
  throw new AnswerUnusable(
    "analysis.unusable_answer",
    `the answer was cut off after ${outputTokens} tokens: raise OLLAMA_NUM_PREDICT`,
  );
}
