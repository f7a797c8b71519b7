import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunEvent, ServiceEvent } from "#src/domain/run-event.ts";
import { FileUnreadable } from "#src/errors.ts";
import { LedgerUnavailable } from "#src/ports/ledger.ts";
import { secondsLeft } from "#src/nodes/batch-progress.ts";
import { createRunObserver } from "#src/telemetry/run-observer.ts";
import { RunContext } from "#src/state/run-context.ts";
import { aBatch, anApprovedOutcome, type BatchOptions, versions } from "#test/support/a-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

type Progress = Extract<RunEvent, { type: "batch.progress" }>;

const documentsOf = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    anInputDocument({ file: `${String(index).padStart(3, "0")}.xml` }),
  );

type Setting = Pick<BatchOptions, "serviceEvents" | "now"> & {
  readonly count: number;
  /** What happens while a document is worked on. */
  readonly work?: (file: string, call: number) => void;
};

/** A batch whose documents are approved and recorded, unless their work throws; and what it tells. */
function aToldBatch({ count, work, ...options }: Setting) {
  const events: RunEvent[] = [];
  let calls = 0;
  const batch = aBatch({
    ...options,
    documents: documentsOf(count),
    invoke: async ({ file = "", documentId = "" }) => {
      calls += 1;
      work?.(file, calls);
      const outcome = anApprovedOutcome({ file, documentId });
      await batch.ledger.record("batch", outcome, { versions, fingerprint: { sellerKeys: [] } });
      return { outcome };
    },
  });
  const follow = async (input: { paths: string[]; batchId: string } | null, settings: object) => {
    const stream = await batch.graph.stream(input, {
      ...batch.config,
      context: RunContext.parse(settings),
      streamMode: ["custom"],
    });
    for await (const [, event] of stream) events.push(event as RunEvent);
  };
  return {
    events,
    ledger: batch.ledger,
    progress: () => events.filter((event): event is Progress => event.type === "batch.progress"),
    run: async (settings: object = {}) =>
      await follow({ paths: ["/invoices"], batchId: "batch" }, settings),
    goOn: async (settings: object = {}) => await follow(null, settings),
  };
}

const busy = () => new FileUnreadable("the file is busy", { isTransient: true });

describe("the progress of a batch", () => {
  it("is told at most four times a second, and when all are done", async () => {
    let nowMs = 0;
    const { run, progress } = aToldBatch({
      count: 40,
      now: () => nowMs,
      work: () => void (nowMs += 50),
    });
    await run({ strategy: "sequential" });

    expect(progress().map(({ done }) => done)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
    expect(progress().at(1)).toMatchObject({ total: 40, etaSeconds: 1.8 });
  });

  it("counts a document that is tried again once, and says that it waits", async () => {
    const { run, events, progress } = aToldBatch({
      count: 10,
      work: (file, call) => {
        if (file === "003.xml" && call <= 10) throw busy();
      },
    });
    await run({ strategy: "sequential", roundsMax: 2 });

    expect(progress().map(({ done, total }) => [done, total])).toEqual([
      [0, 10],
      [9, 10],
      [10, 10],
    ]);
    const waiting = { type: "document.stage", file: "003.xml", stage: "waiting_to_retry" };
    expect(events.filter((event) => event.type === "document.stage")).toMatchObject([waiting]);
    const decided = events.filter(({ type }) => type === "document.decided");
    expect(decided).toHaveLength(10);
  });

  it("goes on where a run that broke off had come to", async () => {
    let isBroken = false;
    const told = aToldBatch({
      count: 12,
      work: (_, call) => {
        if (call !== 7 || isBroken) return;
        isBroken = true;
        // What no document can be blamed for ends the run.
        throw new LedgerUnavailable("the disk is full", { isTransient: false });
      },
    });
    await expect(told.run({ strategy: "sequential" })).rejects.toThrow("the disk is full");
    told.events.length = 0;
    const recorded = (await Array.fromAsync(told.ledger.outcomes("batch"))).length;
    expect(recorded).toBeGreaterThanOrEqual(6);
    await told.goOn({ strategy: "sequential" });

    expect(told.events[0]).toMatchObject({
      type: "batch.progress",
      done: recorded,
      total: 12,
    });
    expect(told.progress().at(-1)).toMatchObject({ done: 12, byDecision: { auto_approve: 12 } });
    expect(told.events.at(-1)).toMatchObject({ type: "batch.finished", isComplete: true });
  });

  it("leaves out the time that is left before anything is known of it, and is 0 at the end", () => {
    expect(secondsLeft({ done: 0, open: 9, elapsedMs: 5_000 })).toBeUndefined();
    expect(secondsLeft({ done: 9, open: 0, elapsedMs: 5_000 })).toBe(0);
  });

  it("never expects less time for more documents, nor more for a faster pace", () => {
    const amount = fc.integer({ min: 1, max: 5_000 });
    const time = fc.integer({ min: 1, max: 10_000_000 });
    fc.assert(
      fc.property(amount, amount, time, (done, open, elapsedMs) => {
        const left = secondsLeft({ done, open, elapsedMs }) ?? Number.NaN;
        expect(left).toBeGreaterThanOrEqual(0);
        expect(secondsLeft({ done, open: open + 1, elapsedMs })).toBeGreaterThanOrEqual(left);
        expect(secondsLeft({ done: done + 1, open, elapsedMs })).toBeLessThanOrEqual(left);
      }),
    );
  });
});

describe("what services do while a batch is under way", () => {
  const limit = (service: string, value: number): ServiceEvent => ({
    type: "limit.changed",
    service,
    limit: value,
  });

  it("is told to those who follow it, limits at most once a second for each service", async () => {
    let nowMs = 0;
    const services = createRunObserver();
    const { run, events } = aToldBatch({
      count: 6,
      now: () => nowMs,
      serviceEvents: services,
      work: (_, call) => {
        nowMs += 400;
        services.observe(limit("vies", call));
        services.observe(limit("gleif", 10 + call));
        if (call === 2) services.observe({ type: "breaker.state", service: "vies", state: "open" });
      },
    });
    await run({ strategy: "sequential" });
    services.observe(limit("vies", 99));

    expect(events.filter(({ type }) => type === "breaker.state")).toHaveLength(1);
    const limits = events.flatMap((event) => (event.type === "limit.changed" ? event.limit : []));
    expect(limits).toEqual([1, 11, 4, 14]);
  });
});
