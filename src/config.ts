import path from "node:path";
import { z } from "zod";
import { CurrencyCode } from "#src/domain/money.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { ConfigError } from "#src/errors.ts";
import { OnError, RunContext, Strategy } from "#src/state/run-context.ts";

const isCurrency = (code: string): boolean => Intl.supportedValuesOf("currency").includes(code);
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const mebibyte = 1024 * 1024;

/** Every setting, by the name of its environment variable; the README's table and `.env.example` are made from it. */
export const Env = z.object({
  FANFOLD_HOME: z
    .string()
    .min(1)
    .default(".fanfold")
    .describe("Folder of the ledger and the checkpoints, relative to the working directory"),
  FANFOLD_STRATEGY: Strategy.default("concurrent").describe(
    "sequential: one document and one check at a time; concurrent: everything independent at once",
  ),
  FANFOLD_PARALLELISM: wholeNumber(1, 256)
    .default(8)
    .describe("Documents in flight in the process"),
  FANFOLD_CHUNK_SIZE: wholeNumber(1, 1_000).default(50).describe("Documents one worker takes"),
  FANFOLD_ON_ERROR: OnError.default("retry").describe(
    "When a document fails: stop, continue, retry (transient failures, in rounds) or skip",
  ),
  FANFOLD_ROUNDS_MAX: wholeNumber(0, 10).default(2).describe("Retry rounds for transient failures"),
  FANFOLD_POLICY: z
    .string()
    .optional()
    .describe("Policy file (YAML); the built-in policy if empty"),
  FANFOLD_SELLERS: z.string().optional().describe("Seller master file (CSV)"),
  FANFOLD_BASE_CURRENCY: CurrencyCode.refine(isCurrency, "is not a currency of ISO 4217")
    .default("EUR")
    .describe("Currency amounts are converted to and limits are compared in"),
  FANFOLD_READER_THREADS: wholeNumber(1, 64)
    .default(2)
    .describe("Worker threads that read documents; each may take some 300 MB"),
  FANFOLD_FILE_SIZE_MB_MAX: wholeNumber(1, 2_000)
    .default(defaultReadingLimits.fileSizeBytesMax / mebibyte)
    .describe("Largest file read, MiB"),
  FANFOLD_PAGES_MAX: wholeNumber(1, 10_000)
    .default(defaultReadingLimits.pagesMax)
    .describe("Most pages of one document"),
  FANFOLD_XML_SIZE_MB_MAX: wholeNumber(1, 500)
    .default(defaultReadingLimits.xmlSizeBytesMax / mebibyte)
    .describe("Largest XML read, MiB"),
  FANFOLD_XML_DEPTH_MAX: wholeNumber(8, 1_000)
    .default(defaultReadingLimits.xmlDepthMax)
    .describe("Deepest XML nesting read"),
  FANFOLD_TEXT_SIZE_MB_MAX: wholeNumber(1, 100)
    .default(defaultReadingLimits.textSizeBytesMax / mebibyte)
    .describe("Largest plain text read, MiB"),
  FANFOLD_DOCUMENT_SECONDS_MAX: wholeNumber(1, 3_600)
    .default(defaultReadingLimits.documentTimeoutMs / 1_000)
    .describe("Longest reading of one document, seconds"),
  FANFOLD_DOCUMENT_MEMORY_MB_MAX: wholeNumber(64, 8_192)
    .default(defaultReadingLimits.documentMemoryMbMax)
    .describe("Most memory the reading of one document may take, MiB"),
  FANFOLD_LEDGER_WAIT_SECONDS_MAX: wholeNumber(1, 600)
    .default(60)
    .describe("How long to wait for another process that writes to the ledger, seconds"),
});

export type Config = ReturnType<typeof parseConfig>;

/**
 * Reads the environment once. Empty values count as not set.
 *
 * @throws {ConfigError} Naming every wrong variable, not only the first.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(
    Object.keys(Env.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  );
  const parsed = Env.safeParse(given);
  if (!parsed.success) throw new ConfigError(describeProblems(parsed.error));
  const settings = parsed.data;
  const home = path.resolve(settings.FANFOLD_HOME);
  return {
    home,
    ledgerFile: path.join(home, "ledger.db"),
    checkpointsFile: path.join(home, "checkpoints.db"),
    ledgerWaitMs: settings.FANFOLD_LEDGER_WAIT_SECONDS_MAX * 1_000,
    policyFile: settings.FANFOLD_POLICY,
    sellersFile: settings.FANFOLD_SELLERS,
    readerThreads: settings.FANFOLD_READER_THREADS,
    limits: {
      ...defaultReadingLimits,
      fileSizeBytesMax: settings.FANFOLD_FILE_SIZE_MB_MAX * mebibyte,
      pagesMax: settings.FANFOLD_PAGES_MAX,
      xmlSizeBytesMax: settings.FANFOLD_XML_SIZE_MB_MAX * mebibyte,
      xmlDepthMax: settings.FANFOLD_XML_DEPTH_MAX,
      textSizeBytesMax: settings.FANFOLD_TEXT_SIZE_MB_MAX * mebibyte,
      documentTimeoutMs: settings.FANFOLD_DOCUMENT_SECONDS_MAX * 1_000,
      documentMemoryMbMax: settings.FANFOLD_DOCUMENT_MEMORY_MB_MAX,
    },
    run: RunContext.parse({
      strategy: settings.FANFOLD_STRATEGY,
      parallelism: settings.FANFOLD_PARALLELISM,
      chunkSize: settings.FANFOLD_CHUNK_SIZE,
      onError: settings.FANFOLD_ON_ERROR,
      roundsMax: settings.FANFOLD_ROUNDS_MAX,
      baseCurrency: settings.FANFOLD_BASE_CURRENCY,
    }),
  } as const;
}

function describeProblems(error: z.ZodError): string {
  return error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`).join("; ");
}
