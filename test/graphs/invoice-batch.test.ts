import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileUnreadable } from "#src/errors.ts";
import { aggregateNode, AccountingError } from "#src/nodes/aggregate.ts";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { aBatch, anApprovedOutcome, versions } from "#test/support/a-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const documentsOf = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    anInputDocument({
      file: `${String(index).padStart(4, "0")}.xml`,
      sizeBytes: (index * 7919) % 1000,
    }),
  );

const busy = () => new FileUnreadable("the file is busy", { isTransient: true });
const documentOf = ({ file = "", documentId = "" }) => ({ file, documentId });

/** A batch whose documents fail as often as told, then are approved. */
function flaky(failures: Readonly<Record<string, number>>, count = 6) {
  const calls = new Map<string, number>();
  const batch = aBatch({
    documents: documentsOf(count),
    invoke: async (input) => {
      const document = documentOf(input);
      const call = (calls.get(document.file) ?? 0) + 1;
      calls.set(document.file, call);
      if (call <= (failures[document.file] ?? 0)) throw busy();
      const outcome = anApprovedOutcome(document);
      await batch.ledger.record("batch", outcome, { versions, fingerprint: { sellerKeys: [] } });
      return { outcome };
    },
  });
  return { ...batch, calls };
}

/** The most documents a batch works on at once. */
async function peakInFlight(count: number, context: Record<string, unknown>): Promise<number> {
  let inFlight = 0;
  let peak = 0;
  const { run } = aBatch({
    documents: documentsOf(count),
    invoke: async (input) => {
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      await Promise.resolve();
      inFlight -= 1;
      return { outcome: anApprovedOutcome(documentOf(input)) };
    },
  });
  await run(context);
  return peak;
}

describe("a batch", () => {
  it("gives every document one outcome, whatever the chunk size and parallelism", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 64 }),
        async (count, chunkSize, parallelism) => {
          const { run } = flaky({}, count);
          const { summary, outcomes } = await run({ chunkSize, parallelism });
          expect(Object.keys(outcomes)).toHaveLength(count);
          expect(summary).toMatchObject({ dispatched: count, decided: count, status: "SUCCESS" });
        },
      ),
      { numRuns: 20 },
    );
  });

  it("keeps no more documents in flight than its parallelism, over all chunks together", async () => {
    expect(await peakInFlight(30, { chunkSize: 3, parallelism: 4 })).toBe(4);
  });

  it("runs one document at a time under strategy sequential", async () => {
    expect(await peakInFlight(12, { strategy: "sequential", parallelism: 8 })).toBe(1);
  });

  it("ends without documents too", async () => {
    const { run } = flaky({}, 0);
    expect((await run()).summary).toMatchObject({ dispatched: 0, status: "SUCCESS" });
  });
});

describe("a document that fails for a reason that may pass", () => {
  it("is tried again in later rounds, each after a longer wait", async () => {
    const { run, waits, calls } = flaky({ "0003.xml": 2 });
    const { summary } = await run({ roundsMax: 3 });
    expect(summary).toMatchObject({ decided: 6, quarantined: 0, status: "SUCCESS" });
    expect(calls.get("0003.xml")).toBe(3);
    expect(calls.get("0001.xml")).toBe(1);
    expect(waits).toEqual([500, 1_000]);
  });

  it("is quarantined with its reason and attempts when rounds run out", async () => {
    const { run, ledger } = flaky({ "0003.xml": 99 });
    const { summary } = await run({ roundsMax: 2 });
    expect(summary).toMatchObject({ decided: 5, quarantined: 1 });
    expect(await ledger.findOutcome("batch", "0003.xml")).toMatchObject({
      status: "quarantined",
      error: { code: "file.unreadable", attempts: 3 },
    });
  });

  it.each(["continue", "skip"])("is quarantined at once under onError %s", async (onError) => {
    const { run, calls } = flaky({ "0003.xml": 1 });
    const { summary } = await run({ onError });
    expect(summary.quarantined).toBe(1);
    expect(calls.get("0003.xml")).toBe(1);
  });
});

