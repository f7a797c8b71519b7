import { describe, expect, it } from "vitest";
import type { Outcome } from "#src/domain/outcome.ts";
import { DocumentRejected, FileUnreadable } from "#src/errors.ts";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import type { RunContext } from "#src/state/run-context.ts";
import { aBatch, anApprovedOutcome, type BatchOptions, versions } from "#test/support/a-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const count = 24;
const documents = Array.from({ length: count }, (_, index) =>
  anInputDocument({ file: `${String(index).padStart(2, "0")}.xml` }),
);

type Call = { readonly file: string; readonly number: number };
type Setting = Partial<BatchOptions> & {
  /** What happens to a document instead of its approval. */
  readonly work?: (call: Call) => Promise<void> | void;
};

/** A batch of 24 documents that are approved, unless their work throws. */
function aCountingBatch({ work, ...options }: Setting = {}) {
  const calls: string[] = [];
  let inFlight = 0;
  let peak = 0;
  const batch = aBatch({
    documents,
    ...options,
    invoke: async ({ file = "", documentId = "" }, { signal }) => {
      signal?.throwIfAborted();
      calls.push(file);
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      try {
        await work?.({ file, number: calls.length });
        await Promise.resolve();
        signal?.throwIfAborted();
        const outcome = anApprovedOutcome({ file, documentId });
        await batch.ledger.record("batch", outcome, { versions, fingerprint: { sellerKeys: [] } });
        return { outcome };
      } finally {
        inFlight -= 1;
      }
    },
  });
  return {
    ...batch,
    calls,
    /** The most documents in flight at once since it was last asked. */
    takePeak: (): number => {
      const taken = peak;
      peak = 0;
      return taken;
    },
    records: async (): Promise<Outcome[]> => await Array.fromAsync(batch.ledger.outcomes("batch")),
  };
}

/** One that is aborted when the given document begins. */
function anAbortedBatch(atNumber: number) {
  const abort = new AbortController();
  const batch = aCountingBatch({
    work: ({ number }) => {
      if (number === atNumber) abort.abort();
    },
  });
  return {
    ...batch,
    runToAbort: async (context: Partial<RunContext>) =>
      await expect(batch.run(context, abort.signal)).rejects.toThrow(),
  };
}

describe("the strategy of a thread", () => {
  it.each([
    ["sequential", "concurrent", 1, 4],
    ["concurrent", "sequential", 4, 1],
  ] as const)(
    "is switched from %s to %s by a resumed run, with the same records",
    async (before, after, peakBefore, peakAfter) => {
      const calm = aCountingBatch();
      await calm.run();
      const batch = anAbortedBatch(9);
      const settings = { parallelism: 4, chunkSize: 5 };
      await batch.runToAbort({ strategy: before, ...settings });
      expect(batch.takePeak()).toBe(peakBefore);
      expect(await batch.savedRun()).toMatchObject({ strategy: before, ...settings });

      const { summary } = await batch.goOn({ strategy: after });
      expect(summary).toMatchObject({ dispatched: count, decided: count });
      expect(batch.takePeak()).toBe(peakAfter);
      expect(await batch.savedRun()).toMatchObject({ strategy: after, ...settings });
      expect(await batch.records()).toEqual(await calm.records());
    },
  );

  it.each(["sequential", "concurrent"] as const)(
    "is restored (%s) by a resumed run that names none",
    async (strategy) => {
      const batch = anAbortedBatch(9);
      await batch.runToAbort({ strategy, parallelism: 3 });
      batch.takePeak();
      expect((await batch.goOn()).summary.decided).toBe(count);
      expect(batch.takePeak()).toBe(strategy === "sequential" ? 1 : 3);
    },
  );

  it("is kept with all other settings of the first run", async () => {
    const batch = anAbortedBatch(9);
    await batch.runToAbort({ onError: "continue", roundsMax: 5, baseCurrency: "CHF" });
    await batch.goOn();
    expect(await batch.savedRun()).toMatchObject({
      strategy: "concurrent",
      onError: "continue",
      roundsMax: 5,
      baseCurrency: "CHF",
    });
  });

  it("is restored when the thread is planned anew", async () => {
    const batch = aCountingBatch();
    await batch.run({ strategy: "sequential" });
    const { graph, config } = batch;
    await graph.invoke({ paths: ["/invoices"], batchId: "batch" }, config);
    expect(await batch.savedRun()).toMatchObject({ strategy: "sequential" });
  });
});

const busy = () => new FileUnreadable("the file is busy", { isTransient: true });
const damaged = () => new DocumentRejected("document.damaged", "cut off");
const bug = () => new TypeError("cannot read properties of undefined");

