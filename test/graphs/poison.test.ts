import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DocumentRejected, FileUnreadable } from "#src/errors.ts";
import { ScanUnread } from "#src/nodes/scan-unread.ts";
import { aBatch, anApprovedOutcome, type BatchOptions, versions } from "#test/support/a-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

const documentsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => anInputDocument({ file: `${index}.xml` }));

const busy = (call: number) =>
  new FileUnreadable(`the file is busy, ${call}`, { isTransient: true });

type Setting = Partial<BatchOptions> & {
  /** What the given attempt at a document throws; nothing if it succeeds. */
  readonly failure: (file: string, call: number) => Error | undefined;
};

/** A batch of `0.xml`, `1.xml` ..., whose attempts fail as told, and that counts them. */
function aFailingBatch({ failure, documents = documentsOf(3), ...options }: Setting) {
  const calls = new Map<string, number>();
  const batch = aBatch({
    ...options,
    documents,
    invoke: async (input, { signal }) => {
      signal?.throwIfAborted();
      const { file = "", documentId = "" } = input;
      const call = (calls.get(file) ?? 0) + 1;
      calls.set(file, call);
      const error = failure(file, call);
      if (error !== undefined) throw error;
      const outcome = anApprovedOutcome({ file, documentId });
      await batch.ledger.record("batch", outcome, { versions, fingerprint: { sellerKeys: [] } });
      return { outcome };
    },
  });
  return { ...batch, calls };
}

const errorOf = async ({ ledger }: ReturnType<typeof aFailingBatch>, file: string) =>
  (await ledger.findOutcome("batch", file))?.error;

