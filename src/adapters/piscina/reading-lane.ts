import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import { Piscina } from "piscina";
import { keepCompiledCode } from "./kept-code.ts";
import type { ReadingTask } from "./reading-task.ts";
import { crashed, type LaneLimits, outOfMemory, timedOut } from "./lane-errors.ts";

/** How often it is measured how long a running thread has worked. */
const workCheckMs = 250;
/** The first look tells from where to count. To look interrupts the thread, and most documents are done before. */
const firstLookMs = 20;
/** How often a running thread's memory is measured. Most documents are done before the first look. */
const memoryCheckMs = 40;
/**
 * The heap limit the engine enforces, as a multiple of ours. A thread that meets the engine's limit within one large
 * allocation ends the whole process, so ours must be noticed first. The smaller it is, the more often the engine cleans up: at half of
 * this a document takes a fifth longer.
 */
const heapHeadroom = 6;
/**
 * Memory for what a thread has just made, MiB: it is filled before it is cleaned up. The engine's own limit, four times that, costs some
 * 70 MB and gains no time.
 */
const youngMemoryMb = 48;
/** Wait for a stopped thread to end, so that its memory is free before the next one starts. */
const stopTimeoutMs = 2_000;
/** An idle thread is kept this long. */
const idleTimeoutMs = 60_000;
/**
 * A thread that took more than this share of its limit is replaced: it would sit on its garbage. Ordinary PDFs leave 80 to 100 MB of it,
 * and a new thread takes half a second to begin.
 */
const keptShare = 0.4;
const bytesPerMb = 1024 * 1024;

type ReadingLaneOptions = {
  readonly workerFile: URL;
  readonly limits: LaneLimits;
};

