import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Operation, OperationName } from "#src/domain/operation.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import type { KeyedLimiter } from "#src/resilience/keyed-limiter.ts";
import { withPriority } from "#src/resilience/run-priority.ts";
import { meterWaits } from "#src/resilience/wait-meter.ts";
import type { InvoiceState } from "#src/state/invoice-state.ts";
import { runContextOf } from "#src/state/run-context.ts";
import type { TellDeps } from "./tell.ts";

/** Operations of one document that may run at once under strategy `concurrent`; above what a document has. */
const operationSlotsConcurrent = 32;

export type OperationDeps = TellDeps & {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Holds the operations of a document apart under strategy `sequential`. */
  readonly operationLimiter: KeyedLimiter;
};

export type OperationScope = {
  readonly state: Pick<InvoiceState, "path" | "startedAtMs">;
  readonly config: LangGraphRunnableConfig;
  /** Name of operations that are held apart from each other, one at a time, also under strategy `concurrent`. */
  readonly lane?: string | undefined;
};

export type Operated<T> = { readonly value: T; readonly operations: Record<string, Operation> };

/** Runs one operation of a document and times it. Errors are the caller's. */
export async function runOperation<T>(
  name: OperationName,
  deps: OperationDeps,
  scope: OperationScope,
  work: () => Promise<T> | T,
): Promise<Operated<T>> {
  return await timeOperation(name, deps, scope, async () => ({
    value: await work(),
    outcome: "ok",
  }));
}

/** Runs one operation that asks a port; no answer is an `undefined` value, and every finding on it `unknown`. */
export async function askPort<T>(
  name: OperationName,
  deps: OperationDeps,
  scope: OperationScope,
  ask: () => Promise<T>,
): Promise<Operated<T | undefined>> {
  return await timeOperation(name, deps, scope, async () => {
    try {
      return { value: await ask(), outcome: "ok" };
    } catch (error) {
      if (error instanceof PortUnavailable) return { value: undefined, outcome: "no_answer" };
      throw error;
    }
  });
}

/** Runs work in its turn, with the priority of its run, and times its waiting and working; `work` says itself how it ended. */
export async function timeOperation<T>(
  name: OperationName,
  { now, operationLimiter, observe }: OperationDeps,
  { state, config, lane }: OperationScope,
  work: () => Promise<{ value: T; outcome: Operation["outcome"] }>,
): Promise<Operated<T>> {
  const askedAtMs = now();
  const origin = state.startedAtMs ?? askedAtMs;
  const { strategy, priority } = runContextOf(config);
  const isSequential = strategy === "sequential";
  const turn =
    isSequential || lane === undefined
      ? { key: state.path, slots: isSequential ? 1 : operationSlotsConcurrent }
      : { key: `${state.path}\0${lane}`, slots: 1 };
  const run = async (): Promise<Operated<T>> => {
    const beganAtMs = now();
    const metered = await orTell(
      () => withPriority(priority, async () => await meterWaits(now, work)),
      () => observe?.({ type: "operation.failed", name }),
      config.signal,
    );
    const { value, outcome } = metered.value;
    const durationMs = Math.max(0, now() - beganAtMs);
    const slotMs = Math.min(metered.waitedMs, durationMs);
    const operation = {
      name,
      startedMs: Math.max(0, beganAtMs - origin),
      durationMs,
      waitedMs: Math.max(0, beganAtMs - askedAtMs) + slotMs,
      workedMs: durationMs - slotMs,
      outcome,
      attempts: 1,
    };
    observe?.({ type: "operation.finished", operation });
    return { value, operations: { [name]: operation } };
  };
  return await operationLimiter.run(turn.key, turn.slots, run, config.signal);
}

/** Tells of work that throws, unless its run is aborted. */
async function orTell<T>(
  work: () => Promise<T>,
  tellFailure: () => void,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted !== true) tellFailure();
    throw error;
  }
}