describe("onError", () => {
  it.each([
    // onError, failure, attempts at the document, its code
    ["retry", busy, 3, "file.unreadable"],
    ["retry", damaged, 1, "document.damaged"],
    ["retry", bug, 1, "internal.error"],
    ["continue", busy, 1, "file.unreadable"],
    ["continue", damaged, 1, "document.damaged"],
    ["continue", bug, 1, "internal.error"],
    ["skip", busy, 1, "file.unreadable"],
    ["skip", damaged, 1, "document.damaged"],
    ["skip", bug, 1, "internal.error"],
  ] as const)(
    "%s costs the one document and nothing else: %o",
    async (onError, failure, attempts, code) => {
      const batch = aCountingBatch({
        work: ({ file }) => {
          if (file === "03.xml") throw failure();
        },
      });
      const { summary } = await batch.run({ onError, roundsMax: 2 });
      expect(summary).toMatchObject({ dispatched: count, decided: count - 1, quarantined: 1 });
      expect(summary.successRate < 1).toBe(onError !== "skip");
      expect(batch.calls.filter((file) => file === "03.xml")).toHaveLength(attempts);
      expect(await batch.ledger.findOutcome("batch", "03.xml")).toMatchObject({
        error: { code, attempts },
      });
    },
  );

  it.each([busy, damaged, bug])("stop ends the batch at the first failure: %o", async (failure) => {
    const batch = aCountingBatch({
      work: ({ file }) => {
        if (file === "03.xml") throw failure();
      },
    });
    const { summary } = await batch.run({ onError: "stop", parallelism: 1 });
    expect(summary).toMatchObject({ dispatched: 4, decided: 3, quarantined: 1 });
    expect(await batch.ledger.findBatch("batch")).toMatchObject({ status: "running" });
  });
});

describe("a batch that onError stop ended", () => {
  it("let the documents in flight end, and recorded them", async () => {
    const gate = Promise.withResolvers<void>();
    const batch = aCountingBatch({
      work: async ({ file }) => {
        if (file === "00.xml") {
          gate.resolve();
          throw damaged();
        }
        await gate.promise;
      },
    });
    const { outcomes } = await batch.run({ onError: "stop", parallelism: 4 });
    expect(batch.calls.toSorted()).toEqual(["00.xml", "01.xml", "02.xml", "03.xml"]);
    expect(Object.keys(outcomes)).toEqual(["00.xml", "01.xml", "02.xml", "03.xml"]);
    expect(await batch.records()).toHaveLength(4);
  });

  it("began none of those that waited for another batch of the process either", async () => {
    const batch = aCountingBatch({
      processSlots: 1,
      work: ({ file }) => {
        if (file === "00.xml") throw damaged();
      },
    });
    await batch.run({ onError: "stop", parallelism: 8 });
    expect(batch.calls).toEqual(["00.xml"]);
  });

  it("began none of a chunk that waited for the ledger meanwhile either", async () => {
    const failed = Promise.withResolvers<void>();
    const batch = aCountingBatch({
      work: ({ file }) => {
        if (file !== "00.xml") return;
        failed.resolve();
        throw damaged();
      },
    });
    const ledger = { ...batch.ledger };
    batch.ledger.recorded = async (batchId, asked, under) => {
      if (asked[0]?.file !== "00.xml") {
        await failed.promise;
        // Long enough for the first chunk to come to its end.
        for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
      }
      return await ledger.recorded(batchId, asked, under);
    };
    await batch.run({ onError: "stop", chunkSize: 1 });
    expect(batch.calls).toEqual(["00.xml"]);
  });

  it.each(["stop", "continue", "retry", "skip"] as const)(
    "goes on under onError %s, leaving what is quarantined",
    async (onError) => {
      const batch = aCountingBatch({
        work: ({ file }) => {
          if (file === "03.xml") throw busy();
        },
      });
      await batch.run({ onError: "stop", parallelism: 1 });
      const { summary } = await batch.run({ onError });
      expect(summary).toMatchObject({ dispatched: count, decided: count - 1, quarantined: 1 });
      expect(new Set(batch.calls).size).toBe(batch.calls.length);
    },
  );

  it("goes on under another onError with what it had left, though it was aborted before its end", async () => {
    const abort = new AbortController();
    const gate = Promise.withResolvers<void>();
    const batch = aCountingBatch({
      work: async ({ file, number }) => {
        // The second chunk ends at once with documents left; all of the first are in flight until the batch is aborted.
        if (file === "12.xml") throw damaged();
        if (number <= 12) await gate.promise;
      },
    });
    const settings = { onError: "stop", parallelism: 13, chunkSize: 12 };
    const stopped = expect(batch.run(settings, abort.signal)).rejects.toThrow();
    await chunkSaved(batch);
    abort.abort();
    gate.resolve();
    await stopped;
    expect(batch.calls).toHaveLength(13);
    const { summary } = await batch.goOn({ onError: "continue" });
    expect(batch.waits).toEqual([500]);
    expect(summary).toMatchObject({ dispatched: count, decided: count - 1, quarantined: 1 });
  });
});

