import { type BoundedSample, createBoundedSample } from "#src/domain/bounded-sample.ts";
import type { Operation, OperationName } from "#src/domain/operation.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { quantile } from "#src/domain/quantile.ts";

/** Timings kept of each operation. */
const timingsMax = 512;

/** An operation as it usually runs: medians over the documents that ran it. */
export type TypicalOperation = {
  readonly name: OperationName;
  /** Milliseconds after the document's own start. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** Documents that ran it. */
  readonly documents: number;
};

export type TypicalDocument = {
  /** Documents that ran any operation. */
  readonly documents: number;
  /** By start. */
  readonly operations: readonly TypicalOperation[];
  /** Operations of all documents added up, milliseconds. */
  readonly operationsMs: number;
  /** The time these took, each document from its first start to its last end, added up, milliseconds. */
  readonly wallMs: number;
};

type Timing = Pick<Operation, "startedMs" | "durationMs">;

/** Collects when operations ran, in bounded space, whatever the number of documents. */
export function createOperationTally() {
  const samples = new Map<OperationName, BoundedSample<Timing>>();
  let documents = 0;
  let operationsMs = 0;
  let wallMs = 0;
  return {
    add({ operations }: Pick<Outcome, "operations">): void {
      if (operations.length === 0) return;
      documents += 1;
      operationsMs += operations.reduce((sum, { durationMs }) => sum + durationMs, 0);
      wallMs += spanOf(operations);
      for (const operation of firstRuns(operations)) {
        const { name, startedMs, durationMs } = operation;
        const sample = samples.get(name) ?? createBoundedSample<Timing>(timingsMax);
        samples.set(name, sample);
        sample.add({ startedMs, durationMs });
      }
    },
    typical: (): TypicalDocument => ({
      documents,
      operations: [...samples]
        .map(([name, sample]) => typicalOf(name, sample))
        .toSorted((a, b) => a.startedMs - b.startedMs),
      operationsMs,
      wallMs,
    }),
  };
}

/** A check that ran again counts with its first run. */
function firstRuns(operations: readonly Operation[]): readonly Operation[] {
  const first = new Map<OperationName, Operation>();
  for (const operation of operations.toSorted((a, b) => a.startedMs - b.startedMs)) {
    if (!first.has(operation.name)) first.set(operation.name, operation);
  }
  return [...first.values()];
}

const typicalOf = (name: OperationName, sample: BoundedSample<Timing>): TypicalOperation => ({
  name,
  startedMs: median(sample.kept().map(({ startedMs }) => startedMs)),
  durationMs: median(sample.kept().map(({ durationMs }) => durationMs)),
  documents: sample.count(),
});

const median = (values: readonly number[]): number => quantile(values, 0.5) ?? 0;

function spanOf(operations: readonly Timing[]): number {
  const starts = operations.map(({ startedMs }) => startedMs);
  const ends = operations.map(({ startedMs, durationMs }) => startedMs + durationMs);
  return Math.max(...ends) - Math.min(...starts);
}
