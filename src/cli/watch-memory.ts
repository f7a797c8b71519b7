/** How often memory is looked at, milliseconds. */
const memoryEveryMs = 200;

/** Watches the resident memory of the process until it is stopped. */
export function watchMemory() {
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, memoryEveryMs);
  return { peakBytes: () => peak, stop: () => clearInterval(timer) };
}
