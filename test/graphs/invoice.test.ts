import { MemorySaver } from "@langchain/langgraph";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "#graphs/invoice.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { DocumentRejected } from "#src/errors.ts";
import { draftInvoice } from "#src/extraction/draft-invoice.ts";
import { readDocument } from "#src/reading/read-document.ts";
import type { InvoiceInput, InvoiceState } from "#src/state/invoice-state.ts";
import { RunContext } from "#src/state/run-context.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { type FakeAnswer, createFakeDocumentReader } from "#test/fakes/fake-document-reader.ts";
import { createFakeExchangeRates } from "#test/fakes/fake-exchange-rates.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { createFakeTaxRates } from "#test/fakes/fake-tax-rates.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { graphDeps } from "#test/support/graph-deps.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";

const document = anInputDocument({ file: "invoice.xml" });
const seller = {
  status: "known",
  matchedBy: "vatId",
  sellerId: "1",
  name: "Beispiel Werke GmbH",
  vatId: "DE136695976",
  ibans: ["DE89370400440532013000"],
} as const;

let draft: Draft;
beforeAll(async () => {
  const options = { ignoreEmbeddedXml: false, limits: defaultReadingLimits };
  // 119.00 in all: within the limit for approval without a person.
  draft = draftInvoice(await readDocument(Buffer.from(generatedUbl(0)), options));
});

/** The invoice graph over fakes, all of which answer unless told otherwise. */
function anInvoiceGraph(changes: Partial<InvoiceGraphDeps> = {}, answer?: FakeAnswer) {
  const ledger = createFakeLedger();
  const deps = graphDeps({
    documentReader: createFakeDocumentReader({ "invoice.xml": answer ?? draft }),
    ledger,
    ...changes,
  });
  const graph = buildInvoiceGraph(deps, { checkpointer: false });
  /** What a thread holds after it ran these files one after the other. */
  const runOnOneThread = async (...files: string[]) => {
    const threaded = buildInvoiceGraph(deps);
    threaded.checkpointer = new MemorySaver();
    const config = { configurable: { thread_id: "t" } };
    for (const file of files) await threaded.invoke({ path: `/invoices/${file}`, file }, config);
    return (await threaded.getState(config)).values as InvoiceState;
  };
  const run = async (
    context: Partial<RunContext> = {},
    input: Partial<InvoiceInput> = {},
  ): Promise<Outcome> => {
    const { outcome } = await graph.invoke(
      { path: document.path, file: document.file, ...input },
      { context: RunContext.parse(context) },
    );
    return outcome;
  };
  return { run, runOnOneThread, ledger };
}

const contradicted = ({ findings }: Outcome): string[] =>
  findings.filter(({ status }) => status === "contradicted").map(({ rule }) => rule);

describe("an invoice", () => {
  it("of a known seller, right in every way, is approved without a person", async () => {
    const outcome = await anInvoiceGraph().run();
    expect(outcome.decision?.action, JSON.stringify(outcome.decision)).toBe("auto_approve");
    expect(contradicted(outcome)).toEqual([]);
  });

  it("shows every operation with its time", async () => {
    const { operations } = await anInvoiceGraph().run();
    expect(operations.map(({ name }) => name).toSorted()).toEqual([
      "calculate_risk_score",
      "convert_currency",
      "detect_currency",
      "determine_tax_jurisdiction",
      "draft_invoice",
      "find_duplicates",
      "make_final_decision",
      "validate_address",
      "validate_tax",
      "validate_totals",
      "verify_seller",
    ]);
  });

  it("without a batch becomes a batch of its own, finished and in the ledger", async () => {
    const { run, ledger } = anInvoiceGraph();
    await run();
    expect(await ledger.listBatches()).toMatchObject([
      { dispatched: 1, decided: 1, status: "SUCCESS" },
    ]);
  });

  it("paid to another account than the one on file needs a manager", async () => {
    const other = { ...seller, ibans: ["DE02120300000000202051"] };
    const sellerRegistry = createFakeSellerRegistry({ sellers: [other] });
    const outcome = await anInvoiceGraph({ sellerRegistry }).run();
    expect(contradicted(outcome)).toContain("SELLER-IBAN-CHANGED");
    expect(outcome.decision?.action).not.toBe("auto_approve");
  });
});

