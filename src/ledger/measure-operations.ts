import type { BatchOperations, OperationStatistics } from "#src/domain/batch-operations.ts";
import { type BoundedSample, createBoundedSample } from "#src/domain/bounded-sample.ts";
import { type Operation, type OperationName, workedMsOf } from "#src/domain/operation.ts";
import { quantile } from "#src/domain/quantile.ts";

/** Values kept for each quantile: exact up to so many, of more an even selection. */
const valuesMax = 4_096;

/** How long an operation took, over the documents looked at. */
export type MeasuredDuration = {
  /** Times it ran; a repeated check counts again. */
  readonly count: number;
  /** Median, milliseconds. */
  readonly p50Ms: number;
  /** 95th percentile, milliseconds. */
  readonly p95Ms: number;
};

/** What running operations beside each other gave, over the documents looked at. */
export type Achieved = {
  /** Documents with operations that took any time. */
  readonly documents: number;
  /** Median of the time from the first start to the last end of a document's operations, milliseconds. */
  readonly wallMs: number;
  /** Median of a document's operations added up, milliseconds. */
  readonly operationsMs: number;
  /** All operations added up over all the time they took. */
  readonly speedUp: number;
};

export type Measurement = {
  readonly durations: ReadonlyMap<OperationName, MeasuredDuration>;
  /** Absent without a timed document. */
  readonly achieved?: Achieved;
};

/** Measures operations as they were recorded, one list a document. */
export function measureOperations(documents: readonly (readonly Operation[])[]): Measurement {
  const meter = createOperationMeter();
  for (const operations of documents) meter.add(operations);
  return meter.measurement();
}

/** Measures the operations of a batch, in bounded space whatever its size. */
export async function measureBatch(
  documents: AsyncIterable<{ readonly operations: readonly Operation[] }>,
): Promise<BatchOperations> {
  const meter = createOperationMeter();
  for await (const { operations } of documents) meter.add(operations);
  return meter.ofBatch();
}

/** What is kept of all runs of one operation. */
type Runs = {
  readonly durationsMs: BoundedSample<number>;
  maxMs: number;
  workedMs: number;
  waitedMs: number;
};

function createRuns(): Runs {
  const durationsMs = createBoundedSample<number>(valuesMax);
  return { durationsMs, maxMs: 0, workedMs: 0, waitedMs: 0 };
}

function createOperationMeter() {
  const runsByName = new Map<OperationName, Runs>();
  const walls = createBoundedSample<number>(valuesMax);
  const works = createBoundedSample<number>(valuesMax);
  const total = { documents: 0, wallMs: 0, operationsMs: 0 };

  function addRun(operation: Operation): void {
    const { name, durationMs, waitedMs = 0 } = operation;
    const runs = runsByName.get(name) ?? createRuns();
    runsByName.set(name, runs);
    runs.durationsMs.add(durationMs);
    runs.maxMs = Math.max(runs.maxMs, durationMs);
    runs.workedMs += workedMsOf(operation);
    runs.waitedMs += waitedMs;
  }

  return {
    /** The operations of one document. */
    add(operations: readonly Operation[]): void {
      if (operations.length === 0) return;
      for (const operation of operations) addRun(operation);
      const operationsMs = sum(operations.map(({ durationMs }) => durationMs));
      const wallMs = spanMsOf(operations);
      total.documents += 1;
      total.operationsMs += operationsMs;
      total.wallMs += wallMs;
      if (wallMs === 0) return;
      walls.add(wallMs);
      works.add(operationsMs);
    },
    measurement(): Measurement {
      const durations = new Map([...runsByName].map(([name, runs]) => [name, durationOf(runs)]));
      if (walls.count() === 0) return { durations };
      const achieved = {
        documents: walls.count(),
        wallMs: quantile(walls.kept(), 0.5) ?? 0,
        operationsMs: quantile(works.kept(), 0.5) ?? 0,
        speedUp: total.operationsMs / total.wallMs,
      };
      return { durations, achieved };
    },
    ofBatch: (): BatchOperations => ({ ...totalsOf(total), ...rowsOf(runsByName) }),
  };
}

const totalsOf = ({ documents, operationsMs, wallMs }: Totals) => ({
  documents,
  documentsMs: round(wallMs),
  ...(wallMs > 0 && { speedUpInDocuments: round(operationsMs / wallMs) }),
});

type Totals = {
  readonly documents: number;
  readonly operationsMs: number;
  readonly wallMs: number;
};

function rowsOf(runsByName: ReadonlyMap<OperationName, Runs>) {
  const byName = [...runsByName]
    .map(([name, runs]) => statisticsOf(name, runs))
    .toSorted((a, b) => b.workedMs - a.workedMs || (a.name < b.name ? -1 : 1));
  return {
    sequentialMs: round(sum(byName.map(({ workedMs }) => workedMs))),
    waitedMs: round(sum(byName.map(({ waitedMs }) => waitedMs))),
    byName,
  };
}

const durationOf = ({ durationsMs }: Runs): MeasuredDuration => ({
  count: durationsMs.count(),
  p50Ms: quantile(durationsMs.kept(), 0.5) ?? 0,
  p95Ms: quantile(durationsMs.kept(), 0.95) ?? 0,
});

const statisticsOf = (name: OperationName, runs: Runs): OperationStatistics => ({
  name,
  ...durationOf(runs),
  maxMs: runs.maxMs,
  workedMs: round(runs.workedMs),
  waitedMs: round(runs.waitedMs),
});

function spanMsOf(operations: readonly Operation[]): number {
  const starts = operations.map(({ startedMs }) => startedMs);
  const ends = operations.map(({ startedMs, durationMs }) => startedMs + durationMs);
  return Math.max(...ends) - Math.min(...starts);
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** Two decimals: fractions of milliseconds mean nothing, and sums of them do not end. */
const round = (value: number): number => Number(value.toFixed(2));
