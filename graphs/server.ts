import { existsSync } from "node:fs";
import { createJsonLog } from "#src/adapters/pino/log.ts";
import { openApp, systemClock } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import { openTracing } from "#src/telemetry/tracing.ts";
import { buildGraphs } from "./build-graphs.ts";

/*
 * What langgraph.json names. The server brings its own checkpointer; the ledger is opened here, threads start when first asked.
 */
if (existsSync(".env")) process.loadEnvFile(".env");

const config = parseConfig(process.env);
await openTracing(process.env, config);
const log = createJsonLog({
  level: config.logLevel,
  write: (line) => void process.stderr.write(line),
  now: systemClock.now,
});
const graphs = buildGraphs(await openApp(config, systemClock, log));

export const invoice = graphs.invoice;
export const analysis = graphs.analysis;
export const invoice_batch = graphs.invoiceBatch;
