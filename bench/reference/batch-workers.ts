import type { Outcome } from "#src/domain/outcome.ts";
import type { InvoiceRunner } from "#src/nodes/process-chunk.ts";
import { aBatch } from "#test/support/a-batch.ts";
import { createRandom, lognormal } from "#test/support/simulated-service.ts";
import { rounded } from "../measure.ts";
import { simulatedInvoices } from "./simulated-invoices.ts";
import { simulateServices } from "./simulated-services.ts";
import { createWorkerLog, distributionOf } from "./worker-log.ts";

const scale = 25;
const documents = 24;
/** Coefficient of variation of how slow the services are to a document. */
const variation = 0.3;
const seed = 4;
/** Small, so that work is cut into more pieces than there are workers. */
const chunkSize = 3;

const cases = [
  { name: "serial", strategy: "sequential", parallelism: 1 },
  { name: "1 worker", strategy: "concurrent", parallelism: 1 },
  { name: "2 workers", strategy: "concurrent", parallelism: 2 },
  { name: "4 workers", strategy: "concurrent", parallelism: 4 },
  { name: "8 workers", strategy: "concurrent", parallelism: 8 },
] as const;

/** One batch through both graphs. */
async function runBatch({ name, ...context }: (typeof cases)[number]) {
  const invoices = simulatedInvoices(documents);
  const spread = lognormal(createRandom(seed), variation);
  const factors = new Map(invoices.map(({ document }) => [document.file, spread()]));
  const log = createWorkerLog();
  const invoke: InvoiceRunner["invoke"] = async (input, config) =>
    await log.track(
      async () => await services.invokeSlowed(factors.get(input.file ?? "") ?? 1, input, config),
    );
  const batch = aBatch({ documents: invoices.map(({ document }) => document), invoke });
  const services = simulateServices(invoices, { scale, ledger: batch.ledger });
  const startedAtMs = performance.now();
  const { summary } = await batch.run({ analysis: "ollama", chunkSize, ...context });
  const wallMs = performance.now() - startedAtMs;
  const records: string[] = [];
  for await (const outcome of batch.ledger.outcomes("batch")) records.push(withoutTimes(outcome));
  return { name, wallMs, log, records, calls: services.calls(), decisions: summary?.decisions };
}

const withoutTimes = ({ operations: _operations, ...outcome }: Outcome): string =>
  JSON.stringify(outcome);

/** A batch one document and one operation at a time, against batches of 1, 2, 4 and 8 workers. */
export async function compareWorkers() {
  const runs = [];
  for (const each of cases) runs.push(await runBatch(each));
  const [serial, one] = runs;
  if (serial === undefined || one === undefined) throw new Error("nothing was run");
  const rows = runs.map(({ name, wallMs, log, calls }) => ({
    batch: name,
    wallMs: rounded(wallMs),
    overSerial: rounded(serial.wallMs / wallMs, 2),
    overOneWorker: rounded(one.wallMs / wallMs, 2),
    calls: Object.values(calls).reduce((sum, count) => sum + count, 0),
    ...distributionOf(log),
  }));
  return {
    rows,
    figures: { documents, scale, chunkSize, variation, seed, decisions: serial.decisions },
    promises: {
      "the same calls with any number of workers": runs.every(
        ({ calls }) => JSON.stringify(calls) === JSON.stringify(serial.calls),
      ),
      "the same records with any number of workers": runs.every(
        ({ records }) => records.join("\n") === serial.records.join("\n"),
      ),
    },
  };
}
