import { readdir, writeFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { executeNotebook, NotebookFailed } from "./notebooks/execute-notebook.ts";
import { machineTraces, notebookText, readNotebook, withOutputsOf } from "./notebooks/notebook.ts";

/*
 * Runs the notebooks one after another in the Deno kernel and keeps their outputs: `npm run notebooks`, or
 * `npm run notebooks -- 04` for those whose name begins so. One with a cell that fails, or that tells of this machine, stays as
 * it is. Let nothing else run meanwhile: they show measured times.
 */
const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "notebooks");
const [prefix = ""] = process.argv.slice(2);
const names = (await readdir(folder)).filter(
  (name) => name.endsWith(".ipynb") && name.startsWith(prefix),
);
if (names.length === 0) throw new RangeError(`no notebook is named ${prefix}...`);
for (const name of names) {
  const startedMs = performance.now();
  const problem = await refresh(path.join(folder, name));
  if (problem !== undefined) process.exitCode = 1;
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(problem ?? `${name}: ${seconds} s`);
}

/** @returns What keeps the outputs from being kept. */
async function refresh(file: string): Promise<string | undefined> {
  try {
    const notebook = withOutputsOf(await readNotebook(file), await executeNotebook(root, file));
    const traces = machineTraces(notebook, [root, hostname(), userInfo().homedir]);
    if (traces.length > 0)
      return `${path.basename(file)} tells of this machine: ${traces.join("; ")}`;
    await writeFile(file, notebookText(notebook));
    return undefined;
  } catch (error) {
    if (error instanceof NotebookFailed) return error.message;
    throw error;
  }
}
