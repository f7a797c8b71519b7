import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { buildInvoiceGraph } from "#graphs/invoice.ts";
import type { OperationName } from "#src/domain/operation.ts";
import type { InvoiceRunner } from "#src/nodes/process-chunk.ts";
import type { Ledger } from "#src/ports/ledger.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { createFakeDocumentReader } from "#test/fakes/fake-document-reader.ts";
import { createFakeExchangeRates } from "#test/fakes/fake-exchange-rates.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { createFakeTaxRates } from "#test/fakes/fake-tax-rates.ts";
import { answerOf, textContent } from "#test/extraction/model/an-answer.ts";
import { graphDeps, knownSeller } from "#test/support/graph-deps.ts";
import type { SimulatedInvoice } from "./simulated-invoices.ts";

/** The nine operations and their reference latencies, milliseconds. */
export const referenceMs = {
  analyze_document: 2_500,
  verify_seller: 3_200,
  validate_address: 1_800,
  detect_currency: 500,
  convert_currency: 1_200,
  determine_tax_jurisdiction: 800,
  validate_tax: 1_100,
  calculate_risk_score: 900,
  make_final_decision: 300,
} as const satisfies Partial<Record<OperationName, number>>;
type ReferenceOperation = keyof typeof referenceMs;
export const referenceOperations = Object.keys(referenceMs) as ReferenceOperation[];

export type SimulatedServices = {
  /** The invoice graph over the services. */
  readonly graph: { readonly invoke: InvoiceRunner["invoke"] };
  /** Runs one document whose services take `factor` times as long. */
  readonly invokeSlowed: (
    factor: number,
    ...args: Parameters<InvoiceRunner["invoke"]>
  ) => ReturnType<InvoiceRunner["invoke"]>;
  /** Calls of each operation so far. */
  readonly calls: () => Record<ReferenceOperation, number>;
};

/**
 * The invoice graph over simulated services: fakes that answer after the reference latencies divided by `scale`.
 *
 * Four operations that a service answers in the reference are computed here, and ask nobody: their latency is added to the
 * call that follows them at once. Currency is detected before it is converted, jurisdiction determined before tax rates are
 * asked for; risk and decision are followed by the ledger's record alone.
 */
export function simulateServices(
  invoices: readonly SimulatedInvoice[],
  { scale, ledger }: { readonly scale: number; readonly ledger: Ledger },
): SimulatedServices {
  const slowness = new AsyncLocalStorage<number>();
  const counts = new Map<ReferenceOperation, number>();
  const answer = async <T>(
    names: readonly ReferenceOperation[],
    ask: () => Promise<T>,
  ): Promise<T> => {
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    const ms = names.reduce((sum, name) => sum + referenceMs[name], 0) / scale;
    await wait(ms * (slowness.getStore() ?? 1));
    return await ask();
  };
  const byId = new Map(invoices.map((invoice) => [invoice.document.documentId, invoice]));
  const analyst = createFakeDocumentAnalyst({
    answers: ({ documentId }) => {
      const invoice = byId.get(documentId);
      return invoice === undefined ? {} : answerOf(invoice.draft);
    },
  });
  const registry = createFakeSellerRegistry({ sellers: [knownSeller] });
  const validator = createFakeAddressValidator();
  const exchangeRates = createFakeExchangeRates();
  const taxRates = createFakeTaxRates();
  const named = (of: (invoice: SimulatedInvoice) => unknown) =>
    Object.fromEntries(invoices.map((invoice) => [invoice.document.file, of(invoice)]));

  const deps = graphDeps({
    documentReader: createFakeDocumentReader(
      named(({ draft }) => draft) as Parameters<typeof createFakeDocumentReader>[0],
      named(({ text }) => textContent(text)) as Parameters<typeof createFakeDocumentReader>[1],
    ),
    documentFolder: {
      list: async () => invoices.map(({ document }) => document),
      identify: async ({ file }) => documentNamed(invoices, file),
    },
    documentAnalyst: {
      status: async () => await analyst.status(),
      analyze: async (...asked) =>
        await answer(["analyze_document"], async () => await analyst.analyze(...asked)),
    },
    sellerRegistry: {
      lookUp: async (...asked) =>
        await answer(["verify_seller"], async () => await registry.lookUp(...asked)),
    },
    addressValidator: {
      validate: async (...asked) =>
        await answer(["validate_address"], async () => await validator.validate(...asked)),
    },
    exchangeRates: {
      rate: async (...asked) =>
        await answer(
          ["detect_currency", "convert_currency"],
          async () => await exchangeRates.rate(...asked),
        ),
    },
    taxRates: {
      ratesIn: async (...asked) =>
        await answer(
          ["determine_tax_jurisdiction", "validate_tax"],
          async () => await taxRates.ratesIn(...asked),
        ),
    },
    ledger: {
      ...ledger,
      record: async (...asked) =>
        await answer(
          ["calculate_risk_score", "make_final_decision"],
          async () => await ledger.record(...asked),
        ),
    },
    now: () => performance.timeOrigin + performance.now(),
  });
  const graph = buildInvoiceGraph(deps, { checkpointer: false });
  return {
    graph,
    invokeSlowed: async (factor, ...args) =>
      await slowness.run(factor, async () => await graph.invoke(...args)),
    calls: () =>
      Object.fromEntries(
        referenceOperations.map((name) => [name, counts.get(name) ?? 0]),
      ) as Record<ReferenceOperation, number>,
  };
}

function documentNamed(invoices: readonly SimulatedInvoice[], file: string) {
  const invoice = invoices.find(({ document }) => document.file === file);
  if (invoice === undefined) throw new RangeError(`no simulated invoice is named ${file}`);
  return invoice.document;
}
