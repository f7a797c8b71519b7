import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { type Notebook, readNotebook } from "./notebook.ts";

const run = promisify(execFile);

/** Debian's, which has the packages of Jupyter; another one on the path may not. */
const python = "/usr/bin/python3";

/** Longest a notebook may take, milliseconds. */
const notebookMsMax = 240_000;

/** A notebook did not run to its end; the message holds the cell and its error. */
export class NotebookFailed extends Error {
  override readonly name = "NotebookFailed";
}

/**
 * Runs a notebook in the Deno kernel, from its first cell to its last. Settings of this machine's environment are kept from it, and
 * nothing it or its kernel writes outlives it.
 *
 * @returns The notebook with the outputs of this run; the file stays as it is.
 * @throws {NotebookFailed} If a cell fails.
 */
export async function executeNotebook(root: string, file: string): Promise<Notebook> {
  const folder = await mkdtemp(path.join(tmpdir(), "fanfold-kernel-"));
  const output = path.join(folder, "run.ipynb");
  try {
    await run(python, [path.join(root, "scripts/notebooks/execute.py"), file, output], {
      env: environmentOf(root, folder),
      timeout: notebookMsMax,
    });
    return await readNotebook(output);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined || stderr === "") throw error;
    throw new NotebookFailed(stripVTControlCharacters(stderr), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const environmentOf = (root: string, folder: string) => ({
  PATH: `${path.join(root, "node_modules/.bin")}:/usr/bin:/bin`,
  LANG: "C.UTF-8",
  TZ: "UTC",
  TMPDIR: folder,
  HOME: folder,
  JUPYTER_PATH: path.join(root, "notebooks"),
});
