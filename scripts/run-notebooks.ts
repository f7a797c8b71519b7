import { readdir, writeFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { executeNotebook } from "./notebooks/execute-notebook.ts";
import { machineTraces, notebookText, readNotebook, withOutputsOf } from "./notebooks/notebook.ts";

/*
 * Runs the notebooks one after another in the Deno kernel and keeps their outputs: `npm run notebooks`, or
 * `npm run notebooks -- 04` for those whose name begins so. A cell that fails, or tells of this machine, changes nothing.
 */
const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "notebooks");
const [prefix = ""] = process.argv.slice(2);
const names = (await readdir(folder)).filter(
  (name) => name.endsWith(".ipynb") && name.startsWith(prefix),
);
if (names.length === 0) throw new RangeError(`no notebook is named ${prefix}...`);
for (const name of names) {
  const file = path.join(folder, name);
  const startedMs = performance.now();
  const notebook = withOutputsOf(await readNotebook(file), await executeNotebook(root, file));
  const traces = machineTraces(notebook, [root, hostname(), userInfo().homedir]);
  if (traces.length > 0) throw new Error(`${name} tells of this machine: ${traces.join("; ")}`);
  await writeFile(file, notebookText(notebook));
  console.log(`${name}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
}
