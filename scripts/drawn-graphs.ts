import { buildGraphs, type GraphDeps } from "#graphs/build-graphs.ts";

/** Drawing never calls a node, so the graphs need none of their ports. */
const graphs = buildGraphs({} as GraphDeps);

/** The graphs as mermaid text, by name. */
export const drawnGraphs = await Promise.all(
  [
    { name: "invoice_batch", graph: graphs.invoiceBatch },
    { name: "invoice", graph: graphs.invoice },
    { name: "analysis", graph: graphs.analysis },
    { name: "recheck_batch", graph: graphs.recheckBatch },
    { name: "review", graph: graphs.review },
  ].map(async ({ name, graph }) => {
    const drawing = (await graph.getGraphAsync()).drawMermaid({ withStyles: false });
    return { name, drawing: drawing.trim() };
  }),
);