/** One thread that reads one document at a time, and is replaced when a document was too much for it. */
export function createReadingLane(options: ReadingLaneOptions) {
  const { limits } = options;
  keepCompiledCode();
  const pool = createPool(options);
  let stopped: Worker | undefined;
  let running: AbortController | undefined;
  let closed: Error | undefined;

  /** Ends the running task by ending its thread; the first reason counts. */
  const stop = (reason: unknown): void => {
    stopped ??= pool.threads[0];
    running?.abort(reason);
  };
  // A thread that fails without a task (its file cannot be loaded) reports here and nowhere else.
  pool.on("error", stop);

  return {
    /**
     * Runs one task in the thread: the worker file's export of that name.
     *
     * @param onWork - Told now and then how long the thread has worked on it, in milliseconds of a processor.
     * @throws {DocumentRejected} `document.timeout`, `document.out_of_memory` or, if the thread crashed over it,
     *   `document.damaged`.
     * @throws The signal's reason once it is aborted; the error of a worker file that cannot be loaded.
     */
    async run(...[name, input, signal, onWork]: LaneTask): Promise<unknown> {
      signal?.throwIfAborted();
      if (closed !== undefined) throw closed;
      running = new AbortController();
      const { signal: halted } = running;
      const onAbort = (): void => stop(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      const deadline = setTimeout(() => stop(timedOut(limits)), limits.documentTimeoutMs);
      let peakMb = 0;
      const watch = watchMemory(pool, (usedMb) => {
        peakMb = Math.max(peakMb, usedMb);
        if (usedMb > limits.documentMemoryMbMax) stop(outOfMemory(limits));
      });
      try {
        return await whileTold(pool, () => pool.run(input, { name, signal: halted }), onWork);
      } catch (error) {
        if (halted.aborted) throw halted.reason;
        throw isOutOfMemory(error) ? outOfMemory(limits, { cause: error }) : crashed(error);
      } finally {
        clearTimeout(deadline);
        clearInterval(watch);
        signal?.removeEventListener("abort", onAbort);
        running = undefined;
        if (peakMb > keptShare * limits.documentMemoryMbMax) stopped ??= retire(pool);
        await ended(stopped);
        stopped = undefined;
      }
    },
    async close(): Promise<void> {
      closed = new Error("the document reader was closed");
      stop(closed);
      await pool.destroy();
    },
  };
}

/** A task's name, input, signal, and who is told how long it was worked on. */
type LaneTask = [
  name: string,
  input: ReadingTask,
  signal: AbortSignal | undefined,
  onWork?: (workedMs: number) => void,
];

/** Runs the one task of a pool, and tells how long its thread has worked on it; a new one loads what reads before it takes it up. */
async function whileTold(
  pool: Piscina,
  run: () => Promise<unknown>,
  onWork: (workedMs: number) => void = () => undefined,
): Promise<unknown> {
  let stopWatching = (): void => undefined;
  const begin = (): void => void (stopWatching = watchWork(pool.threads[0], onWork));
  if (pool.threads.length > 0) begin();
  else pool.once("workerCreate", begin);
  try {
    return await run();
  } finally {
    pool.off("workerCreate", begin);
    stopWatching();
  }
}

/** Time that passes counts as this share of work, for what waits. */
const waitingShare = 0.2;

/**
 * Measures how long a thread works, whatever else the machine does meanwhile. Before Node 24.6 all that is known is the time that passes.
 *
 * @returns What ends it; nothing is told afterwards.
 */
function watchWork(worker: Worker | undefined, onWork: (workedMs: number) => void): () => void {
  const hasMeter = typeof worker?.cpuUsage === "function";
  const beganMs = performance.now();
  let beforeMs: number | undefined;
  let isOver = false;
  const told = (totalMs: number): void => {
    beforeMs ??= totalMs;
    const passedMs = performance.now() - beganMs;
    const workedMs = Math.max(totalMs - beforeMs, passedMs * (hasMeter ? waitingShare : 1));
    if (!isOver) onWork(workedMs);
  };
  const look = (): void => {
    if (worker === undefined || !hasMeter) return told(0);
    worker.cpuUsage().then(
      ({ user, system }) => told((user + system) / microsecondsPerMs),
      () => undefined, // The thread ended while it was asked.
    );
  };
  const first = setTimeout(look, firstLookMs);
  const timer = setInterval(look, workCheckMs);
  return () => {
    isOver = true;
    clearTimeout(first);
    clearInterval(timer);
  };
}
const microsecondsPerMs = 1_000;

/** A pool of a single thread, so that it is known which thread a document runs in. It starts with the first task. */
const createPool = ({ workerFile, limits }: ReadingLaneOptions): Piscina =>
  new Piscina({
    filename: fileURLToPath(workerFile),
    minThreads: 0,
    maxThreads: 1,
    maxQueue: 1,
    idleTimeout: idleTimeoutMs,
    recordTiming: false,
    // Blocked while it waits for a task, a thread would not finish cleaning up.
    atomics: "disabled",
    // Whatever the host process preloads (a development server does) is not meant for this thread.
    execArgv: [],
    resourceLimits: {
      maxOldGenerationSizeMb: heapHeadroom * limits.documentMemoryMbMax,
      maxYoungGenerationSizeMb: youngMemoryMb,
    },
  });

/**
 * Measures what a thread takes, heap and buffers: the engine's own limit does not count buffers, into which a
 * compressed bomb expands. The measurement interrupts the thread, however busy it is.
 */
function watchMemory(pool: Piscina, report: (usedMb: number) => void) {
  return setInterval(() => {
    const [worker] = pool.threads;
    worker?.getHeapStatistics().then(
      ({ used_heap_size: heapBytes, external_memory: bufferBytes }) =>
        report((heapBytes + bufferBytes) / bytesPerMb),
      () => undefined, // The thread ended while it was asked.
    );
  }, memoryCheckMs);
}

function retire(pool: Piscina): Worker | undefined {
  const [worker] = pool.threads;
  void worker?.terminate();
  return worker;
}

async function ended(worker: Worker | undefined): Promise<void> {
  // An ended thread has the id -1.
  if (worker === undefined || worker.threadId < 0) return;
  // A timer that holds the process: threads do not, and a caller waits for this.
  const waiting = new AbortController();
  const timeout = setTimeout(() => waiting.abort(), stopTimeoutMs);
  await once(worker, "exit", { signal: waiting.signal }).catch(() => undefined);
  clearTimeout(timeout);
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
