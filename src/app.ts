import path from "node:path";
import { createKnowledgeIndex } from "#src/adapters/minisearch/knowledge-index.ts";
import { assertReadable, readPolicyFolder } from "#src/adapters/minisearch/policy-folder.ts";
import { inspectHosts } from "#src/adapters/ollama/inspect-hosts.ts";
import { createOllamaAnalyst } from "#src/adapters/ollama/ollama-analyst.ts";
import { createOllamaEmbeddings } from "#src/adapters/ollama/ollama-embeddings.ts";
import { createFileSystemDocumentFolder } from "#src/adapters/file-system/document-folder.ts";
import { openInbox } from "#src/adapters/file-system/inbox.ts";
import { confineInputs } from "#src/adapters/file-system/input-root.ts";
import { createOfflineAddressValidator } from "#src/adapters/offline/address-validator.ts";
import { createOfflineExchangeRates } from "#src/adapters/offline/exchange-rates.ts";
import { readSellerMasterFile } from "#src/adapters/offline/seller-master-file.ts";
import { createOfflineSellerRegistry } from "#src/adapters/offline/seller-registry.ts";
import { createOfflineTaxRates } from "#src/adapters/offline/tax-rates.ts";
import { holdContents } from "#src/adapters/piscina/held-contents.ts";
import { createPooledDocumentReader } from "#src/adapters/piscina/pooled-document-reader.ts";
import { readPolicy } from "#src/adapters/settings-files/read-policy.ts";
import { readServices } from "#src/adapters/settings-files/read-services.ts";
import type { Config } from "#src/config.ts";
import { documentsPerPartMax } from "#src/domain/batch.ts";
import { extractionVersion } from "#src/domain/outcome.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import type { Log } from "#src/ports/log.ts";
import type { ModelCache } from "#src/ports/model-cache.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { openMetrics } from "./open-metrics.ts";
import { openResourceWatches } from "./open-resource-watches.ts";
import { openServices } from "./open-services.ts";
import {
  parseConfigWithFiles,
  readSettingsFiles,
  type SettingsFiles,
} from "./read-settings-files.ts";
import { onServiceEvent, type ServiceEventDeps } from "./service-events.ts";
import { openSqliteCheckpoints } from "#src/storage/sqlite-checkpoints.ts";
import { openSqliteLedger } from "#src/storage/sqlite-ledger.ts";
import { createRunObserver } from "#src/telemetry/run-observer.ts";

/** What reads the clock; tests and resumed batches bring their own. */
export type Clock = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Calendar day the dates of invoices are judged against, YYYY-MM-DD. */
  readonly today: () => string;
};

export const systemClock: Clock = {
  now: Date.now,
  today: () => new Date().toISOString().slice(0, 10),
};

/** Part of its time tier 1 waits for embeddings; then the word ranking stands, with time left to hand it on. */
const embeddingShare = 0.5;

/** Words of documents a model is reading that are held for whoever looks for its values: some 80 MB at most. */
const wordsHeldMax = 400_000;

/** Documents and operations that may wait for a slot: several full batches. */
const queueSlots = 4 * documentsPerPartMax;

/** Documents in flight beside those that hold slots: slow to read, or waiting for text recognition. */
const leaversMax = 64;

/** The folders of this machine; listing them needs nothing opened. */
export const localFolder: DocumentFolder = createFileSystemDocumentFolder();

/** How a command that opens the app reads its settings. */
export const readConfig = parseConfigWithFiles;

export type App = Awaited<ReturnType<typeof openApp>>;

/**
 * Opens the ledger alone, for commands that only look things up.
 *
 * @throws {LedgerUnavailable} If it cannot be used.
 */
export const openLedger = async (config: Config) =>
  await openSqliteLedger(config.ledgerFile, { lockWaitMs: config.ledgerWaitMs });

/**
 * Opens everything the graphs need. This is the only place where ports meet their adapters, and where services that
 * can fail get their retries, breakers and limits.
 *
 * @throws {ConfigError} What is wrong in any file of settings, all at once.
 * @throws {LedgerUnavailable} If the ledger cannot be used.
 */
export async function openApp(config: Config, clock: Clock = systemClock, log: Log = silent) {
  const { policy, policyVersion, ...lookUps } = readSettingsFiles(config);
  const observer = createRunObserver();
  const { observe } = observer;
  const services = openLookUps(lookUps, { log, observe, now: clock.now });
  const { ledger, checkpoints } = await openStorage(config);
  const { analyst, embeddings } = openOllama(config, {
    cache: ledger.modelCache,
    log,
    observe,
    now: clock.now,
  });
  const documentReader = openReader(config);
  const limiters = openLimiters();
  const readings = () => [...services.readings(), ...analyst.hosts.readings()];
  const resourceWatches = openResourceWatches(readings, analyst.hosts, () =>
    documentReader.processUsage(),
  );
  return {
    ...clock,
    log,
    observe,
    serviceEvents: observer,
    metrics: openMetrics(observer, { services: readings, ledger, ...limiters }),
    policy,
    policyVersion,
    versions: { policyVersion, extractionVersion },
    ledger,
    checkpoints,
    documentFolder: localFolder,
    documentsMax: documentsPerPartMax,
    documentReader: holdContents(documentReader, { wordsMax: wordsHeldMax }),
    placeViewer: documentReader,
    documentAnalyst: analyst,
    knowledgeIndex: openKnowledge(config, { ledger, embeddings, log }),
    modelPrices: config.ollama.prices,
    sellerRegistry: services.sellerRegistry,
    companySearch: services.companySearch,
    addressValidator: services.addressValidator,
    exchangeRates: services.exchangeRates,
    taxRates: createOfflineTaxRates(),
    ...limiters,
    processSlots: config.run.parallelism,
    resourceWatches,
    capacity: {
      readerThreads: config.readerThreads,
      hosts: config.ollama.hosts,
      hostSlotsMax: config.ollama.slotsMax,
    },
    async close(): Promise<void> {
      resourceWatches.close();
      await services.close();
      await analyst.close();
      await documentReader.close();
      checkpoints.close();
      await ledger.close();
    },
  };
}

