import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { drawnGraphs } from "./drawn-graphs.ts";

const run = promisify(execFile);

const drawings = drawnGraphs.map(
  ({ name, drawing }) =>
    `\`${name}\` ([picture](docs/pictures/${name}.png)):\n\n\`\`\`mermaid\n${drawing}\n\`\`\``,
);

const { stdout } = await run(
  "depcruise",
  ["graphs", "src", "--include-only", "^(graphs|src)/", "--output-type", "json"],
  { maxBuffer: 64 * 1024 * 1024 },
);
const { modules } = JSON.parse(stdout) as {
  modules: { source: string; dependencies: { resolved: string }[] }[];
};

/** `src/checks/tax-check.ts` is in `checks`, `src/app.ts` is `app`. */
const partOf = (file: string): string =>
  file
    .replace(/^src\//, "")
    .split("/")[0]
    ?.replace(/\.ts$/, "") ?? file;

/** What everything may use would only hide the rest. */
const everywhere = new Set(["domain", "errors"]);

const arrows = modules.flatMap(({ source, dependencies }) =>
  dependencies
    .map(({ resolved }) => [partOf(source), partOf(resolved)] as const)
    .filter(([from, to]) => from !== to && !everywhere.has(to))
    .map(([from, to]) => `  ${from} --> ${to}`),
);
const edges = [...new Set(arrows)].toSorted((a, b) => (a < b ? -1 : 1));
const layers = `\`\`\`mermaid\nflowchart TD\n${edges.join("\n")}\n\`\`\``;

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
