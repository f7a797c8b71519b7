import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { crashed, type LaneLimits, outOfMemory, timedOut } from "./lane-errors.ts";
import { type LaneReply, type LaneRequest, memoryExitCode } from "./lane-process.ts";
import type { ReadingTask } from "./reading-task.ts";

const entry = fileURLToPath(new URL("./lane-process.ts", import.meta.url));

/** An idle process is kept this long. */
const idleTimeoutMs = 60_000;
/** Wait for a killed process to end, so that its memory is free before the next one starts. */
const stopTimeoutMs = 2_000;
/** Processes one document may bring down by a fault of the engine; after that it is the document's. */
const crashesMax = 2;

/** How a process ends that met the heap's limit, or that the system killed for want of memory. */
const memorySignals: ReadonlySet<NodeJS.Signals> = new Set(["SIGABRT", "SIGKILL"]);

type ProcessLaneOptions = {
  readonly workerFile: URL;
  readonly limits: LaneLimits;
  /** What the engine and the program themselves take, MiB of resident memory. */
  readonly engineMemoryMb: number;
};

/**
 * One process that reads one document at a time, and is replaced when a document was too much for it.
 *
 * A process and no thread, for engines in WebAssembly: V8 may end the whole process when threads that run it come and go (a failed check
 * in its map of code pages, nodejs/node#64500). So it costs an attempt at one document.
 */
export function createProcessLane({ workerFile, limits, engineMemoryMb }: ProcessLaneOptions) {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let stop: ((reason: unknown) => void) | undefined;
  let closed: Error | undefined;

  function started(): ChildProcess {
    const residentMb = engineMemoryMb + limits.documentMemoryMbMax;
    child ??= fork(entry, [workerFile.href, String(residentMb)], {
      // Whatever the host process preloads (a development server does) is not meant for this one.
      execArgv: [`--max-old-space-size=${limits.documentMemoryMbMax}`],
      env: {},
      // The engine remarks on pictures by printing.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    return child;
  }

  /** Ends the process, if one runs. */
  async function ended(): Promise<void> {
    clearTimeout(idle);
    const last = child;
    child = undefined;
    if (last === undefined || last.exitCode !== null || last.signalCode !== null) return;
    last.ref();
    last.kill("SIGKILL");
    const signal = AbortSignal.timeout(stopTimeoutMs);
    await once(last, "exit", { signal }).catch(() => undefined);
  }

  async function asked(request: LaneRequest): Promise<Ended> {
    const running = started();
    running.ref();
    running.channel?.ref();
    const { promise, resolve } = Promise.withResolvers<Ended>();
    const onReply = (reply: LaneReply): void => resolve({ reply });
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      resolve({ code, signal });
    const onError = (error: Error): void => resolve({ reply: { failure: error.message } });
    stop = (reason) => resolve({ reason });
    running.once("message", onReply).once("exit", onExit).once("error", onError);
    running.send(request, (error) => {
      if (error) onError(error);
    });
    try {
      return await promise;
    } finally {
      stop = undefined;
      running.off("message", onReply).off("exit", onExit).off("error", onError);
      // Idle, it holds nobody up.
      running.unref();
      running.channel?.unref();
    }
  }

  return {
    /**
     * Runs one task in the process: the worker file's export of that name.
     *
     * @throws {DocumentRejected} `document.timeout`, `document.out_of_memory` or, if processes crashed over it, `document.damaged`.
     * @throws The signal's reason once it is aborted.
     */
    async run(name: string, input: ReadingTask, signal: AbortSignal | undefined): Promise<unknown> {
      signal?.throwIfAborted();
      if (closed !== undefined) throw closed;
      clearTimeout(idle);
      const onAbort = (): void => stop?.(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      const deadline = setTimeout(() => stop?.(timedOut(limits)), limits.documentTimeoutMs);
      try {
        for (let crashes = 1; ; crashes += 1) {
          const end = await asked({ name, input });
          if ("reply" in end && "answer" in end.reply) {
            idle = setTimeout(() => void ended(), idleTimeoutMs).unref();
            return end.reply.answer;
          }
          await ended();
          if ("reason" in end) throw end.reason;
          if ("reply" in end) throw crashed(end.reply);
          if (isOfMemory(end)) throw outOfMemory(limits);
          if (end.signal === null || crashes >= crashesMax) throw crashed(end);
        }
      } finally {
        clearTimeout(deadline);
        signal?.removeEventListener("abort", onAbort);
      }
    },
    async close(): Promise<void> {
      closed = new Error("the document reader was closed");
      stop?.(closed);
      await ended();
    },
  };
}

/** How a request ended: with a reply, with the end of the process, or because it was given up. */
type Ended =
  | { readonly reply: LaneReply }
  | { readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly reason: unknown };

const isOfMemory = ({
  code,
  signal,
}: {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}): boolean => code === memoryExitCode || (signal !== null && memorySignals.has(signal));
