import { z } from "zod";
import { OperationName } from "./operation.ts";

const milliseconds = z.number().min(0);

export const OperationStatistics = z
  .object({
    name: OperationName,
    count: z.int().min(1).describe("Times it ran; a repeated check counts again"),
    p50Ms: milliseconds.describe("Median of the durations, waiting for slots included"),
    p95Ms: milliseconds.describe("95th percentile of the durations"),
    maxMs: milliseconds.describe("Longest duration"),
    workedMs: milliseconds.describe("Worked, all runs added up"),
    waitedMs: milliseconds.describe("Waited for turns and slots, all runs added up"),
  })
  .describe("One operation over the documents of a batch; times in milliseconds");
export type OperationStatistics = z.infer<typeof OperationStatistics>;

export const BatchOperations = z
  .object({
    documents: z.int().min(0).describe("Documents that ran any operation"),
    sequentialMs: milliseconds.describe(
      "All operations one after another, without any waiting for slots",
    ),
    waitedMs: milliseconds.describe("All waiting for turns and slots, added up"),
    documentsMs: milliseconds.describe(
      "Time documents took, each from its first operation to its last, added up",
    ),
    speedUpInDocuments: z
      .number()
      .min(0)
      .optional()
      .describe(
        "Durations of operations over documentsMs: what running those of a document side by side gave",
      ),
    speedUp: z
      .number()
      .min(0)
      .optional()
      .describe(
        "sequentialMs over the wall time of the batch; absent if not all of it ran within that time",
      ),
    byName: z.array(OperationStatistics).describe("By time worked, the most first"),
  })
  .describe("Operations of a batch: what they took, waited and gained by running side by side");
export type BatchOperations = z.infer<typeof BatchOperations>;
