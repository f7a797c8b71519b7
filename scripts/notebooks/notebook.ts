import { readFile } from "node:fs/promises";
import { z } from "zod";

const Source = z.array(z.string());
const Output = z.looseObject({
  output_type: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});
type Output = z.infer<typeof Output>;

const CodeCell = z.looseObject({
  cell_type: z.literal("code"),
  execution_count: z.int().nullable(),
  outputs: z.array(Output),
  source: Source,
});
const MarkdownCell = z.looseObject({ cell_type: z.literal("markdown"), source: Source });

/** A notebook of nbformat 4, as far as it is looked at; the rest is kept as it is. */
export const Notebook = z.looseObject({
  cells: z.array(z.discriminatedUnion("cell_type", [CodeCell, MarkdownCell])),
});
export type Notebook = z.infer<typeof Notebook>;

export const readNotebook = async (file: string): Promise<Notebook> =>
  Notebook.parse(JSON.parse(await readFile(file, "utf8")));

/** As Jupyter writes it, so that saving a notebook there changes nothing but what was changed. */
export const notebookText = (notebook: Notebook): string =>
  `${JSON.stringify(notebook, undefined, 1)}\n`;

/** The notebook with the outputs of a run, and nothing else of that run: no times, versions or settings of a machine. */
export function withOutputsOf(notebook: Notebook, run: Notebook): Notebook {
  const cells = notebook.cells.map((cell, index) => {
    const ran = run.cells[index];
    if (cell.cell_type !== "code" || ran?.cell_type !== "code") return cell;
    return { ...cell, execution_count: ran.execution_count, outputs: ran.outputs };
  });
  return { ...notebook, cells };
}

/** For each code cell, what kinds of output it has: `display_data image/svg+xml`. */
export const outputKinds = ({ cells }: Notebook): string[][] =>
  cells.flatMap((cell) =>
    cell.cell_type === "code"
      ? [
          cell.outputs.map(({ output_type: type, data = {} }) =>
            [type, ...Object.keys(data)].join(" "),
          ),
        ]
      : [],
  );

/** Paths that differ from machine to machine. */
const machinePaths =
  /(?:file:\/\/|\/(?:home|Users|root|tmp|var|private|mnt|opt|usr|work)\/|[A-Z]:\\)/;

/**
 * What the outputs tell of the machine they were made on.
 *
 * @param names - More that must not be told, such as the machine's name.
 * @returns One excerpt for each cell that tells something.
 */
export function machineTraces({ cells }: Notebook, names: readonly string[] = []): string[] {
  return cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") return [];
    const text = JSON.stringify(cell.outputs.map(withoutPictures));
    const known = names.find((name) => text.includes(name));
    const at = known === undefined ? text.search(machinePaths) : text.indexOf(known);
    return at < 0 ? [] : [`cell ${index + 1}: ${text.slice(Math.max(0, at - 20), at + 60)}`];
  });
}

/** Base64 may spell anything. */
const withoutPictures = ({ data, ...output }: Output): Output => {
  const { "image/png": _png, ...rest } = data ?? {};
  return { ...output, data: rest };
};
