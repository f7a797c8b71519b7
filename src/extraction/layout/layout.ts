import type { Page } from "#src/domain/reading.ts";
import { cutAtMarks } from "./inline-details.ts";
import { type Label, labelsOf } from "./labels.ts";
import { type Line, linesOf } from "./text-lines.ts";
import type { LabelKey } from "./vocabulary/vocabulary.ts";

/** Words and lines looked at; an invoice of a hundred pages has about 40,000 words on 6,000 lines. */
const wordsMax = 50_000;
const linesMax = 10_000;

/** The document as the rules see it: lines, and the labels on them. */
export type Layout = {
  readonly pages: readonly Page[];
  readonly lines: readonly Line[];
  readonly labels: readonly Label[];
  /** Labels by the index of their line, left to right. */
  readonly labelsByLine: readonly (readonly Label[])[];
  readonly labelsByKey: ReadonlyMap<LabelKey, readonly Label[]>;
};

const layouts = new WeakMap<Page, Layout>();

/** The layout of pages; that of a page by itself is kept, because several questions are asked of it. */
export function layoutOf(pages: readonly Page[]): Layout {
  const [page] = pages;
  if (page === undefined || pages.length > 1) return readLayout(pages);
  const layout = layouts.get(page) ?? readLayout(pages);
  layouts.set(page, layout);
  return layout;
}

function readLayout(pages: readonly Page[]): Layout {
  const lines = withinBounds(linesOf(pages)).map(cutAtMarks);
  const labelsByLine = lines.map(labelsOf);
  const labels = labelsByLine.flat();
  const labelsByKey = new Map<LabelKey, Label[]>();
  for (const label of labels) {
    for (const key of label.keys) {
      const list = labelsByKey.get(key);
      if (list === undefined) labelsByKey.set(key, [label]);
      else list.push(label);
    }
  }
  return { pages, lines, labels, labelsByLine, labelsByKey };
}

function withinBounds(lines: readonly Line[]): Line[] {
  let words = 0;
  return lines.slice(0, linesMax).filter((line) => {
    words += line.words.length;
    return words <= wordsMax;
  });
}

/** The labels announcing any of `keys`, in reading order. */
export function labelsWith(layout: Layout, ...keys: readonly LabelKey[]): readonly Label[] {
  if (keys.length === 1 && keys[0] !== undefined) return layout.labelsByKey.get(keys[0]) ?? [];
  return layout.labels.filter((label) => keys.some((key) => label.keys.has(key)));
}

/** The language of pages, as `languageOf` has it. */
export const languageOfPages = (pages: readonly Page[]): string | undefined =>
  languageOf(layoutOf(pages));

/** The language most labels of the document are in; undefined without a clear winner. */
export function languageOf(layout: Layout): string | undefined {
  const counts = new Map<string, number>();
  for (const { languages, text } of layout.labels) {
    if (text.length < 4) continue;
    for (const language of languages) {
      counts.set(language, (counts.get(language) ?? 0) + 1 / languages.size);
    }
  }
  const [first, second] = [...counts].toSorted((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < 2) return undefined;
  return first[1] > 1.5 * (second?.[1] ?? 0) ? first[0] : undefined;
}
