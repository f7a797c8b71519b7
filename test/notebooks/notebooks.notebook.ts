import { readdir } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkCells } from "../../scripts/notebooks/check-cells.ts";
import { executeNotebook } from "../../scripts/notebooks/execute-notebook.ts";
import { machineTraces, outputKinds, readNotebook } from "../../scripts/notebooks/notebook.ts";

const root = path.resolve(".");
const folder = path.join(root, "notebooks");
const names = (await readdir(folder)).filter((name) => name.endsWith(".ipynb"));
const fileOf = (name: string): string => path.join(folder, name);

describe.concurrent("the notebooks", () => {
  it.each(names)("%s runs, and shows what is committed", async (name) => {
    const file = fileOf(name);
    const run = await executeNotebook(root, file);

    expect(outputKinds(run)).toEqual(outputKinds(await readNotebook(file)));
    expect(machineTraces(run, [root, hostname(), userInfo().homedir])).toEqual([]);
  });
});

it("have cells whose types are right", async () => {
  expect(await checkCells(root, names.map(fileOf))).toEqual([]);
});
