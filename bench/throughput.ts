import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { processFlags } from "./measure.ts";
import { measureOrchestration } from "./orchestration-cost.ts";

/*
 * How fast is a batch, what does the graph cost, and does memory stay flat? `npm run bench`, a few minutes.
 * Documents are simulated (test/support/generated-invoices.ts). Ratios within one run are what to compare; the seconds
 * are this machine's.
 */
const run = promisify(execFile);

type Measured = {
  readonly documents: number;
  readonly wallSeconds: number;
  readonly peakMemoryMb: number;
};

const cases = [
  { kind: "xml", count: 100 },
  { kind: "xml", count: 1_000 },
  { kind: "xml", count: 5_000 },
  { kind: "pdf", count: 100 },
  { kind: "pdf", count: 1_000 },
] as const;

const folder = await mkdtemp(path.join(tmpdir(), "fanfold-bench-"));
try {
  const batches = [];
  for (const { kind, count } of cases) {
    const input = path.join(folder, `${kind}-${count}`);
    await writeGeneratedInvoices(input, { kind, count });
    const script = path.join(import.meta.dirname, "one-batch.ts");
    const { stdout } = await run(process.execPath, [...processFlags, script, input]);
    const measured = JSON.parse(stdout) as Measured;
    const documentsPerSecond = Number((count / measured.wallSeconds).toFixed(1));
    batches.push({ kind, ...measured, documentsPerSecond });
  }
  const orchestration = await measureOrchestration();
  console.table(batches);
  console.table([orchestration]);
  console.log(JSON.stringify({ batches, orchestration }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
