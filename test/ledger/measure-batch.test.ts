import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Operation, OperationName } from "#src/domain/operation.ts";
import { measureBatch } from "#src/ledger/measure-operations.ts";

const anOperation = (changes: Partial<Operation>): Operation => ({
  name: "verify_seller",
  startedMs: 0,
  durationMs: 10,
  outcome: "ok",
  attempts: 1,
  ...changes,
});

async function* streamOf(documents: readonly (readonly Operation[])[]) {
  for (const operations of documents) yield { operations };
}

const measured = async (...documents: readonly (readonly Operation[])[]) =>
  await measureBatch(streamOf(documents));

const someOperation = fc
  .record({
    name: fc.constantFrom(...OperationName.options),
    startedMs: fc.nat(1_000),
    turnMs: fc.nat(50),
    slotMs: fc.nat(50),
    workedMs: fc.nat(500),
  })
  .map(({ name, startedMs, turnMs, slotMs, workedMs }) =>
    anOperation({
      name,
      startedMs,
      durationMs: slotMs + workedMs,
      waitedMs: turnMs + slotMs,
      workedMs,
    }),
  );
const someDocuments = fc.array(fc.array(someOperation, { maxLength: 12 }), { maxLength: 40 });

describe("the operations of a batch", () => {
  it("are counted and timed by name, those that worked most first", async () => {
    const { byName } = await measured(
      [anOperation({ durationMs: 10 }), anOperation({ name: "validate_tax", durationMs: 4 })],
      [anOperation({ durationMs: 30 })],
      [anOperation({ durationMs: 20 })],
    );

    expect(byName).toEqual([
      {
        name: "verify_seller",
        count: 3,
        p50Ms: 20,
        p95Ms: 30,
        maxMs: 30,
        workedMs: 60,
        waitedMs: 0,
      },
      { name: "validate_tax", count: 1, p50Ms: 4, p95Ms: 4, maxMs: 4, workedMs: 4, waitedMs: 0 },
    ]);
  });

  it("count waiting for slots apart from working", async () => {
    const { byName, sequentialMs, waitedMs } = await measured([
      anOperation({ durationMs: 100, waitedMs: 70, workedMs: 40 }),
    ]);

    expect(byName).toMatchObject([{ workedMs: 40, waitedMs: 70, maxMs: 100 }]);
    expect({ sequentialMs, waitedMs }).toEqual({ sequentialMs: 40, waitedMs: 70 });
  });

  it("of older records, which do not tell of waiting, count as work", async () => {
    expect(await measured([anOperation({ durationMs: 100 })])).toMatchObject({
      sequentialMs: 100,
      waitedMs: 0,
    });
  });

  it("tell what running side by side gained within the documents", async () => {
    const { documentsMs, speedUpInDocuments } = await measured([
      anOperation({ durationMs: 30 }),
      anOperation({ name: "validate_tax", durationMs: 30 }),
    ]);

    expect({ documentsMs, speedUpInDocuments }).toEqual({ documentsMs: 30, speedUpInDocuments: 2 });
  });

  it("of a batch that ran none are none", async () => {
    expect(await measured([], [])).toEqual({
      documents: 0,
      sequentialMs: 0,
      waitedMs: 0,
      documentsMs: 0,
      byName: [],
    });
  });

  it("add up, and no quantile lies beyond the longest, in whatever order documents come", async () => {
    await fc.assert(
      fc.asyncProperty(someDocuments, async (documents) => {
        const batch = await measured(...documents);
        const total = (of: (row: (typeof batch.byName)[number]) => number): number =>
          batch.byName.reduce((sum, row) => sum + of(row), 0);

        expect(total(({ count }) => count)).toBe(documents.flat().length);
        expect(total(({ workedMs }) => workedMs)).toBe(batch.sequentialMs);
        expect(total(({ waitedMs }) => waitedMs)).toBe(batch.waitedMs);
        for (const { p50Ms, p95Ms, maxMs } of batch.byName) {
          expect(p50Ms).toBeLessThanOrEqual(p95Ms);
          expect(p95Ms).toBeLessThanOrEqual(maxMs);
        }
        expect(await measured(...documents.toReversed())).toEqual(batch);
      }),
    );
  });

  it("stay near the true quantiles where more ran than are kept", async () => {
    const documents = Array.from({ length: 20_000 }, (_, at) => [
      anOperation({ durationMs: (at * 7_919) % 20_000 }),
    ]);

    const [row] = (await measured(...documents)).byName;

    expect(row).toMatchObject({ count: 20_000, maxMs: 19_999 });
    expect(Math.abs((row?.p50Ms ?? 0) - 10_000)).toBeLessThan(300);
    expect(Math.abs((row?.p95Ms ?? 0) - 19_000)).toBeLessThan(300);
  });
});