describe("a service that does not answer", () => {
  const failure = { isTransient: true } as const;
  const outages: Record<string, Partial<InvoiceGraphDeps>> = {
    SellerRegistry: { sellerRegistry: createFakeSellerRegistry({ failure }) },
    AddressValidator: { addressValidator: createFakeAddressValidator({ failure }) },
    TaxRates: { taxRates: createFakeTaxRates({ failure }) },
  };

  it.each(Object.keys(outages))(
    "(%s) accuses nobody, raises no risk, and is at best a manager's",
    async (port) => {
      const calm = await anInvoiceGraph().run();
      const outcome = await anInvoiceGraph(outages[port]).run();
      expect(contradicted(outcome)).toEqual([]);
      expect(outcome.risk?.score).toBe(calm.risk?.score);
      expect(outcome.decision?.action).toBe("manager_approval");
      expect(outcome.decision?.skippedChecks).toHaveLength(1);
      expect(
        outcome.operations.filter((operation) => operation.outcome === "no_answer"),
      ).toHaveLength(1);
    },
  );
});

describe("the order in which checks finish", () => {
  it("does not change the record", async () => {
    const expected = await anInvoiceGraph().run();
    const delays = fc.array(fc.nat({ max: 6 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(delays, async ([a = 0, b = 0, c = 0, d = 0]) => {
        const slow = <T extends object>(port: T, turns: number): T => delayed(port, turns);
        const { run } = anInvoiceGraph({
          sellerRegistry: slow(createFakeSellerRegistry({ sellers: [seller] }), a),
          addressValidator: slow(createFakeAddressValidator(), b),
          exchangeRates: slow(createFakeExchangeRates(), c),
          taxRates: slow(createFakeTaxRates(), d),
        });
        expect(await run()).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it("nor does running them one at a time", async () => {
    const sequential = await anInvoiceGraph().run({ strategy: "sequential" });
    expect(sequential).toEqual(await anInvoiceGraph().run());
  });
});

/** A port whose answers come some turns of the event loop later. */
function delayed<T extends object>(port: T, turns: number): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
        return await Reflect.apply(member, target, args);
      };
    },
  });
}

describe("strategy sequential", () => {
  it("runs one operation of a document at a time", async () => {
    let running = 0;
    let peak = 0;
    const counted = <T extends object>(port: T): T =>
      new Proxy(port, {
        get:
          (target, name) =>
          async (...args: unknown[]) => {
            running += 1;
            peak = Math.max(peak, running);
            await new Promise(setImmediate);
            running -= 1;
            const member: unknown = Reflect.get(target, name);
            return typeof member === "function"
              ? await Reflect.apply(member, target, args)
              : member;
          },
      });
    const ports = () => ({
      sellerRegistry: counted(createFakeSellerRegistry()),
      addressValidator: counted(createFakeAddressValidator()),
      taxRates: counted(createFakeTaxRates()),
    });
    await anInvoiceGraph(ports()).run({ strategy: "sequential" });
    expect(peak).toBe(1);
    await anInvoiceGraph(ports()).run({ strategy: "concurrent" });
    expect(peak).toBeGreaterThan(1);
  });
});

describe("a document that cannot be processed", () => {
  const encrypted = new DocumentRejected("document.encrypted", "The PDF needs a password.");

  it("is quarantined with its reason, and no check runs", async () => {
    const outcome = await anInvoiceGraph({}, encrypted).run();
    expect(outcome).toMatchObject({
      status: "quarantined",
      error: { code: "document.encrypted", attempts: 1 },
      findings: [],
    });
    expect(outcome.decision).toBeUndefined();
    expect(outcome.invoice).toBeUndefined();
  });

  it("is in the ledger too", async () => {
    const { run, ledger } = anInvoiceGraph({}, encrypted);
    await run();
    expect(await ledger.listBatches()).toMatchObject([{ quarantined: 1, status: "MOSTLY_FAILED" }]);
  });
});

describe("a file that changed after it was planned", () => {
  it("is not taken for the one that was planned", async () => {
    const changed = { ...document, documentId: anInputDocument({ file: "other" }).documentId };
    const documentFolder = { list: async () => [], identify: async () => changed };
    const { documentId } = document;
    const outcome = await anInvoiceGraph({ documentFolder }).run({}, { documentId });
    expect(outcome.error?.code).toBe("document.changed");
  });
});

describe("a thread that processed another document before", () => {
  const good = "invoice.xml";
  const rejected = "locked.pdf";
  const onThread = async (...files: string[]) => {
    const { runOnOneThread } = anInvoiceGraph({
      documentReader: createFakeDocumentReader({
        [good]: draft,
        [rejected]: new DocumentRejected("document.encrypted", "The PDF needs a password."),
      }),
      documentFolder: {
        list: async () => [],
        identify: async ({ file }) => anInputDocument({ file }),
      },
    });
    return await runOnOneThread(...files);
  };

  it.each([
    [good, rejected],
    [rejected, good],
    [good, good],
  ])("(%s) gives %s what a thread of its own gives it", async (before, file) => {
    const state = await onThread(before, file);

    expect(state.outcome?.file).toBe(file);
    expect(state.outcome?.status === "quarantined").toBe(file === rejected);
    expect(state).toEqual(await onThread(file));
  });
});
