import { readdir } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsModule } from "../../../scripts/notebooks/cells-module.ts";
import {
  machineTraces,
  type Notebook,
  outputKinds,
  readNotebook,
  withOutputsOf,
} from "../../../scripts/notebooks/notebook.ts";

const markdown = (text: string): Notebook["cells"][number] => ({
  cell_type: "markdown",
  source: text.split(/(?<=\n)/),
});
const code = (text: string, ...shown: Record<string, unknown>[]): Notebook["cells"][number] => ({
  cell_type: "code",
  execution_count: 1,
  outputs: shown.map((data) => ({ output_type: "display_data", data })),
  source: text.split(/(?<=\n)/),
});

describe("the cells of a notebook as a module", () => {
  it("leaves out prose, and knows where each line came from", () => {
    const { text, placeOf } = cellsModule({
      cells: [markdown("# Title"), code("const a = 1;\nconst b = 2;"), code("a + b;")],
    });

    expect(text).toBe("const a = 1;\nconst b = 2;\na + b;\n");
    expect(placeOf(2)).toEqual({ cell: 2, line: 2 });
    expect(placeOf(3)).toEqual({ cell: 3, line: 1 });
    expect(placeOf(4)).toBeUndefined();
  });

  it("has a place for every line of any cells", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.string()).map((lines) => lines.join("\n")),
          { minLength: 1 },
        ),
        (texts) => {
          const { text, placeOf } = cellsModule({ cells: texts.map((each) => code(each)) });
          const lines = text.split("\n").slice(0, -1);
          for (const [index, line] of lines.entries()) {
            const place = placeOf(index + 1);
            expect(texts[(place?.cell ?? 0) - 1]?.split("\n")[(place?.line ?? 0) - 1]).toBe(line);
          }
        },
      ),
    );
  });
});

describe("what outputs tell of a machine", () => {
  const told = (text: string, names?: string[]) =>
    machineTraces({ cells: [markdown("# Title"), code("", { "text/plain": text })] }, names);

  it.each(["/home/ann/invoices", "at file:///srv/a.ts", "/tmp/fanfold-1/a.xml", "C:\\Users\\ann"])(
    "finds the path in %s",
    (text) => {
      expect(told(text)).toEqual([expect.stringContaining("cell 2: ")]);
    },
  );

  it("finds the names it is given", () => {
    expect(told("ran on build-7", ["build-7"])).toHaveLength(1);
  });

  it("finds nothing in relative paths, addresses of the web and times", () => {
    expect(told("acme/2026-03.pdf, http://127.0.0.1:2024/runs, 12 ms")).toEqual([]);
  });

  it("does not read pictures", () => {
    const picture = code("", { "image/png": "aaa/tmp/bbb" });

    expect(machineTraces({ cells: [picture] })).toEqual([]);
  });
});

it("takes from a run its outputs and nothing else", () => {
  const before: Notebook = { cells: [code("1")], metadata: { kernel: "ours" } };
  const run: Notebook = { cells: [code("1", { "text/plain": "1" })], metadata: { kernel: "run" } };

  const after = withOutputsOf(before, run);

  expect(after["metadata"]).toEqual({ kernel: "ours" });
  expect(outputKinds(after)).toEqual([["display_data text/plain"]]);
});

describe("the committed notebooks", async () => {
  const folder = path.resolve("notebooks");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ipynb"));

  it("are four", () => {
    expect(names).toHaveLength(4);
  });

  it.each(names)("%s was run from top to bottom, and tells of no machine", async (name) => {
    const notebook = await readNotebook(path.join(folder, name));
    const counts = notebook.cells.flatMap((cell) =>
      cell.cell_type === "code" ? [cell.execution_count] : [],
    );

    expect(counts).toEqual(counts.map((_, index) => index + 1));
    expect(machineTraces(notebook)).toEqual([]);
  });
});
