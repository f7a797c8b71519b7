import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkCells } from "../../scripts/notebooks/check-cells.ts";
import { executeNotebook, NotebookFailed } from "../../scripts/notebooks/execute-notebook.ts";

const root = path.resolve(".");

/** A folder inside the project, where imports lead to it. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(root, "notebooks", ".test-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function aNotebook(...cells: readonly string[]): Promise<string> {
  const file = path.join(folder, "a.ipynb");
  const notebook = {
    cells: cells.map((source, index) => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: [],
      source: [source],
    })),
    metadata: { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  await writeFile(file, JSON.stringify(notebook));
  return file;
}

it("fails with the cell and its error if a cell is broken", async () => {
  const file = await aNotebook("const a = 1;", 'throw new Error("broken on purpose");', "a;");

  const run = executeNotebook(root, file);

  await expect(run).rejects.toThrow(NotebookFailed);
  await expect(run).rejects.toThrow(/broken on purpose/);
});

it("loses no output that comes after the kernel has said that it is idle", async () => {
  const late = "setTimeout(() => console.log('late'), 0); undefined;";
  const file = await aNotebook(late, "1;");

  const { cells } = await executeNotebook(root, file);

  expect(JSON.stringify(cells[0])).toContain("late\\n");
});

it("keeps settings of the machine's environment from a notebook", async () => {
  const file = await aNotebook("Object.keys(Deno.env.toObject()).join();");

  const { cells } = await executeNotebook(root, file);

  expect(JSON.stringify(cells)).not.toMatch(/OLLAMA|FANFOLD|LANGSMITH|npm_/);
});

it("names the cell and the line of a wrong type, and leaves no file behind", async () => {
  const file = await aNotebook("const a = 1;\n", 'const b: number = "one";\na + b;\nexport {};');
  const before = await readdir(folder);

  const errors = await checkCells(root, [file]);

  expect(errors).toEqual([expect.stringMatching(/^a\.ipynb, cell 2, line 1: error TS2322/)]);
  expect(await readdir(folder)).toEqual(before);
});