/**
 * What runs of a server read: files below the input root, and documents that came inside requests.
 *
 * @returns `folders`: those of this machine that callers are not told of.
 */
export function openServerInputs({ server, home }: Config, { now }: Pick<Clock, "now">) {
  const { inputRoot: root, inbox: folder, inboxBytesMax: sizeBytesMax } = server;
  const inputRoot = confineInputs({ root, inbox: folder });
  return {
    inputRoot,
    inbox: openInbox({ folder, sizeBytesMax, now }),
    documentFolder: createFileSystemDocumentFolder(inputRoot),
    folders: [path.resolve("."), home, folder, ...(root === undefined ? [] : [root])],
  };
}

const silent: Log = () => undefined;

const openReader = ({ readerThreads, limits, recognition }: Config) =>
  createPooledDocumentReader({
    workerFile: new URL("./draft-worker.ts", import.meta.url),
    threads: readerThreads,
    limits,
    queueMax: queueSlots,
    recognition,
  });

/** Operations of a document, documents of a batch, and documents of all batches: each kind waits for its own. */
const openLimiters = () => ({
  operationLimiter: createKeyedLimiter({ queueSlots }),
  documentLimiter: createKeyedLimiter({ queueSlots, leaversMax }),
  processLimiter: createKeyedLimiter({ queueSlots, leaversMax }),
});

type Embeddings = ReturnType<typeof openOllama>["embeddings"];

/** Policy documents and earlier outcomes, ranked by words and, where a model for it is set, by meaning. */
function openKnowledge(
  { knowledgeFolder, run }: Config,
  { ledger, embeddings, log }: { ledger: Ledger; embeddings: Embeddings; log: Log },
) {
  const waitMs = run.tier1TimeoutMs * embeddingShare;
  return createKnowledgeIndex({
    ...(knowledgeFolder !== undefined && { policyFolder: knowledgeFolder }),
    pastOutcomes: ledger,
    ...(embeddings && { embeddings: { ...embeddings, waitMs } }),
    onEvent: ({ code, message }) => log("warn", code, { message }),
  });
}

/** What looks up sellers, addresses and rates: on this machine, and with the services that are switched on. */
function openLookUps(
  { services, keys, masterFile }: Pick<SettingsFiles, "services" | "keys" | "masterFile">,
  deps: ServiceEventDeps & { readonly now: () => number },
) {
  return openServices(
    services,
    {
      sellerRegistry: createOfflineSellerRegistry(masterFile === undefined ? {} : { masterFile }),
      addressValidator: createOfflineAddressValidator(),
      exchangeRates: createOfflineExchangeRates(),
    },
    { keys, ...deps },
  );
}

/** The models' hosts: retry, then breaker, concurrency limit and timeout of each host; what they answered is kept. */
function openOllama(
  { ollama }: Config,
  { cache, now, ...told }: ServiceEventDeps & { cache: ModelCache; now: () => number },
) {
  const { embeddingModel: model, keepAlive } = ollama;
  const analyst = createOllamaAnalyst({
    ...ollama,
    cache,
    now,
    onEvent: onServiceEvent(told),
    observe: told.observe,
  });
  const { hosts } = analyst;
  const embeddings =
    model === undefined ? undefined : createOllamaEmbeddings({ hosts, model, cache, keepAlive });
  return { analyst, embeddings };
}

async function openStorage(config: Config) {
  const ledger = await openLedger(config);
  try {
    const lockWaitMs = config.ledgerWaitMs;
    return {
      ledger,
      checkpoints: await openSqliteCheckpoints(config.checkpointsFile, { lockWaitMs }),
    };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** Looks at the parts of an installation one by one, each as `openApp` takes it, and keeps nothing open. For `fanfold doctor`. */
export const inspect = {
  /** @throws {ConfigError} If the policy is wrong. */
  policy: ({ policyFile }: Config) => readPolicy(policyFile),
  /** Names of the services that are asked. @throws {ConfigError} If the services file is wrong, or a key is missing. */
  services: ({ servicesFile, serviceKeys }: Config) =>
    Object.keys(readServices(servicesFile, serviceKeys)),
  /** @throws {ConfigError} If the sellers file is wrong. */
  sellers: (file: string) => readSellerMasterFile(file).sellers,
  /**
   * How many passages the policy documents have, and what of them is left out.
   *
   * @throws {ConfigError} If the folder cannot be read.
   */
  async knowledge(folder: string) {
    assertReadable(folder);
    const notes: string[] = [];
    const passages = await readPolicyFolder(folder, ({ message }) => notes.push(message));
    return { passages: passages.length, notes };
  },
  /**
   * Opens the file of the checkpoints, which must exist, and closes it again.
   *
   * @throws {LedgerUnavailable} If it cannot be used.
   */
  async checkpoints({ checkpointsFile, ledgerWaitMs: lockWaitMs }: Config): Promise<void> {
    (await openSqliteCheckpoints(checkpointsFile, { lockWaitMs })).close();
  },
  /** What every host of models is, has and holds, and whether its model for text answers. */
  models: async ({ ollama }: Config, now: () => number, signal: AbortSignal) =>
    await inspectHosts(ollama, { now, signal }),
};
