import type { Outcome } from "#src/domain/outcome.ts";
import { countOf } from "./format.ts";

/** Models named; a run has one or two. */
const modelsMax = 5;

/** Counts who read the documents of a batch, for its heading. */
export function createEngineTally() {
  const byModel = new Map<string, number>();
  let degraded = 0;
  return {
    add({ analysis }: Pick<Outcome, "analysis">): void {
      const { model } = analysis;
      if (model !== null && (byModel.has(model) || byModel.size < modelsMax)) {
        byModel.set(model, (byModel.get(model) ?? 0) + 1);
      }
      if (analysis.degraded) degraded += 1;
    },
    /** For example `rules; qwen3:4b-instruct beside them for 12 documents`. */
    describe(): string {
      const models = [...byModel].map(
        ([model, count]) => `${model} beside them for ${countOf(count, "document")}`,
      );
      const missing =
        degraded === 0 ? [] : [`no answer of the model for ${countOf(degraded, "document")}`];
      return ["rules", ...models, ...missing].join("; ");
    },
  };
}
