import { Worker } from "node:worker_threads";
import type { ProcessUsage } from "#src/domain/measurement.ts";
import { keepCompiledCode } from "./kept-code.ts";
import type { MemoryGuardData } from "./memory-guard.ts";
import type { ReadingTask } from "./reading-task.ts";

/*
 * Entry of a process that reads documents one after another, with the functions of a worker file. It ends with its parent, and is killed
 * by a thread of its own when a document takes more memory than it may.
 *
 * node lane-process.ts <worker file> <most resident memory, MiB>
 */

/** What the parent asks for. */
export type LaneRequest = { readonly name: string; readonly input: ReadingTask };
/** What it is told: what the function gave, or the text of a bug. */
export type LaneReply = { readonly answer: unknown } | { readonly failure: string };
/** What the process uses, told now and then while it reads. */
export type LaneUsage = { readonly usage: ProcessUsage };

/** How often what it uses is told. */
const usageEveryMs = 100;
const bytesPerMb = 1024 * 1024;

if (import.meta.main) {
  keepCompiledCode();
  const [workerFile = "", memoryMbMax = "0"] = process.argv.slice(2);
  const tasks = (await import(workerFile)) as Record<
    string,
    ((input: ReadingTask) => Promise<unknown>) | undefined
  >;
  let isReading = false;
  guardMemory(Number(memoryMbMax) * bytesPerMb);
  setInterval(() => {
    if (isReading) process.send?.({ usage: currentUsage() } satisfies LaneUsage);
  }, usageEveryMs).unref();
  process.on("disconnect", () => process.exit());
  process.on("message", ({ name, input }: LaneRequest) => {
    isReading = true;
    void answered(tasks[name], input).then((reply) => {
      isReading = false;
      process.send?.(reply);
    });
  });
}

function guardMemory(rssBytesMax: number): void {
  const workerData: MemoryGuardData = { rssBytesMax };
  const guard = new URL("./memory-guard.ts", import.meta.url);
  new Worker(guard, { workerData, execArgv: [] }).unref();
}

function currentUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / microsecondsPerMs };
}
const microsecondsPerMs = 1_000;

async function answered(
  task: ((input: ReadingTask) => Promise<unknown>) | undefined,
  input: ReadingTask,
): Promise<LaneReply> {
  try {
    return { answer: await task?.(input) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
