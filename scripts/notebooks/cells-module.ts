import type { Notebook } from "./notebook.ts";

export type CellsModule = {
  readonly text: string;
  /** Where a line of the text, from 1, stands in the notebook: its cell among all cells and its line there, both from 1. */
  readonly placeOf: (line: number) => { readonly cell: number; readonly line: number } | undefined;
};

/** The code cells of a notebook one behind the other, as one module: a cell sees what the cells above it declared. */
export function cellsModule({ cells }: Notebook): CellsModule {
  const lines: string[] = [];
  const places: { readonly cell: number; readonly line: number }[] = [];
  for (const [index, { cell_type: type, source }] of cells.entries()) {
    if (type !== "code") continue;
    for (const [at, text] of source.join("").split("\n").entries()) {
      lines.push(text);
      places.push({ cell: index + 1, line: at + 1 });
    }
  }
  return { text: `${lines.join("\n")}\n`, placeOf: (line) => places[line - 1] };
}
