import { existsSync } from "node:fs";
import { createJsonLog } from "#src/adapters/pino/log.ts";
import { openApp, openServerInputs, systemClock } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import { AnalysisInput } from "#src/state/analysis-state.ts";
import { BatchInput } from "#src/state/batch-state.ts";
import { InvoiceInput } from "#src/state/invoice-state.ts";
import { ReviewInput } from "#src/state/review-state.ts";
import { runDefaultsKey } from "#src/state/run-context.ts";
import { openTracing } from "#src/telemetry/tracing.ts";
import { createFindCaller } from "#src/web/callers.ts";
import { closeMaintenanceRoutes } from "#src/web/close-maintenance.ts";
import { createServerApp } from "#src/web/server-app.ts";
import { createServerAuth } from "#src/web/server-auth.ts";
import { buildGraphs } from "./build-graphs.ts";

/*
 * What langgraph.json names: graphs, routes and authentication, over one app, since the server loads this file once. It brings its
 * own checkpointer; the ledger is opened here, threads start when first asked.
 */
if (existsSync(".env")) process.loadEnvFile(".env");

const config = parseConfig(process.env);
await openTracing(process.env, config);
const log = createJsonLog({
  level: config.logLevel,
  write: (line) => void process.stderr.write(line),
  now: systemClock.now,
});
const app = await openApp(config, systemClock, log);
const inputs = openServerInputs(config, systemClock);
const graphs = buildGraphs({ ...app, documentFolder: inputs.documentFolder });

const { tokens, requestBytesMax } = config.server;
// An image has no loopback of its own: there nobody is let in without a token.
const isLocal = tokens.length === 0 && process.env["LANGSERVE_GRAPHS"] === undefined;
let isStopping = false;
// The host ends the process; until it does, runs under way go on, and what they decide is in the ledger.
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    isStopping = true;
  });
}
closeMaintenanceRoutes();
if (isLocal) {
  log("warn", "server.local_only", {
    message: "no FANFOLD_API_TOKENS: only requests of this machine are served",
  });
}

const nodesOf = ({ nodes }: { readonly nodes: object }): readonly string[] =>
  Object.keys(nodes).filter((node) => !node.startsWith("__"));

/** Settings of the environment, for runs that give none. */
const defaults = { configurable: { [runDefaultsKey]: config.run } };

export const invoice = graphs.invoice.withConfig(defaults);
export const analysis = graphs.analysis.withConfig(defaults);
export const invoice_batch = graphs.invoiceBatch.withConfig(defaults);
export const review = graphs.review;

export const auth = createServerAuth(isLocal ? undefined : createFindCaller(tokens));

export const http = createServerApp({
  ledger: app.ledger,
  metrics: app.metrics,
  inputRoot: inputs.inputRoot,
  inbox: inputs.inbox,
  documentBytesMax: config.limits.fileSizeBytesMax,
  requestBytesMax,
  inputs: {
    invoice: InvoiceInput,
    analysis: AnalysisInput,
    invoice_batch: BatchInput,
    review: ReviewInput,
  },
  nodes: {
    invoice: nodesOf(graphs.invoice),
    analysis: nodesOf(graphs.analysis),
    invoice_batch: nodesOf(graphs.invoiceBatch),
    review: nodesOf(graphs.review),
  },
  folders: inputs.folders,
  isLocal,
  isStopping: () => isStopping,
  log,
});