describe("a poison document", () => {
  it("is set aside with what happened at each attempt", async () => {
    const batch = aFailingBatch({
      failure: (file, call) => (file === "1.xml" ? busy(call) : undefined),
    });
    const { summary } = await batch.run({ roundsMax: 2 });
    expect(summary).toMatchObject({ decided: 2, quarantined: 1 });
    expect(await errorOf(batch, "1.xml")).toEqual({
      code: "file.unreadable",
      message: "the file is busy, 3",
      attempts: 3,
      history: [1, 2, 3].map((attempt) => ({
        attempt,
        code: "file.unreadable",
        message: `the file is busy, ${attempt}`,
        at: "1970-01-01T00:00:00.000Z",
      })),
    });
  });

  it("gets exactly as many attempts as it needs, and never more than one and its rounds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        async (failures, roundsMax, chunkSize) => {
          const { run, calls } = aFailingBatch({
            documents: documentsOf(failures.length),
            failure: (file, call) =>
              call <= (failures[Number.parseInt(file, 10)] ?? 0) ? busy(call) : undefined,
          });
          const { summary } = await run({ roundsMax, chunkSize });
          const attempts = failures.map((count) => Math.min(count, roundsMax) + 1);
          expect(failures.map((_, index) => calls.get(`${index}.xml`))).toEqual(attempts);
          expect(summary.quarantined).toBe(failures.filter((count) => count > roundsMax).length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each(["document.timeout", "document.out_of_memory"] as const)(
    "that took its reader's thread down (%s) is not tried again",
    async (code) => {
      const batch = aFailingBatch({
        failure: (file) => (file === "1.xml" ? new DocumentRejected(code, "too much") : undefined),
      });
      const { summary } = await batch.run({ roundsMax: 5 });
      expect(summary.quarantined).toBe(1);
      expect(batch.calls.get("1.xml")).toBe(1);
      expect(await errorOf(batch, "1.xml")).toEqual({ code, message: "too much", attempts: 1 });
    },
  );

  it("that at last fails for good keeps what happened before", async () => {
    const batch = aFailingBatch({
      failure: (file, call) => {
        if (file !== "1.xml") return undefined;
        return call === 1 ? busy(call) : new DocumentRejected("document.damaged", "cut off");
      },
    });
    await batch.run({ roundsMax: 5 });
    expect(await errorOf(batch, "1.xml")).toMatchObject({
      code: "document.damaged",
      attempts: 2,
      history: [{ code: "file.unreadable" }, { code: "document.damaged" }],
    });
  });

  it("whose record is its quarantine keeps what happened before, too", async () => {
    let call = 0;
    const batch = aBatch({
      documents: documentsOf(1),
      invoke: async ({ file = "", documentId = "" }) => {
        call += 1;
        if (call === 1) throw busy(call);
        const { decision: _, risk: __, ...outcome } = anApprovedOutcome({ file, documentId });
        const error = { code: "document.damaged", message: "cut off", attempts: 1 };
        return { outcome: { ...outcome, status: "quarantined", error } };
      },
    });
    await batch.run();
    expect(await batch.ledger.findOutcome("batch", "0.xml")).toMatchObject({
      source: "ubl",
      error: { attempts: 2, history: [{ attempt: 1 }, { attempt: 2, code: "document.damaged" }] },
    });
  });
});

describe("the attempts at a document", () => {
  it("are counted over a batch that is aborted between rounds and resumed", async () => {
    let abort = new AbortController();
    let kills = 0;
    const batch = aFailingBatch({
      failure: (file, call) => (file === "1.xml" ? busy(call) : undefined),
      sleep: async (_, signal) => {
        if (kills < 2) abort.abort();
        signal?.throwIfAborted();
      },
    });
    await expect(batch.run({ roundsMax: 2 }, abort.signal)).rejects.toThrow();
    for (kills = 1; kills <= 2; kills += 1) {
      abort = new AbortController();
      if (kills === 1) await expect(batch.goOn({}, abort.signal)).rejects.toThrow();
      else expect((await batch.goOn({}, abort.signal)).summary.quarantined).toBe(1);
    }
    expect(batch.calls.get("1.xml")).toBe(3);
  });

  it("are counted over aborts in the middle of a round", async () => {
    let abort = new AbortController();
    const batch = aFailingBatch({
      documents: documentsOf(8),
      failure: (file, call) => {
        if (file === "1.xml") return busy(call);
        // Aborted with the chunk half done: what it had to say is lost.
        if (file === "5.xml" && call <= 3) {
          abort.abort();
          return new Error("aborted");
        }
        return undefined;
      },
    });
    const context = { roundsMax: 2, parallelism: 1 };
    await expect(batch.run(context, abort.signal)).rejects.toThrow();
    for (let kill = 1; kill <= 2; kill += 1) {
      abort = new AbortController();
      await expect(batch.goOn({}, abort.signal)).rejects.toThrow();
    }
    const { summary } = await batch.goOn();
    expect(summary).toMatchObject({ dispatched: 8, decided: 7, quarantined: 1 });
    expect(batch.calls.get("1.xml")).toBe(3);
    expect(await errorOf(batch, "1.xml")).toMatchObject({
      attempts: 3,
      history: [{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }],
    });
  });

  it("are not used up by an attempt that was aborted", async () => {
    const abort = new AbortController();
    const batch = aFailingBatch({
      documents: documentsOf(1),
      failure: (_, call) => {
        if (call === 1) abort.abort();
        return call <= 2 ? busy(call) : undefined;
      },
    });
    await expect(batch.run({ roundsMax: 1 }, abort.signal)).rejects.toThrow();
    expect((await batch.goOn()).summary).toMatchObject({ decided: 1, quarantined: 0 });
    expect(batch.calls.get("0.xml")).toBe(3);
  });

  it("end the document without another one when a resumed run allows fewer", async () => {
    const abort = new AbortController();
    let isFirst = true;
    const batch = aFailingBatch({
      failure: (file, call) => (file === "1.xml" ? busy(call) : undefined),
      sleep: async () => {
        if (!isFirst) return;
        isFirst = false;
        abort.abort();
        abort.signal.throwIfAborted();
      },
    });
    await expect(batch.run({ roundsMax: 3 }, abort.signal)).rejects.toThrow();
    expect((await batch.goOn({ onError: "continue" })).summary.quarantined).toBe(1);
    expect(batch.calls.get("1.xml")).toBe(1);
    expect(await errorOf(batch, "1.xml")).toMatchObject({ attempts: 1, history: [{ attempt: 1 }] });
  });

  it("begin anew for a document that was quarantined and is taken again", async () => {
    const batch = aFailingBatch({
      failure: (file, call) => (file === "1.xml" && call <= 3 ? busy(call) : undefined),
    });
    await batch.run({ roundsMax: 1 });
    await batch.ledger.reopenQuarantined("batch");
    const { summary } = await batch.run({ roundsMax: 1 });
    expect(summary).toMatchObject({ decided: 3, quarantined: 0 });
    expect(batch.calls.get("1.xml")).toBe(4);
  });
});

describe("a scan that ran out of attempts in a run before", () => {
  it("keeps that a model was wanted for it", async () => {
    const abort = new AbortController();
    const batch = aFailingBatch({
      documents: documentsOf(1),
      failure: () => new ScanUnread({ reason: "unavailable" }),
      sleep: async (_, signal) => {
        if (!abort.signal.aborted) abort.abort();
        signal?.throwIfAborted();
      },
    });
    await expect(batch.run({}, abort.signal)).rejects.toThrow();
    await batch.goOn({ onError: "continue" });
    expect(batch.calls.get("0.xml")).toBe(1);
    expect(await batch.ledger.findOutcome("batch", "0.xml")).toMatchObject({
      status: "quarantined",
      analysis: { degraded: true },
      error: { code: "document.needs_ocr" },
    });
  });
});

describe("a batch with as many rounds as may be set", () => {
  it("comes to its end without a caller's help", async () => {
    const batch = aFailingBatch({
      failure: (file, call) => (file === "1.xml" ? busy(call) : undefined),
    });
    const { summary } = await batch.run({ roundsMax: 10 });
    expect(summary).toMatchObject({ decided: 2, quarantined: 1 });
    expect(batch.calls.get("1.xml")).toBe(11);
    expect(batch.waits.at(-1)).toBe(30_000);
  });
});

describe("a file that could not be read when the batch was planned", () => {
  /** `1.xml` cannot be identified as often as told; `0.xml` always can. */
  function aBusyFile(failures: number, setting: Partial<Setting> = {}) {
    let left = failures;
    return aFailingBatch({
      failure: () => undefined,
      documents: documentsOf(2),
      identify: async (file) => {
        if (file.file === "1.xml" && left > 0) {
          left -= 1;
          throw busy(failures - left);
        }
        return anInputDocument(file);
      },
      ...setting,
    });
  }
  const { documentId } = anInputDocument({ file: "1.xml" });

  it.each([
    // failed identifications, waits
    [1, []],
    [2, [500]],
    [3, [500, 1_000]],
  ])("is decided under its true identity once it can be (%i)", async (failures, waits) => {
    const batch = aBusyFile(failures);
    const { summary, outcomes } = await batch.run({ roundsMax: 2 });
    expect(summary).toMatchObject({ dispatched: 2, decided: 2, quarantined: 0 });
    expect(outcomes["1.xml"]).toMatchObject({ documentId, status: "decided" });
    expect(await batch.ledger.findOutcome("batch", "1.xml")).toMatchObject({ documentId });
    expect(await batch.ledger.documents("batch")).toMatchObject([{}, { documentId }]);
    expect(batch.calls.get("1.xml")).toBe(1);
    expect(batch.waits).toEqual(waits);
  });

  it("is quarantined for that when it never can be", async () => {
    const batch = aBusyFile(99);
    const { summary } = await batch.run({ roundsMax: 2 });
    expect(summary).toMatchObject({ dispatched: 2, decided: 1, quarantined: 1 });
    expect(batch.calls.get("1.xml")).toBeUndefined();
    expect(await errorOf(batch, "1.xml")).toMatchObject({ code: "file.unreadable", attempts: 3 });
  });

  it("has its attempts counted as one document's, before and after it is identified", async () => {
    const batch = aBusyFile(2, {
      failure: (file, call) => (file === "1.xml" ? busy(call) : undefined),
    });
    await batch.run({ roundsMax: 2 });
    expect(batch.calls.get("1.xml")).toBe(2);
    const outcome = await batch.ledger.findOutcome("batch", "1.xml");
    expect(outcome).toMatchObject({ documentId, error: { attempts: 3 } });
  });

  it("is found to be a copy of what another batch holds", async () => {
    const batch = aBusyFile(1);
    const original = anInputDocument({ file: "original.xml", documentId });
    await batch.ledger.startBatch({
      batchId: "before",
      startedAt: "2026-01-01T00:00:00Z",
      settings: {},
    });
    await batch.ledger.saveDocuments("before", [original]);
    await batch.ledger.record("before", anApprovedOutcome(original), {
      versions,
      fingerprint: { sellerKeys: [] },
    });
    await batch.ledger.settleBatch("before");
    await batch.run();
    expect((await batch.ledger.findOutcome("batch", "1.xml"))?.findings).toMatchObject([
      { check: "duplicates", status: "contradicted" },
    ]);
  });

  it("is not run again when its chunk is repeated", async () => {
    const abort = new AbortController();
    const batch = aBusyFile(1, {
      documents: documentsOf(3),
      failure: (file, call) => {
        if (file !== "2.xml" || call > 1) return undefined;
        abort.abort();
        return new Error("aborted");
      },
    });
    const aborted = batch.run({ parallelism: 1 }, abort.signal);
    await expect(aborted).rejects.toThrow();
    expect(await batch.ledger.findOutcome("batch", "1.xml")).toMatchObject({ documentId });

    const { summary } = await batch.goOn();
    expect(summary).toMatchObject({ dispatched: 3, decided: 3, quarantined: 0 });
    expect(batch.calls.get("1.xml")).toBe(1);
  });
});
