import type { InputDocument } from "#src/domain/document.ts";
import type { InvoiceRunner } from "#src/nodes/process-chunk.ts";
import { anApprovedOutcome } from "./a-batch.ts";
import { anInputDocument } from "./an-input-document.ts";
import { createRandom } from "./simulated-service.ts";

export type SkewedDocument = {
  readonly document: InputDocument;
  /** How long it takes, whole milliseconds, 1 or more. */
  readonly durationMs: number;
};

/** Spread of the logarithm of times: the mean is three times the median, the longest of 1,000 some forty times the mean. */
const sigma = 1.5;
const medianSizeBytes = 50_000;

/**
 * Documents whose times are lognormal, and so heavy-tailed; the same seed gives the same ones, in no order.
 *
 * @param options.meanMs - Mean time of all of them.
 * @param options.correlation - Of the logarithms of time and file size, 0 to 1. The correlation of ranks is a little lower.
 */
export function skewedDocuments(options: {
  readonly seed: number;
  readonly count: number;
  readonly meanMs: number;
  readonly correlation: number;
}): SkewedDocument[] {
  const { seed, count, meanMs, correlation } = options;
  const random = createRandom(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const drawn = Array.from({ length: count }, () => {
    const [time, noise] = [normal(), normal()];
    const size = correlation * time + Math.sqrt(1 - correlation ** 2) * noise;
    return { time: Math.exp(sigma * time), size: Math.exp(sigma * size) };
  });
  const scale = (meanMs * count) / drawn.reduce((sum, { time }) => sum + time, 0);
  return drawn.map(({ time, size }, index) => ({
    document: anInputDocument({
      file: `${String(index).padStart(5, "0")}.pdf`,
      sizeBytes: Math.round(medianSizeBytes * size),
    }),
    durationMs: Math.max(1, Math.round(time * scale)),
  }));
}

/** What no order can beat: all slots busy all the time, or the longest document alone, milliseconds. */
export const lowerBoundMs = (documents: readonly SkewedDocument[], slots: number): number =>
  Math.max(totalMs(documents) / slots, longestMs(documents));

export const totalMs = (documents: readonly SkewedDocument[]): number =>
  documents.reduce((sum, { durationMs }) => sum + durationMs, 0);

export const longestMs = (documents: readonly SkewedDocument[]): number =>
  documents.reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0);

/** One chunk for each worker, in the order given, as even in number as can be. */
export function cutStatically<T>(items: readonly T[], workers: number): T[][] {
  const size = Math.ceil(items.length / workers);
  return Array.from({ length: workers }, (_, worker) =>
    items.slice(worker * size, (worker + 1) * size),
  );
}

/** Spearman's correlation of the ranks of file size and time. */
export function rankCorrelation(documents: readonly SkewedDocument[]): number {
  const sizes = ranksOf(documents.map(({ document }) => document.sizeBytes));
  const times = ranksOf(documents.map(({ durationMs }) => durationMs));
  const middle = (documents.length - 1) / 2;
  const covered = (left: readonly number[], right: readonly number[]): number =>
    left.reduce((sum, rank, index) => sum + (rank - middle) * ((right[index] ?? 0) - middle), 0);
  return covered(sizes, times) / Math.sqrt(covered(sizes, sizes) * covered(times, times));
}

function ranksOf(values: readonly number[]): number[] {
  const ranks: number[] = [];
  const ordered = values.map((value, index) => ({ value, index }));
  for (const [rank, { index }] of ordered.toSorted((a, b) => a.value - b.value).entries()) {
    ranks[index] = rank;
  }
  return ranks;
}

/**
 * Runs documents in simulated time: whenever all slots are taken, or no document is left to begin, the one that ends first ends.
 * Without waiting and the same every time. A caller that leaves a slot empty while documents wait is never answered.
 */
export function simulatedRunner(
  documents: readonly SkewedDocument[],
  slots: number,
): {
  readonly invoke: InvoiceRunner["invoke"];
  /** When the last document ended, simulated milliseconds after the first began. */
  readonly makespanMs: () => number;
} {
  const durations = new Map(
    documents.map(({ document, durationMs }) => [document.file, durationMs]),
  );
  const running: { readonly endMs: number; readonly end: () => void }[] = [];
  let [nowMs, left] = [0, documents.length];

  function passTime(): void {
    if (running.length === 0 || running.length < Math.min(slots, left)) return;
    const soonest = running.reduce((first, task) => (task.endMs < first.endMs ? task : first));
    running.splice(running.indexOf(soonest), 1);
    nowMs = soonest.endMs;
    left -= 1;
    soonest.end();
    // With nothing left to begin, nobody begins and asks again.
    if (left > 0 && left === running.length) passTime();
  }

  return {
    invoke: async ({ file = "", documentId = "" }) => {
      const ended = Promise.withResolvers<void>();
      running.push({ endMs: nowMs + (durations.get(file) ?? 0), end: ended.resolve });
      passTime();
      await ended.promise;
      return { outcome: anApprovedOutcome({ file, documentId }) };
    },
    makespanMs: () => nowMs,
  };
}
