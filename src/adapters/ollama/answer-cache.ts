import { createHash } from "node:crypto";
import { z } from "zod";
import { answerSchemaVersion, ModelAnswer } from "#src/domain/model-answer.ts";
import type { AnalysisRequest } from "#src/ports/document-analyst.ts";
import type { ModelCache } from "#src/ports/model-cache.ts";
import { promptVersion } from "./prompt.ts";

const KeptAnswer = z.object({ answer: ModelAnswer, isRepaired: z.boolean() });
type KeptAnswer = z.infer<typeof KeptAnswer>;

/** Names the question: same content, shown the same way, to the same model, in the same words. */
export const answerKey = (
  { documentId, content }: Pick<AnalysisRequest, "documentId" | "content">,
  model: string,
): string =>
  sha256([documentId, content.kind, model, String(promptVersion), String(answerSchemaVersion)]);

export const sha256 = (parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** A value that is no answer any more is asked for anew. */
export async function findAnswer(cache: ModelCache, key: string): Promise<KeptAnswer | undefined> {
  return KeptAnswer.safeParse(await cache.find("answer", key)).data;
}

export async function saveAnswer(cache: ModelCache, key: string, kept: KeptAnswer): Promise<void> {
  await cache.save("answer", key, kept);
}
