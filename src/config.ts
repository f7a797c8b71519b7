import path from "node:path";
import { z } from "zod";
import { ApiTokens } from "#src/domain/api-token.ts";
import { defaultHost, HostList } from "#src/domain/host-list.ts";
import { CurrencyCode } from "#src/domain/money.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { ConfigError } from "#src/errors.ts";
import { AnalysisMode, OnError, RunContext, Strategy, TierMode } from "#src/state/run-context.ts";

const isCurrency = (code: string): boolean => Intl.supportedValuesOf("currency").includes(code);
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const mebibyte = 1024 * 1024;

/** What Ollama is asked with unless the user names something. */
const ollamaDefaults = { host: defaultHost, model: "qwen3:4b-instruct" } as const;
/** A secret that is sent in a header. Its value is never repeated in a message. */
const HeaderValue = z
  .string()
  .regex(/^[\x21-\x7e]+$/, "holds a character that no HTTP header may have; copy it again");

const Price = z.string().regex(/^\d{1,9}(\.\d{1,9})?$/, "expected an amount such as 0.15");

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
  FANFOLD_SERVICES: z
    .string()
    .optional()
    .describe(
      "Services file (YAML): registers, addresses and exchange rates that are asked; none if empty",
    ),
  COMPANIES_HOUSE_API_KEY: HeaderValue.optional().describe("Key of Companies House"),
  SERPER_API_KEY: HeaderValue.optional().describe("Key of Serper (web search)"),
  GOOGLE_MAPS_API_KEY: HeaderValue.optional().describe("Key of Google Address Validation"),
  FANFOLD_BASE_CURRENCY: CurrencyCode.refine(isCurrency, "is not a currency of ISO 4217")
    .default("EUR")
    .describe("Currency amounts are converted to and limits are compared in"),
  FANFOLD_ANALYSIS: AnalysisMode.default("auto").describe(
    "auto: ask the model where rules are unsure and one answers; ollama: ask it for every page, or do not start; rules: never",
  ),
  FANFOLD_TIER1: TierMode.default("parallel").describe(
    "Retrieval before the model (context, checks, seller): parallel, sequential or off",
  ),
  FANFOLD_TIER1_TIMEOUT_MS: wholeNumber(1, 600_000)
    .default(5_000)
    .describe("Longest one task of tier 1 may take, milliseconds"),
  FANFOLD_TIER2: TierMode.default("parallel").describe(
    "Checks of the model's answer (quality, citations, cost): parallel, sequential or off; off uses nothing of it",
  ),
  FANFOLD_TIER2_TIMEOUT_MS: wholeNumber(1, 600_000)
    .default(2_000)
    .describe("Longest one task of tier 2 may take, milliseconds"),
  FANFOLD_KNOWLEDGE: z
    .string()
    .optional()
    .describe("Folder of policy documents (.md, .txt) a model is given passages of"),
  OLLAMA_BASE_URL: HostList.optional().describe(
    "Ollama, one address or several separated by commas; http://127.0.0.1:11434 if empty",
  ),
  OLLAMA_API_KEY: HeaderValue.optional().describe("Bearer token the hosts ask for"),
  OLLAMA_MODEL: z
    .string()
    .optional()
    .describe(`Model that reads text; ${ollamaDefaults.model} if empty`),
  OLLAMA_VISION_MODEL: z
    .string()
    .optional()
    .describe("Model that looks at scans and images; without it text recognition alone reads them"),
  OLLAMA_EMBED_MODEL: z
    .string()
    .optional()
    .describe("Model for embeddings: a second, fused ranking of what is retrieved"),
  OLLAMA_NUM_CTX: wholeNumber(1_024, 1_048_576)
    .default(8_192)
    .describe(
      "Context size, tokens; one size for all requests, since another one loads the model anew",
    ),
  OLLAMA_NUM_PREDICT: wholeNumber(128, 65_536)
    .default(2_048)
    .describe("Longest answer, tokens; taken from the context"),
  OLLAMA_KEEP_ALIVE: z
    .string()
    .default("10m")
    .describe("How long a model stays loaded after a request"),
  OLLAMA_SLOTS: wholeNumber(1, 256)
    .default(4)
    .describe(
      "Most requests at once to one host; it starts with one, and how many the host bears is found by itself",
    ),
  OLLAMA_TIMEOUT_SECONDS: wholeNumber(1, 3_600)
    .default(120)
    .describe("Longest one request may take, loading the model included, seconds"),
  OLLAMA_ATTEMPTS_MAX: wholeNumber(1, 10)
    .default(3)
    .describe("Requests for one answer in all, when they fail for a reason that may pass"),
  OLLAMA_DEADLINE_SECONDS: wholeNumber(1, 3_600)
    .default(300)
    .describe("Longest a document waits for the model, turns and retries included, seconds"),
  OLLAMA_PRICE_PROMPT: Price.default("0").describe(
    "Cost of a million prompt tokens, in a currency of your choice",
  ),
  OLLAMA_PRICE_OUTPUT: Price.default("0").describe("Cost of a million output tokens"),
  OLLAMA_PRICE_HOUR: Price.default("0").describe("Cost of an hour of the model's work"),
  FANFOLD_LOG_LEVEL: z
    .enum(["silent", "error", "warn", "info"])
    .default("warn")
    .describe("What the server logs, as JSON lines on standard error"),
  FANFOLD_TRACE_CONTENT: z
    .enum(["true", "false"])
    .default("false")
    .describe(
      "With LANGSMITH_TRACING=true: also send documents, prompts and answers to LangSmith; ids, times and counts are sent anyway",
    ),
  FANFOLD_READER_THREADS: wholeNumber(1, 64)
    .default(2)
    .describe("Threads that read documents, one more while some are slow; 300 MB each"),
  FANFOLD_OCR: z
    .enum(["auto", "off"])
    .default("auto")
    .describe("auto: scans and images are read by text recognition; off: they are quarantined"),
  FANFOLD_OCR_THREADS: wholeNumber(1, 64)
    .default(2)
    .describe("Scans read at the same time, each in a process that takes some 600 MB"),
  FANFOLD_OCR_SECONDS_MAX: wholeNumber(1, 3_600)
    .default(120)
    .describe("Longest text recognition of one document, seconds"),
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
  FANFOLD_API_TOKENS: ApiTokens.optional().describe(
    "Who may use the server: entries name:roles:token, separated by commas, roles read, run and review joined by +; if empty it serves this machine alone",
  ),
  FANFOLD_INPUT_ROOT: z
    .string()
    .optional()
    .describe(
      "Folder below which runs of the server read files by path; if empty the working directory, with tokens none",
    ),
  FANFOLD_REQUEST_MB_MAX: wholeNumber(1, 500)
    .default(32)
    .describe("Largest request the server takes, documents inside it included, MiB"),
  FANFOLD_INBOX_MB_MAX: wholeNumber(1, 1_000_000)
    .default(1_024)
    .describe("Documents sent inside requests that are kept at once, for a day each, MiB"),
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
    servicesFile: settings.FANFOLD_SERVICES,
    serviceKeys: {
      companiesHouse: settings.COMPANIES_HOUSE_API_KEY,
      serper: settings.SERPER_API_KEY,
      google: settings.GOOGLE_MAPS_API_KEY,
    },
    knowledgeFolder: settings.FANFOLD_KNOWLEDGE,
    ollama: ollamaOf(settings),
    server: serverOf(settings, home),
    logLevel: settings.FANFOLD_LOG_LEVEL,
    isContentTraced: settings.FANFOLD_TRACE_CONTENT === "true",
    readerThreads: settings.FANFOLD_READER_THREADS,
    recognition: recognitionOf(settings),
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
      analysis: settings.FANFOLD_ANALYSIS,
      tier1: settings.FANFOLD_TIER1,
      tier2: settings.FANFOLD_TIER2,
      tier1TimeoutMs: settings.FANFOLD_TIER1_TIMEOUT_MS,
      tier2TimeoutMs: settings.FANFOLD_TIER2_TIMEOUT_MS,
      deadlineMs: settings.OLLAMA_DEADLINE_SECONDS * 1_000,
    }),
  } as const;
}

