import { type Amount, type DecimalMark, amountsIn } from "./amounts.ts";
import { hasKey } from "./labels.ts";
import type { Layout } from "./layout.ts";
import { isMoney, minorOf, taxShareMax } from "./sums.ts";
import { findTableHeaders } from "./table-header.ts";
import { type Line, overlapX } from "./text-lines.ts";

type Part = { readonly minor: number; readonly amount: Amount };

/** Net, tax and gross printed side by side in one line, or one below the other. */
export type SumRow = { readonly net: Part; readonly tax: Part; readonly gross: Part };

/** Lines above a row of sums in which its columns may be named. */
const headLinesMax = 6;

/**
 * The row of sums below a VAT table: `457,50  105,23  562,73`. Of several rows it is the one that adds up the others;
 * undefined if none does.
 */
export function findSumRow(
  layout: Layout,
  mark: DecimalMark | undefined,
  tableLines: ReadonlySet<number>,
): SumRow | undefined {
  const rows = layout.lines.flatMap((line) => {
    if (tableLines.has(line.index) || !isAboutTax(layout, line, mark)) return [];
    return sumRowOf(partsOf(line, mark)) ?? stackOf(layout, line, mark) ?? [];
  });
  const byGross = rows.toSorted((a, b) => Math.abs(b.gross.minor) - Math.abs(a.gross.minor));
  const [first] = byGross;
  if (first === undefined) return untaxedRow(layout, mark, tableLines);
  const others = byGross.filter((row) => row.gross.minor !== first.gross.minor);
  const sum = others.reduce((total, row) => total + row.gross.minor, 0);
  return others.length === 0 || sum === first.gross.minor ? first : undefined;
}

/** `Total  2 598,80  0,00  2 598,80` below columns called net, tax and gross: no tax is charged. The only such row. */
function untaxedRow(
  layout: Layout,
  mark: DecimalMark | undefined,
  tableLines: ReadonlySet<number>,
): SumRow | undefined {
  const rows = layout.lines.flatMap((line) => {
    if (tableLines.has(line.index)) return [];
    const isTotal = (layout.labelsByLine[line.index] ?? []).some(
      (label) =>
        label.segment === line.segments[0] && label.rest === undefined && hasKey(label, "total"),
    );
    const columns = findTableHeaders(layout).findLast(({ last }) => last < line.index)?.columns;
    const [net, tax, gross, ...others] = partsOf(line, mark);
    if (!isTotal || columns === undefined || others.length > 0) return [];
    if (net === undefined || tax === undefined || gross === undefined) return [];
    const isBelow = ({ amount }: Part, kind: "lineNet" | "taxAmount" | "lineGross"): boolean =>
      columns.some(({ kinds, box }) => kinds.has(kind) && overlapX(box, amount.box) > 0);
    const isNamed = isBelow(net, "lineNet") && isBelow(tax, "taxAmount");
    const isUntaxed = tax.minor === 0 && net.minor !== 0 && net.minor === gross.minor;
    return isNamed && isUntaxed && isBelow(gross, "lineGross") ? [{ net, tax, gross }] : [];
  });
  return rows.length === 1 ? rows[0] : undefined;
}

/** Rows of net, tax and gross between a row of sums and the head of its columns. */
const rowsBetweenMax = 40;

/** Speaks of tax itself or stands below a line that does, rows of net, tax and gross between them not counted. */
function isAboutTax(layout: Layout, line: Line, mark: DecimalMark | undefined): boolean {
  let others = 0;
  for (let above = 0; above <= rowsBetweenMax && others <= headLinesMax; above += 1) {
    const labels = layout.labelsByLine[line.index - above] ?? [];
    if (labels.some((label) => hasKey(label, "tax", "totalTax", "taxRate", "taxAmount")))
      return true;
    const own = layout.lines[line.index - above];
    if (own === undefined) return false;
    if (above > 0 && sumRowOf(partsOf(own, mark).slice(-sumsMax)) === undefined) others += 1;
  }
  return false;
}

/** Net, tax and gross. */
const sumsMax = 3;

const partsOf = (line: Line, mark: DecimalMark | undefined): Part[] =>
  line.segments
    .flatMap((segment) => amountsIn(segment, mark))
    .filter(isMoney)
    .flatMap((amount): Part[] => {
      const minor = minorOf(amount.value);
      return minor === undefined ? [] : [{ minor, amount }];
    });

/** The same in text without layout: the line and the two below it hold one sum each, and nothing else. */
function stackOf(
  layout: Layout,
  { index, page }: Line,
  mark: DecimalMark | undefined,
): SumRow | undefined {
  const lines = layout.lines.slice(index, index + 3);
  const parts = lines.flatMap((line) => partsOf(line, mark));
  const isAlone = lines.every(
    ({ words, ...line }) => line.page === page && words.length <= wordsOfSumMax,
  );
  return isAlone && parts.length === 3 ? sumRowOf(parts) : undefined;
}

/** A sum and its currency. */
const wordsOfSumMax = 2;

function sumRowOf(parts: readonly Part[]): SumRow | undefined {
  for (const [index, net] of parts.entries()) {
    const gross = parts[index + 2];
    const tax = parts[index + 1];
    if (tax === undefined || gross === undefined) return undefined;
    const isSum = net.minor + tax.minor === gross.minor && net.minor !== 0 && tax.minor !== 0;
    if (isSum && Math.abs(tax.minor) <= taxShareMax * Math.abs(net.minor))
      return { net, tax, gross };
  }
  return undefined;
}
