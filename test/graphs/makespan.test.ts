import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aBatch } from "#test/support/a-batch.ts";
import {
  cutStatically,
  longestMs,
  lowerBoundMs,
  rankCorrelation,
  simulatedRunner,
  type SkewedDocument,
  skewedDocuments,
  totalMs,
} from "#test/support/skewed-documents.ts";

/*
 * How long a batch takes in simulated time: the batch graph with its chunks and limiter, over documents that take as long as
 * told. No clock runs, so the figures are the same on every machine.
 */
const slots = 8;
const seeds = [1, 2, 3, 4, 5];
const skewed = (seed: number) =>
  skewedDocuments({ seed, count: 1_000, meanMs: 1_000, correlation: 0.8 });

async function makespanOf(
  documents: readonly SkewedDocument[],
  context: { readonly parallelism: number; readonly chunkSize?: number },
): Promise<number> {
  const runner = simulatedRunner(documents, context.parallelism);
  const batch = aBatch({
    documents: documents.map(({ document }) => document),
    invoke: runner.invoke,
  });
  const { summary } = await batch.run(context);
  expect(summary?.decided).toBe(documents.length);
  return runner.makespanMs();
}

describe("a batch of documents of which few take very long", () => {
  it.each(seeds)("takes at most 1.05 times what no order can beat (seed %i)", async (seed) => {
    const documents = skewed(seed);

    const makespanMs = await makespanOf(documents, { parallelism: slots });

    expect(rankCorrelation(documents)).toBeLessThan(0.85);
    expect(makespanMs / lowerBoundMs(documents, slots)).toBeLessThanOrEqual(1.05);
  });

  it.each(seeds)("takes less time than one chunk for each worker (seed %i)", async (seed) => {
    const documents = skewed(seed);
    const staticMs = Math.max(...cutStatically(documents, slots).map(totalMs));

    expect(await makespanOf(documents, { parallelism: slots })).toBeLessThan(staticMs);
  });

  it("never has an empty slot while a document waits, whatever sizes say of times", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 30 }),
        async (seed, count, parallelism, chunkSize) => {
          const documents = skewedDocuments({ seed, count, meanMs: 100, correlation: 0 });
          const makespanMs = await makespanOf(documents, { parallelism, chunkSize });
          // Graham's bound, which holds for every order as long as no slot idles.
          const others = totalMs(documents) - longestMs(documents);
          expect(makespanMs).toBeLessThanOrEqual(
            others / parallelism + longestMs(documents) + 1e-6,
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});
