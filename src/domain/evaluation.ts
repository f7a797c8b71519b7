import { z } from "zod";
import { Box } from "./evidence.ts";

export const evaluationVersion = 1;

const Share = z.number().min(0).max(1);
const Count = z.int().min(0);

/** How well one field, or all of them, were read. */
export const FieldScore = z
  .object({
    right: Count,
    wrong: Count.describe("A value was given, and it is not the true one: the costly case"),
    missing: Count.describe("No value was given"),
    recall: Share.describe("Right of all; every vendor or layout counts the same"),
    precision: Share.describe("Right of those given; every vendor or layout counts the same"),
  })
  .describe("Right, wrong and missing values; shares are weighted, counts are plain");
export type FieldScore = z.infer<typeof FieldScore>;

/** Values of some confidence, and how often they were right. */
export const ReliabilityBucket = z.object({
  confidenceFrom: Share.describe(
    "Least confidence of the bucket, which ends where the next begins",
  ),
  values: z.int().min(1),
  confidence: Share.describe("Mean confidence of its values"),
  right: Share.describe("Share of them that is right"),
});
export type ReliabilityBucket = z.infer<typeof ReliabilityBucket>;

/** A value that is not right, and where it was read. */
export const Miss = z.object({
  file: z.string(),
  field: z.string(),
  verdict: z.enum(["wrong", "missing"]),
  expected: z.string(),
  read: z.string().optional(),
  confidence: Share.optional(),
  page: z.int().min(1).optional(),
  box: Box.optional(),
});
export type Miss = z.infer<typeof Miss>;

export const GroupScore = z.object({
  group: z.string().describe("Vendor or layout"),
  documents: z.int().min(1),
  score: FieldScore,
});
export type GroupScore = z.infer<typeof GroupScore>;

export const KindEvaluation = z
  .object({
    documents: z.int().min(1),
    groups: z.int().min(1).describe("Vendors or layouts"),
    quarantined: Count,
    seconds: z.number().min(0).optional().describe("Wall time of the kind's own batch"),
    peakMemoryBytes: Count.optional().describe("Highest resident memory seen during that batch"),
    fields: z.record(z.string(), FieldScore).describe("By field of the truth; `all` is every one"),
    lines: FieldScore.optional().describe(
      "Values of invoice lines, read lines matched with true ones so that most agree; absent without truth",
    ),
    taxBreakdowns: FieldScore.optional().describe("Values of VAT rows, matched like the lines"),
    worst: z.array(GroupScore).describe("Lowest recall first"),
  })
  .describe("Documents of one kind");
export type KindEvaluation = z.infer<typeof KindEvaluation>;

/** What `fanfold eval` measured: its `evaluation.json`, and what `--compare` takes. */
export const Evaluation = z
  .object({
    evaluationVersion: z.literal(evaluationVersion),
    isEmbeddedXmlIgnored: z
      .boolean()
      .describe("Printed pages were read, and scored on what is printed"),
    kinds: z.record(z.string(), KindEvaluation),
    reliability: z
      .array(ReliabilityBucket)
      .describe("Values read from pages, by their confidence; XML is exact"),
    calibrationError: Share.describe("Mean distance of confidence and share right, by values"),
    rowReliability: z
      .array(ReliabilityBucket)
      .default([])
      .describe("Values of invoice lines and VAT rows read from pages, by their confidence"),
    rowCalibrationError: Share.default(0).describe("The same distance for values of rows"),
    misses: z.array(Miss).describe("Wrong values first; bounded"),
    missesLeftOut: Count,
  })
  .describe("How well documents with known values were read");
export type Evaluation = z.infer<typeof Evaluation>;
