import { isMainThread, workerData } from "node:worker_threads";

/*
 * Entry of a thread that ends its whole process when that takes more memory than it may. A thread of its own, because whoever decodes a
 * bomb in one call leaves its own thread no time to look.
 */

/** How often memory is measured. */
const memoryCheckMs = 50;

export type MemoryGuardData = { readonly rssBytesMax: number };

if (!isMainThread) {
  const { rssBytesMax } = workerData as MemoryGuardData;
  setInterval(() => {
    // As the system does it for want of memory. A thread's own exit would end the thread alone.
    if (process.memoryUsage.rss() > rssBytesMax) process.kill(process.pid, "SIGKILL");
  }, memoryCheckMs);
}