function recognitionOf(settings: z.infer<typeof Env>) {
  if (settings.FANFOLD_OCR === "off") return undefined;
  return {
    threads: settings.FANFOLD_OCR_THREADS,
    timeoutMs: settings.FANFOLD_OCR_SECONDS_MAX * 1_000,
  };
}

function serverOf(settings: z.infer<typeof Env>, home: string) {
  const { FANFOLD_API_TOKENS: tokens = [], FANFOLD_INPUT_ROOT: root } = settings;
  // The working directory holds more than invoices: whoever lets others in says what they may read.
  const isOpenByDefault = tokens.length === 0;
  return {
    tokens,
    inputRoot: root === undefined && !isOpenByDefault ? undefined : path.resolve(root ?? "."),
    requestBytesMax: settings.FANFOLD_REQUEST_MB_MAX * mebibyte,
    inbox: path.join(home, "inbox"),
    inboxBytesMax: settings.FANFOLD_INBOX_MB_MAX * mebibyte,
  };
}

function ollamaOf(settings: z.infer<typeof Env>) {
  const { OLLAMA_BASE_URL: hosts, OLLAMA_MODEL: model } = settings;
  return {
    hosts: hosts === undefined || hosts.length === 0 ? [ollamaDefaults.host] : hosts,
    apiKey: settings.OLLAMA_API_KEY,
    model: model ?? ollamaDefaults.model,
    visionModel: settings.OLLAMA_VISION_MODEL,
    embeddingModel: settings.OLLAMA_EMBED_MODEL,
    /** The user named a host or a model, so it is worth a word if it cannot be used. */
    isConfigured: [hosts, model, settings.OLLAMA_VISION_MODEL, settings.OLLAMA_EMBED_MODEL].some(
      (setting) => setting !== undefined,
    ),
    numCtx: settings.OLLAMA_NUM_CTX,
    numPredict: settings.OLLAMA_NUM_PREDICT,
    keepAlive: settings.OLLAMA_KEEP_ALIVE,
    slotsMax: settings.OLLAMA_SLOTS,
    timeoutMs: settings.OLLAMA_TIMEOUT_SECONDS * 1_000,
    attemptsMax: settings.OLLAMA_ATTEMPTS_MAX,
    prices: {
      perMillionPromptTokens: settings.OLLAMA_PRICE_PROMPT,
      perMillionOutputTokens: settings.OLLAMA_PRICE_OUTPUT,
      perHour: settings.OLLAMA_PRICE_HOUR,
    },
  };
}

function describeProblems(error: z.ZodError): string {
  return error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`).join("; ");
}
