import { parseArgs } from "node:util";
import { compareWorkers } from "./reference/batch-workers.ts";
import { compareFailures } from "./reference/failing-work.ts";
import { compareNineOperations } from "./reference/nine-operations.ts";
import { compareSkewedWork } from "./reference/skewed-work.ts";

/*
 * The comparisons of the reference, each a table, all of them one line of JSON at the end: `npm run bench:reference`, about a
 * minute; `-- --only operations|workers|skewed|failures` runs one. Services, documents and faults are simulated, by timers and
 * from fixed seeds; graphs, chunks and limits are the real ones. Exits with 1 where a promise is broken.
 */
const comparisons = {
  operations: compareNineOperations,
  workers: compareWorkers,
  skewed: compareSkewedWork,
  failures: compareFailures,
} as const;
const names = Object.keys(comparisons) as (keyof typeof comparisons)[];

const { values } = parseArgs({ options: { only: { type: "string" } } });
const chosen = names.filter((name) => values.only === undefined || name === values.only);
if (chosen.length === 0) throw new RangeError(`--only takes one of ${names.join(", ")}`);

const results: Record<string, unknown> = {};
const broken: string[] = [];
for (const name of chosen) {
  const { rows, figures, promises, ...tables } = await comparisons[name]();
  console.log(`\n${name}`);
  console.table(rows);
  for (const table of Object.values(tables)) console.table(table);
  console.log(figures);
  for (const [promise, isKept] of Object.entries(promises)) {
    console.log(`${isKept ? "kept  " : "BROKEN"} ${promise}`);
    if (!isKept) broken.push(`${name}: ${promise}`);
  }
  results[name] = { rows, ...tables, figures, promises };
}
console.log();
console.log(JSON.stringify({ ...results, broken }));
if (broken.length > 0) process.exitCode = 1;