describe("onError stop", () => {
  it("starts no further document, and says how many were left by leaving them out", async () => {
    const { run, calls } = flaky({ "0003.xml": 99 }, 40);
    const { outcomes, summary } = await run({ onError: "stop", parallelism: 1 });
    expect(summary.quarantined).toBe(1);
    expect(Object.keys(outcomes).length).toBeLessThan(40);
    expect(calls.size).toBe(Object.keys(outcomes).length);
  });

  it("lets the batch be run again to its end", async () => {
    const { run, ledger } = flaky({ "0003.xml": 99 }, 40);
    await run({ onError: "stop", parallelism: 1 });
    const { summary } = await run({ onError: "continue" });
    expect(summary).toMatchObject({ dispatched: 40, decided: 39, quarantined: 1 });
    expect(await ledger.findBatch("batch")).toMatchObject({
      status: "SUCCESS_WITH_PARTIAL_FAILURES",
    });
  });
});

describe("a document that is taken away after onError stop", () => {
  it("does not keep the rest from being finished", async () => {
    const documents = documentsOf(20);
    const { run, ledger } = aBatch({
      documents,
      invoke: async (input) => {
        const document = documentOf(input);
        if (document.file === "0003.xml") throw busy();
        const outcome = anApprovedOutcome(document);
        await ledger.record("batch", outcome, { versions, fingerprint: { sellerKeys: [] } });
        return { outcome };
      },
    });
    await run({ onError: "stop", parallelism: 1 });
    documents.splice(3, 1);
    const { summary, outcomes } = await run({ onError: "stop", parallelism: 1 });
    expect(summary).toMatchObject({ dispatched: 19, decided: 19, quarantined: 0 });
    expect(Object.keys(outcomes)).not.toContain("0003.xml");
  });
});

describe("a ledger that cannot be written", () => {
  it("stops the batch instead of being charged to a document", async () => {
    const full = new LedgerUnavailable("the disk is full", { isTransient: true });
    const { run, ledger } = aBatch({
      documents: documentsOf(3),
      invoke: async () => {
        throw full;
      },
    });
    await expect(run()).rejects.toThrow(/the disk is full/);
    expect(await Array.fromAsync(ledger.outcomes("batch"))).toEqual([]);
  });
});

describe("a bug in one document's run", () => {
  it("costs that document only", async () => {
    const { run, ledger } = aBatch({
      documents: documentsOf(5),
      invoke: async (input) => {
        if (input.file === "0002.xml") throw new TypeError("cannot read properties of undefined");
        return { outcome: anApprovedOutcome(documentOf(input)) };
      },
    });
    const { summary } = await run();
    expect(summary).toMatchObject({ decided: 4, quarantined: 1 });
    const outcome = await ledger.findOutcome("batch", "0002.xml");
    expect(outcome?.error?.code).toBe("internal.error");
  });
});

describe("an aborted batch", () => {
  it("is resumed without running a recorded document again", async () => {
    const abort = new AbortController();
    const calls: string[] = [];
    const batch = aBatch({
      documents: documentsOf(30),
      invoke: async (input, { signal }) => {
        signal?.throwIfAborted();
        const document = documentOf(input);
        const outcome = anApprovedOutcome(document);
        const fingerprint = { sellerKeys: [] };
        await batch.ledger.record("batch", outcome, { versions, fingerprint });
        calls.push(document.file);
        if (calls.length === 11) abort.abort();
        return { outcome };
      },
    });
    await expect(batch.run({ chunkSize: 4, parallelism: 2 }, abort.signal)).rejects.toThrow();
    const before = [...calls];
    const { summary } = await batch.resume({ chunkSize: 4, parallelism: 2 });
    expect(summary).toMatchObject({ dispatched: 30, decided: 30 });
    expect(calls).toHaveLength(30);
    expect(new Set(calls).size).toBe(30);
    expect(before.length).toBeLessThan(30);
  });
});

describe("the books", () => {
  const state = {
    paths: ["/invoices"],
    documents: documentsOf(2),
    outcomes: {},
    left: {},
    parts: {},
  };

  it("do not balance when a document was lost", () => {
    expect(() => aggregateNode(state, {})).toThrow(AccountingError);
  });

  it("do not balance when an outcome belongs to no document", () => {
    const stray = {
      ...anInputDocument({ file: "stray.xml" }),
      status: "decided" as const,
      attempts: 1,
    };
    const outcomes = { "stray.xml": stray };
    expect(() => aggregateNode({ ...state, documents: [], outcomes }, {})).toThrow(
      /without a document/,
    );
  });

  it("may miss documents that onError stop left", () => {
    const left = { "0000.xml": true, "0001.xml": true } as const;
    expect(() => aggregateNode({ ...state, left }, {})).not.toThrow();
  });
});
