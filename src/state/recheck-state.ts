import { registry } from "@langchain/langgraph/zod";
import { z } from "zod";
import { DecisionAction } from "#src/domain/decision.ts";
import { compareAsJson, mergeByKey } from "./merge-by-key.ts";

export const RecheckInput = z
  .object({ batchId: z.string().min(1).meta({ title: "Batch" }).describe("A batch that is done") })
  .describe("A batch whose skipped checks are run now");

/** What became of one document. */
export const Rechecked = z.object({
  file: z.string(),
  before: DecisionAction,
  after: DecisionAction,
  stillSkipped: z.array(z.string()).describe("Checks whose service gave no answer again"),
});
export type Rechecked = z.infer<typeof Rechecked>;

export const RecheckState = RecheckInput.extend({
  files: z.array(z.string()).optional().describe("Documents with skipped checks"),
  rechecked: z.record(z.string(), Rechecked).register(registry, {
    reducer: { fn: mergeByKey<Rechecked>(compareAsJson) },
    default: () => ({}),
  }),
});
export type RecheckState = z.infer<typeof RecheckState>;
export type RecheckUpdate = Partial<RecheckState>;

/** What one `Send` carries to `recheck_documents`. */
export const RecheckChunk = z.object({ batchId: z.string(), files: z.array(z.string()) });
export type RecheckChunk = z.infer<typeof RecheckChunk>;

export const RecheckOutput = z.object({ rechecked: z.record(z.string(), Rechecked) });
