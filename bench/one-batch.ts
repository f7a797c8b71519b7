import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";

/*
 * One batch in a process of its own, so that its peak memory is its own: `node bench/one-batch.ts FOLDER`.
 * Prints { documents, wallSeconds, peakMemoryMb } as JSON.
 */
const [folder = ""] = process.argv.slice(2);
const home = await mkdtemp(path.join(tmpdir(), "fanfold-bench-home-"));
const config = parseConfig({ FANFOLD_HOME: home, FANFOLD_ANALYSIS: "rules" });
const app = await openApp(config);
try {
  const { summary } = await runBatch(app, {
    batchId: "bench",
    paths: [folder],
    exclude: [],
    context: config.run,
    signal: new AbortController().signal,
    onEvent: () => {},
  });
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const { dispatched: documents, wallSeconds } = summary;
  console.log(JSON.stringify({ documents, wallSeconds, peakMemoryMb }));
} finally {
  await app.close();
  await rm(home, { recursive: true, force: true });
}
