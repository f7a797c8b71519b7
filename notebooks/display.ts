import { html, type Markup, type MarkupValue, trusted } from "#src/report/markup.ts";

/** Content of Jupyter's message `display_data`: by media type, what is shown and how. The viewer takes the richest it knows. */
type DisplayData = {
  readonly data: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: Record<string, never>;
};

/** What the Deno kernel lends to a cell, as far as it is used here. */
type Kernel = {
  readonly jupyter: {
    broadcast(message: "display_data", content: DisplayData): Promise<void>;
  };
};

/**
 * Shows something under the cell that runs. Awaited, it arrives before the cell is done; an output that is only printed may come
 * after the kernel has said that it is idle, and be lost.
 */
async function display(
  data: DisplayData["data"],
  metadata: DisplayData["metadata"] = {},
): Promise<void> {
  const { Deno: kernel } = globalThis as unknown as { readonly Deno: Kernel };
  await kernel.jupyter.broadcast("display_data", { data, metadata, transient: {} });
}

export const showText = async (text: string): Promise<void> =>
  await display({ "text/plain": text.trimEnd() });

export const showSvg = async (svg: string): Promise<void> =>
  await display({ "image/svg+xml": svg });

/** Shows a graph; viewers that do not know mermaid show its text. */
export const showMermaid = async (diagram: string): Promise<void> =>
  await display({ "text/markdown": `\`\`\`mermaid\n${diagram.trim()}\n\`\`\`` });

/** @param widthPx - Width on the screen; a picture may have more pixels, for screens that have them. */
export const showPng = async (pngBase64: string, widthPx: number): Promise<void> =>
  await display({ "image/png": pngBase64 }, { "image/png": { width: widthPx } });

type Cell = string | number | boolean | readonly string[] | undefined;

/** Shows rows as a table, with the keys of the first as its head. */
export async function showTable(rows: readonly Readonly<Record<string, Cell>>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const head = columns.map((column) => cellOf("th", column));
  const body = rows.map(
    (row) => html`<tr>${columns.map((column) => cellOf("td", printed(row[column])))}</tr>`,
  );
  const table = html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
  await display({ "text/html": table.source });
}

function printed(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value === "number") return value.toLocaleString("en-GB");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : value.join(", ");
}

const leftAligned = trusted(' style="text-align:left"');

const cellOf = (name: "td" | "th", text: MarkupValue): Markup =>
  name === "th" ? html`<th${leftAligned}>${text}</th>` : html`<td${leftAligned}>${text}</td>`;
