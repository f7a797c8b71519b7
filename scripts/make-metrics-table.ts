import { readFile, writeFile } from "node:fs/promises";
import { counters, gauges, histograms } from "#src/telemetry/metric-table.ts";

/** Where the metrics are explained. */
export const metricsDocUrl = new URL("../docs/metrics.md", import.meta.url);

type Row = { readonly name: string; readonly labels: readonly string[]; readonly help: string };

const begin = "<!-- metrics: made by `npm run metrics:table` -->";
const end = "<!-- metrics end -->";

/** The text with its table of metrics made anew. */
export function withMetricsTable(text: string): string {
  const kinds: Record<string, Record<string, Row>> = {
    counter: counters,
    histogram: histograms,
    gauge: gauges,
  };
  const rows = Object.entries(kinds).flatMap(([kind, table]) =>
    Object.values(table).map(({ name, labels, help }) => {
      const quoted = labels.map((label) => `\`${label}\``).join(", ");
      return `| \`${name}\` | ${kind} | ${quoted} | ${help} |`;
    }),
  );
  const heading = ["| metric | type | labels | meaning |", "| --- | --- | --- | --- |"];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error("docs/metrics.md lost its marks");
  return `${before}${begin}\n\n${[...heading, ...rows].join("\n")}\n\n${end}${after}`;
}

if (import.meta.main) {
  await writeFile(metricsDocUrl, withMetricsTable(await readFile(metricsDocUrl, "utf8")));
}
