import type { Operation, OperationName } from "#src/domain/operation.ts";
import { quantile } from "#src/domain/quantile.ts";

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
  const runs = Map.groupBy(documents.flat(), ({ name }) => name);
  const durations = new Map(
    [...runs].map(([name, operations]) => [name, durationOf(operations)] as const),
  );
  const timed = documents.map(spanOf).filter(({ wallMs }) => wallMs > 0);
  if (timed.length === 0) return { durations };
  const walls = timed.map(({ wallMs }) => wallMs);
  const works = timed.map(({ operationsMs }) => operationsMs);
  const achieved = {
    documents: timed.length,
    wallMs: quantile(walls, 0.5) ?? 0,
    operationsMs: quantile(works, 0.5) ?? 0,
    speedUp: sum(works) / sum(walls),
  };
  return { durations, achieved };
}

function durationOf(operations: readonly Operation[]): MeasuredDuration {
  const values = operations.map(({ durationMs }) => durationMs);
  return {
    count: values.length,
    p50Ms: quantile(values, 0.5) ?? 0,
    p95Ms: quantile(values, 0.95) ?? 0,
  };
}

function spanOf(operations: readonly Operation[]): { wallMs: number; operationsMs: number } {
  const starts = operations.map(({ startedMs }) => startedMs);
  const ends = operations.map(({ startedMs, durationMs }) => startedMs + durationMs);
  return {
    wallMs: operations.length === 0 ? 0 : Math.max(...ends) - Math.min(...starts),
    operationsMs: sum(operations.map(({ durationMs }) => durationMs)),
  };
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
