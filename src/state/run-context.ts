import { z } from "zod";
import { CurrencyCode } from "#src/domain/money.ts";

const parallelismMax = 256;
const chunkSizeMax = 1_000;
const roundsMax = 10;
const priorityMax = 100;

export const Strategy = z
  .enum(["sequential", "concurrent"])
  .meta({ title: "Strategy" })
  .describe(
    "sequential: one document and one check at a time; concurrent: everything independent at once",
  );
export type Strategy = z.infer<typeof Strategy>;

export const OnError = z
  .enum(["stop", "continue", "retry", "skip"])
  .meta({ title: "On error" })
  .describe(
    "When a document fails. stop: start no further document; continue: quarantine it at once; " +
      "retry: try transient failures again in later rounds, then quarantine; " +
      "skip: quarantine at once and leave it out of the success rate",
  );
export type OnError = z.infer<typeof OnError>;

export const AnalysisMode = z
  .enum(["auto", "ollama", "rules"])
  .meta({ title: "Analysis" })
  .describe(
    "auto: ask the model where rules are unsure and a model answers; ollama: ask it for every page, or do not start; " +
      "rules: never",
  );
export type AnalysisMode = z.infer<typeof AnalysisMode>;

export const TierMode = z.enum(["parallel", "sequential", "off"]);
export type TierMode = z.infer<typeof TierMode>;

const tierTimeoutMs = (tier: string) =>
  z.int().min(1).max(600_000).describe(`Longest one task of ${tier} may take, milliseconds`);

/**
 * How a run works. Strategy, parallelism, chunk size and priority never change a result; `onError` and `roundsMax` decide what becomes of
 * failures, `ignoreEmbeddedXml` and `baseCurrency` what is read and compared.
 */
export const RunContext = z
  .object({
    strategy: Strategy.default("concurrent"),
    parallelism: z
      .int()
      .min(1)
      .max(parallelismMax)
      .default(8)
      .meta({ title: "Parallelism" })
      .describe("Documents in flight at once (1 for strategy sequential)"),
    chunkSize: z
      .int()
      .min(1)
      .max(chunkSizeMax)
      .default(50)
      .meta({ title: "Chunk size" })
      .describe("Documents one worker takes; raised when a batch would need over 200 workers"),
    priority: z
      .int()
      .min(-priorityMax)
      .max(priorityMax)
      .default(0)
      .meta({ title: "Priority" })
      .describe(
        "Among runs of one server that wait for the same service or model: higher is sooner",
      ),
    onError: OnError.default("retry"),
    roundsMax: z
      .int()
      .min(0)
      .max(roundsMax)
      .default(2)
      .meta({ title: "Retry rounds" })
      .describe("Rounds in which transient failures are tried again"),
    baseCurrency: CurrencyCode.default("EUR")
      .meta({ title: "Base currency" })
      .describe("Currency that amounts are converted to and limits compared in, ISO 4217"),
    ignoreEmbeddedXml: z
      .boolean()
      .default(false)
      .meta({ title: "Ignore embedded XML" })
      .describe("Read the printed page of Factur-X and ZUGFeRD PDFs instead of their XML"),
    analysis: AnalysisMode.default("auto"),
    tier1: TierMode.default("parallel")
      .meta({ title: "Tier 1" })
      .describe("Retrieval before the model: context, checks, seller"),
    tier2: TierMode.default("parallel")
      .meta({ title: "Tier 2" })
      .describe("What follows the model's answer: quality, citations, cost"),
    tier1TimeoutMs: tierTimeoutMs("tier 1").default(5_000).meta({ title: "Tier 1 timeout" }),
    tier2TimeoutMs: tierTimeoutMs("tier 2").default(2_000).meta({ title: "Tier 2 timeout" }),
    deadlineMs: z
      .int()
      .min(1)
      .max(3_600_000)
      .default(300_000)
      .meta({ title: "Deadline" })
      .describe("Longest a document waits for the model, retries included, milliseconds"),
  })
  .describe("Settings of one run");
export type RunContext = z.infer<typeof RunContext>;

/**
 * The context of a run with its defaults: LangGraph hands out what the caller gave, without them.
 *
 * @param saved - What the thread ran under before: settings the caller did not give stay as they were.
 */
export const runContextOf = (
  config: { context?: unknown; configurable?: Record<string, unknown> },
  saved?: RunContext,
): RunContext =>
  RunContext.parse({
    ...(config.configurable?.[runDefaultsKey] as object | undefined),
    ...saved,
    ...(config.context as object | undefined),
  });

/**
 * Key of `configurable` under which a server hands the settings of its environment to runs that give none. LangGraph keeps keys
 * that begin so out of checkpoints.
 */
export const runDefaultsKey = "__fanfold_run";
