import { existsSync } from "node:fs";
import { openApp } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import { buildGraphs } from "./build-graphs.ts";

/*
 * What langgraph.json names. The server brings its own checkpointer; the ledger is opened here, threads start when first asked.
 */
if (existsSync(".env")) process.loadEnvFile(".env");

const graphs = buildGraphs(await openApp(parseConfig(process.env)));

export const invoice = graphs.invoice;
export const invoice_batch = graphs.invoiceBatch;
