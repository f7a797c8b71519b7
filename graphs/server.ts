import { openApp } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import { buildGraphs } from "./build-graphs.ts";

/*
 * What langgraph.json names. The server brings its own checkpointer; files are opened here, services when first asked.
 */
const graphs = buildGraphs(await openApp(parseConfig(process.env)));

export const invoice = graphs.invoice;
export const invoice_batch = graphs.invoiceBatch;
