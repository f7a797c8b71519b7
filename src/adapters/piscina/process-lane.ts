import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ProcessUsage } from "#src/domain/measurement.ts";
import type { DocumentRejected } from "#src/errors.ts";
import { crashed, type LaneLimits, outOfMemory, timedOut } from "./lane-errors.ts";
import type { LaneReply, LaneRequest, LaneUsage } from "./lane-process.ts";
import type { ReadingTask } from "./reading-task.ts";

const entry = fileURLToPath(new URL("./lane-process.ts", import.meta.url));

/** An idle process is kept this long. */
const idleTimeoutMs = 60_000;
/** Wait for a killed process to end, so that its memory is free before the next one starts. */
const stopTimeoutMs = 2_000;
/** Processes one document may bring down by a fault of the engine; after that it is the document's. */
const crashesMax = 2;

/** How a process ends that met the heap's limit, or that was killed for want of memory: by its guard, or by the system. */
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
export function createProcessLane(options: ProcessLaneOptions) {
  const { limits } = options;
  const reader = keepProcess(options);
  const closing = new AbortController();

  /** Asks until a process answers; each that a fault of the engine brings down is replaced. */
  async function answered(request: LaneRequest, halted: AbortSignal): Promise<unknown> {
    for (let crashes = 1; ; crashes += 1) {
      halted.throwIfAborted();
      const end = await reader.ask(request, halted);
      if ("reply" in end && "answer" in end.reply) return end.reply.answer;
      await reader.end();
      halted.throwIfAborted();
      const error = failureOf(end, limits);
      if (error !== undefined || crashes >= crashesMax) throw error ?? crashed(end);
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
      const late = new AbortController();
      const deadline = setTimeout(() => late.abort(timedOut(limits)), limits.documentTimeoutMs);
      const signals = [closing.signal, late.signal, ...(signal ? [signal] : [])];
      try {
        return await answered({ name, input }, AbortSignal.any(signals));
      } finally {
        clearTimeout(deadline);
      }
    },
    /** Memory held now, and processor time so far, of the lane's processes. */
    usage: reader.usage,
    async close(): Promise<void> {
      closing.abort(new Error("the document reader was closed"));
      await reader.end();
    },
  };
}

/** A process that is started when it is asked, and ended when it was idle for a while. */
function keepProcess(options: ProcessLaneOptions) {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let usage = nothingUsed;
  /** Processor time of processes that ended, milliseconds. */
  let endedCpuMs = 0;

  /** Ends the process, if one runs. */
  async function end(): Promise<void> {
    clearTimeout(idle);
    const last = child;
    child = undefined;
    endedCpuMs += usage.cpuMs;
    usage = nothingUsed;
    if (last === undefined || last.exitCode !== null || last.signalCode !== null) return;
    last.ref();
    last.kill("SIGKILL");
    const signal = AbortSignal.timeout(stopTimeoutMs);
    await once(last, "exit", { signal }).catch(() => undefined);
  }

  return {
    async ask(request: LaneRequest, halted: AbortSignal): Promise<Ended> {
      clearTimeout(idle);
      child ??= startProcess(options);
      const ended = await ask(child, request, { halted, onUsage: (told) => (usage = told) });
      idle = setTimeout(() => void end(), idleTimeoutMs).unref();
      return ended;
    },
    end,
    usage: (): ProcessUsage => ({ ...usage, cpuMs: endedCpuMs + usage.cpuMs }),
  };
}

function startProcess({ workerFile, limits, engineMemoryMb }: ProcessLaneOptions): ChildProcess {
  const residentMb = engineMemoryMb + limits.documentMemoryMbMax;
  return fork(entry, [workerFile.href, String(residentMb)], {
    // Whatever the host process preloads (a development server does) is not meant for this one.
    execArgv: [`--max-old-space-size=${limits.documentMemoryMbMax}`],
    env: {},
    // The engine remarks on pictures by printing.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

type AskOptions = {
  /** Ends the wait. */
  readonly halted: AbortSignal;
  readonly onUsage: (usage: ProcessUsage) => void;
};

/** Sends a request to a process and waits for what comes first: its reply, its end, or that it is given up. */
async function ask(
  running: ChildProcess,
  request: LaneRequest,
  { halted, onUsage }: AskOptions,
): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const onMessage = (message: LaneReply | LaneUsage): void => {
    if ("usage" in message) onUsage(message.usage);
    else resolve({ reply: message });
  };
  const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
    resolve({ code, signal });
  const onError = (error: Error): void => resolve({ reply: { failure: error.message } });
  running.ref();
  running.channel?.ref();
  running.on("message", onMessage).once("exit", onExit).once("error", onError);
  running.send(request, (error) => {
    if (error) onError(error);
  });
  const onHalted = (): void => resolve({ reply: { failure: "given up" } });
  halted.addEventListener("abort", onHalted, { once: true });
  try {
    return await promise;
  } finally {
    halted.removeEventListener("abort", onHalted);
    running.off("message", onMessage).off("exit", onExit).off("error", onError);
    // Idle, it holds nobody up.
    running.unref();
    running.channel?.unref();
  }
}

const nothingUsed: ProcessUsage = { rssBytes: 0, cpuMs: 0 };

/** How a request ended: with a reply, or with the end of the process. */
type Ended =
  | { readonly reply: LaneReply }
  | { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** The document's fault; `undefined` where a fault of the engine may have ended the process. */
function failureOf(end: Ended, limits: LaneLimits): DocumentRejected | undefined {
  if ("reply" in end) return crashed(end.reply);
  const { signal } = end;
  if (signal === null) return crashed(end);
  return memorySignals.has(signal) ? outOfMemory(limits) : undefined;
}