describe("a batch that is switched to onError stop between two rounds", () => {
  it("begins nothing more, and comes to its end", async () => {
    const first = new AbortController();
    const second = new AbortController();
    const gate = Promise.withResolvers<void>();
    const batch = aCountingBatch({
      sleep: async (_, signal) => {
        second.abort();
        signal?.throwIfAborted();
      },
      work: async ({ file, number }) => {
        if (file === "12.xml") throw damaged();
        if (number <= 12) await gate.promise;
      },
    });
    const settings = { onError: "stop", parallelism: 13, chunkSize: 12 };
    const stopped = expect(batch.run(settings, first.signal)).rejects.toThrow();
    await chunkSaved(batch);
    first.abort();
    gate.resolve();
    await stopped;
    await expect(batch.goOn({ onError: "continue" }, second.signal)).rejects.toThrow();

    const { summary } = await batch.goOn({ onError: "stop" });
    expect(summary).toMatchObject({ dispatched: 13, decided: 12, quarantined: 1 });
    expect(await batch.ledger.findBatch("batch")).toMatchObject({ status: "running" });
  });
});

describe("a batch with failed documents that is switched to onError stop", () => {
  /** All of `failing` fail in the first round; the run is aborted in the wait after it, and waits no more. */
  async function anInterruptedBatch(isFailing: (call: Call) => boolean) {
    const abort = new AbortController();
    const waits: number[] = [];
    const batch = aCountingBatch({
      documents: Array.from({ length: 60 }, (_, index) =>
        anInputDocument({ file: `${String(index).padStart(2, "0")}.xml` }),
      ),
      sleep: async (ms, signal) => {
        if (!abort.signal.aborted) abort.abort();
        signal?.throwIfAborted();
        waits.push(ms);
      },
      work: (call) => {
        if (isFailing(call)) throw busy();
      },
    });
    const settings = { onError: "retry", parallelism: 2 };
    await expect(batch.run(settings, abort.signal)).rejects.toThrow();
    expect(batch.calls).toHaveLength(60);
    return { ...batch, waits };
  }

  it("sets them aside in one round, without another attempt", async () => {
    const batch = await anInterruptedBatch(() => true);
    const { summary, outcomes } = await batch.goOn({ onError: "stop" });
    expect(batch.waits).toEqual([500]);
    expect(batch.calls).toHaveLength(60);
    expect(Object.keys(outcomes)).toHaveLength(60);
    expect(summary).toMatchObject({ dispatched: 60, quarantined: 60 });
    expect(await batch.ledger.findBatch("batch")).toMatchObject({ status: "MOSTLY_FAILED" });
  });

  it("stops at the first attempt that fails, and comes to its end", async () => {
    const batch = await anInterruptedBatch(({ file }) => file < "20.xml");
    // Forgotten, as under another policy: the documents have their attempt again, and fail.
    batch.ledger.failedAttempts = async () => new Map();
    const { summary, outcomes } = await batch.goOn({ onError: "stop" });
    expect(batch.waits).toEqual([500]);
    expect(batch.calls).toHaveLength(62);
    expect(summary).toMatchObject({ dispatched: 42, decided: 40, quarantined: 2 });
    const { left } = (await batch.graph.getState(batch.config)).values as {
      left: Record<string, true>;
    };
    expect(Object.keys({ ...left, ...outcomes })).toHaveLength(60);
    expect(await batch.ledger.findBatch("batch")).toMatchObject({ status: "running" });

    const again = await batch.run({ onError: "continue" });
    expect(again.summary).toMatchObject({ dispatched: 60, decided: 40, quarantined: 20 });
  });
});

/** Comes back once the end of a chunk is saved with the thread. */
async function chunkSaved({ graph, config }: ReturnType<typeof aCountingBatch>): Promise<void> {
  for (let look = 0; look < 10_000; look += 1) {
    const { tasks } = await graph.getState(config);
    if (tasks.some(({ result }) => result !== undefined)) return;
    await new Promise(setImmediate);
  }
  throw new Error("no chunk came to its end");
}

describe("whatever onError says", () => {
  it.each(["stop", "continue", "retry", "skip"] as const)(
    "a ledger that fails ends the run and is charged to no document (%s)",
    async (onError) => {
      let isFull = true;
      const batch = aCountingBatch({
        work: ({ file }) => {
          const full = new LedgerUnavailable("the disk is full", { isTransient: false });
          if (file === "03.xml" && isFull) throw full;
        },
      });
      await expect(batch.run({ onError })).rejects.toThrow(/disk is full/);
      isFull = false;
      expect((await batch.goOn()).summary).toMatchObject({ decided: count, quarantined: 0 });
    },
  );

  it.each(["stop", "continue", "retry", "skip"] as const)(
    "an abort quarantines no document in flight (%s)",
    async (onError) => {
      const batch = anAbortedBatch(9);
      await batch.runToAbort({ onError, parallelism: 4 });
      expect((await batch.records()).every(({ status }) => status === "decided")).toBe(true);
      expect((await batch.goOn()).summary).toMatchObject({ decided: count, quarantined: 0 });
    },
  );
});
