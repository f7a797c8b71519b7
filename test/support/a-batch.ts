import { MemorySaver } from "@langchain/langgraph";
import { buildInvoiceBatchGraph, type InvoiceBatchGraphDeps } from "#graphs/invoice-batch.ts";
import { compareFiles, type InputDocument } from "#src/domain/document.ts";
import { extractionVersion, type Outcome } from "#src/domain/outcome.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import type { Sleep } from "#src/nodes/plan-retry.ts";
import type { InvoiceRunner } from "#src/nodes/process-chunk.ts";
import type { DocumentFolder } from "#src/ports/document-folder.ts";
import { createKeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { RunContext } from "#src/state/run-context.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { anInputDocument } from "./an-input-document.ts";

export const versions = { policyVersion: "p1", extractionVersion };

/** A folder whose documents are given. */
const folderOf = ({
  documents,
  identify = async (file) => anInputDocument(file),
}: Pick<BatchOptions, "documents" | "identify">): DocumentFolder => ({
  list: async () => documents.toSorted((a, b) => compareFiles(a.file, b.file)),
  identify,
});

export const anApprovedOutcome = (
  document: Pick<InputDocument, "documentId" | "file">,
): Outcome => ({
  schemaVersion: 1,
  documentId: document.documentId,
  file: document.file,
  status: "decided",
  documentType: "invoice",
  source: "ubl",
  analysis: { engine: "rules", model: null, degraded: false },
  invoice: { invoiceNumber: document.file, seller: { name: "Example" } },
  evidence: {},
  findings: [],
  risk: { score: 0, level: "low", reasons: [] },
  decision: {
    action: "auto_approve",
    reasons: ["fine"],
    decidedBy: "policy",
    policyVersion: versions.policyVersion,
  },
  operations: [],
});

export type BatchOptions = {
  readonly documents: readonly InputDocument[];
  /** Runs one document; records nothing by itself. */
  readonly invoke: InvoiceRunner["invoke"];
  /** Documents the process works on at once. */
  readonly processSlots?: number;
  /** Waits between rounds. */
  readonly sleep?: Sleep;
  readonly identify?: DocumentFolder["identify"];
} & Pick<InvoiceBatchGraphDeps, "observe" | "serviceEvents"> &
  Partial<Pick<InvoiceBatchGraphDeps, "now">>;

/** The batch graph over a ledger in memory and an invoice runner of the test's own. */
export function aBatch(options: BatchOptions) {
  const { documents, invoke, processSlots = 64, sleep, identify } = options;
  const ledger = createFakeLedger();
  const waits: number[] = [];
  const deps: InvoiceBatchGraphDeps = {
    invoiceGraph: { invoke },
    ledger,
    versions,
    documentFolder: folderOf({ documents, ...(identify && { identify }) }),
    documentAnalyst: createFakeDocumentAnalyst(),
    documentsMax: 10_000,
    exchangeRates: { rate: async () => ({ status: "not_found" }) },
    policy: defaultPolicy,
    documentLimiter: createKeyedLimiter({ queueSlots: 10_000 }),
    processLimiter: createKeyedLimiter({ queueSlots: 10_000 }),
    processSlots,
    capacity: { readerThreads: 2, hosts: [], hostSlotsMax: 4 },
    resourceWatches: { begin: () => {}, end: () => undefined },
    observe: options.observe,
    serviceEvents: options.serviceEvents,
    now: options.now ?? (() => 0),
    today: () => "2026-03-01",
    sleep: sleep ?? (async (ms) => void waits.push(ms)),
  };
  const graph = buildInvoiceBatchGraph(deps, { checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: "batch" } };
  return {
    ledger,
    waits,
    graph,
    config,
    run: async (context: Record<string, unknown> = {}, signal?: AbortSignal) =>
      await graph.invoke(
        { paths: ["/invoices"], batchId: "batch" },
        { ...config, context: RunContext.parse(context), ...(signal && { signal }) },
      ),
    resume: async (context: Record<string, unknown> = {}) =>
      await graph.invoke(null, { ...config, context: RunContext.parse(context) }),
    /** Goes on as a caller of the server's API does: with just what is given, or with nothing. */
    goOn: async (context?: Partial<RunContext>, signal?: AbortSignal) =>
      await graph.invoke(null, {
        ...config,
        // What a caller leaves out has no default here: the thread's own settings hold.
        ...(context && { context: context as RunContext }),
        ...(signal && { signal }),
      }),
    /** What the thread keeps of the settings it runs under. */
    savedRun: async (): Promise<RunContext> =>
      RunContext.parse(((await graph.getState(config)).values as { run?: unknown }).run),
  };
}
