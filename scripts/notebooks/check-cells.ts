import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type CellsModule, cellsModule } from "./cells-module.ts";
import { readNotebook } from "./notebook.ts";

const run = promisify(execFile);

/** Longest the compiler may take, milliseconds. */
const compileMsMax = 120_000;

/** `notebooks/.01-a.ipynb.ts(12,3): error TS2322: ...` */
const diagnostic = /^(?<file>[^(]+)\((?<line>\d+),\d+\): (?<message>.*)$/gm;

/**
 * Checks the types of notebooks' cells, each notebook as one module beside it, where its imports lead to the same files.
 *
 * @param files - Notebooks below the project's folder.
 * @returns One line for each error, with its cell.
 */
export async function checkCells(root: string, files: readonly string[]): Promise<string[]> {
  const modules = new Map<string, { file: string; module: CellsModule }>();
  const settings = path.join(root, "notebooks", `.cells-${process.pid}.json`);
  try {
    for (const file of files) {
      const module = cellsModule(await readNotebook(file));
      const target = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.ts`);
      modules.set(target, { file, module });
      await writeFile(target, module.text);
    }
    const config = {
      extends: "../tsconfig.json",
      include: ["../test/**/*.d.ts"],
      files: [...modules.keys()],
    };
    await writeFile(settings, JSON.stringify(config));
    const output = await compile(root, settings);
    return [...output.matchAll(diagnostic)].map(({ groups }) => {
      const { file = "", line = "", message = "" } = groups ?? {};
      const found = modules.get(path.resolve(root, file));
      const place = found?.module.placeOf(Number(line));
      if (found === undefined || place === undefined) return `${file}: ${message}`;
      return `${path.basename(found.file)}, cell ${place.cell}, line ${place.line}: ${message}`;
    });
  } finally {
    for (const target of [...modules.keys(), settings]) await rm(target, { force: true });
  }
}

/** @returns What the compiler printed; nothing if all is well. */
async function compile(root: string, settings: string): Promise<string> {
  const tsc = path.join(root, "node_modules/.bin/tsc");
  try {
    const { stdout } = await run(tsc, ["-p", settings, "--pretty", "false"], {
      cwd: root,
      timeout: compileMsMax,
    });
    return stdout;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined || stdout === "") throw error;
    return stdout;
  }
}
