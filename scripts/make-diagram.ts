import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { buildGraphs, type GraphDeps } from "#graphs/build-graphs.ts";

const run = promisify(execFile);

/** Drawing never calls a node, so the graphs need none of their ports. */
const graphs = buildGraphs({} as GraphDeps);

const drawings = await Promise.all(
  [
    { name: "invoice_batch", graph: graphs.invoiceBatch },
    { name: "invoice", graph: graphs.invoice },
  ].map(async ({ name, graph }) => {
    const drawing = (await graph.getGraphAsync()).drawMermaid({ withStyles: false });
    return `\`${name}\`:\n\n\`\`\`mermaid\n${drawing.trim()}\n\`\`\``;
  }),
);

const { stdout } = await run("depcruise", [
  "graphs",
  "src",
  "--collapse",
  "^(graphs|src/[^/]+)/",
  "--include-only",
  "^(graphs|src)/",
  "--output-type",
  "mermaid",
]);
const layers = `\`\`\`mermaid\n${stdout.trim()}\n\`\`\``;

const architecture = await readFile("ARCHITECTURE.md", "utf8");
await writeFile(
  "ARCHITECTURE.md",
  replaceBetween(replaceBetween(architecture, "graphs", drawings.join("\n\n")), "layers", layers),
);

function replaceBetween(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}: made by \`npm run diagram\` -->`;
  const end = `<!-- ${name} end -->`;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`ARCHITECTURE.md lost its marks for ${name}`);
  }
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}
