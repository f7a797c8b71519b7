import { z } from "zod";
import type { ModelShelf } from "./model-shelf.ts";
import { digestOf } from "./model-shelf.ts";
import { Refusal } from "./refusal.ts";
import { parseBody, parseKeepAlive } from "./request-body.ts";

const dimensionsDefault = 64;
const charactersPerToken = 4;

const NamedModel = z.object({ model: z.string().nullish(), name: z.string().nullish() });

/** The model a body names; `name` is the older word for it. Throws a `Refusal` if it names none. */
export function parseModelName(text: string): string {
  const body = parseBody(text, NamedModel);
  const name = body.model || body.name;
  if (!name) throw new Refusal(400, "model is required");
  return name;
}

const EmbedBody = z.object({
  model: z.string(),
  input: z.unknown().optional(),
  truncate: z.boolean().nullish(),
  keep_alive: z.union([z.number(), z.string()]).nullish(),
});

/** `/api/embed`: vectors of length 1, as the server gives them. */
export function answerEmbed(
  text: string,
  shelf: ModelShelf,
  embed: (text: string) => readonly number[],
): unknown {
  const body = parseBody(text, EmbedBody);
  const input = typeof body.input === "string" ? [body.input] : (body.input ?? []);
  if (!Array.isArray(input) || !input.every((part) => typeof part === "string")) {
    throw new Refusal(400, "invalid input type");
  }
  const { contextLength } = shelf.find(body.model);
  shelf.load(body.model, undefined, parseKeepAlive(body.keep_alive));
  const tokens = input.map((part) => Math.ceil(part.length / charactersPerToken));
  if (body.truncate === false && tokens.some((count) => count > contextLength)) {
    throw new Refusal(400, "the input length exceeds the context length");
  }
  return {
    model: body.model,
    embeddings: input.map((part) => normalise(embed(part))),
    total_duration: 1_000_000,
    load_duration: 100_000,
    prompt_eval_count: tokens.reduce((sum, count) => sum + count, 0),
  };
}

function normalise(vector: readonly number[]): readonly number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((part) => part / length);
}

/** A vector by the words of a text: texts that share words are near each other. */
export function embedByWords(text: string): readonly number[] {
  const vector = Array.from({ length: dimensionsDefault }, () => 0);
  for (const word of text.toLocaleLowerCase("en").match(/[\p{L}\p{N}]+/gu) ?? []) {
    const dimension = Number.parseInt(digestOf(word).slice(0, 8), 16) % dimensionsDefault;
    vector[dimension] = (vector[dimension] ?? 0) + 1;
  }
  return vector;
}

/** What `/api/pull` tells while it fetches a model. */
export function pullProgress(name: string, sizeBytes: number): readonly object[] {
  const digest = `sha256:${digestOf(name)}`;
  const status = `pulling ${digest.slice(7, 19)}`;
  return [
    { status: "pulling manifest" },
    { status, digest, total: sizeBytes },
    { status, digest, total: sizeBytes, completed: Math.floor(sizeBytes / 2) },
    { status, digest, total: sizeBytes, completed: sizeBytes },
    { status: "verifying sha256 digest" },
    { status: "writing manifest" },
    { status: "success" },
  ];
}
