import { amountText, type Labels } from "./labels.ts";
import { rule, write } from "./pdf-file.ts";
import { totalsOf, type SampleInvoice } from "./sample-invoice.ts";

export type TableStyle = {
  readonly left: number;
  readonly right: number;
  readonly font: string;
  readonly bold: string;
  readonly accent: string;
  /** Rules under the rows, bands behind every second row, or boxes around every cell. */
  readonly rows: "rules" | "bands" | "boxes";
  /** y below which no row may start; the next page continues at `top`. */
  readonly bottom: number;
  readonly top: number;
};

const rowHeightPt = 19;

/** Draws the lines, over as many pages as they need, and returns the y below the last. */
export function drawLines(
  pdf: PDFKit.PDFDocument,
  invoice: SampleInvoice,
  labels: Labels,
  y0: number,
  style: TableStyle,
): number {
  const totals = totalsOf(invoice);
  const columns = columnsOf(style);
  const amount = (value: string): string => amountText(value, invoice.digits, labels);
  let y = drawHead(pdf, labels, y0, style);
  for (const [index, line] of invoice.lines.entries()) {
    if (y > style.bottom) {
      pdf.addPage();
      y = drawHead(pdf, labels, style.top, style);
    }
    if (style.rows === "bands" && index % 2 === 1) {
      pdf.rect(style.left, y - 5, style.right - style.left, rowHeightPt).fill("#f2f4f5");
    }
    const unit = labels.units[line.unitCode] ?? "";
    const quantity = line.quantity.replace(".", labels.decimal);
    const cells = [
      String(index + 1),
      line.name,
      unit === "" ? quantity : `${quantity} ${unit}`,
      amount(line.price),
      `${line.ratePercent.replace(".", labels.decimal)} %`,
      amount(totals.lineNets[index] ?? "0"),
    ];
    for (const [place, text] of cells.entries()) {
      const column = columns[place];
      if (column === undefined) continue;
      write(pdf, text, [column.x, y], {
        font: style.font,
        size: 9,
        width: column.width,
        align: column.align,
      });
    }
    if (style.rows === "rules")
      rule(pdf, y + 13.5, [style.left, style.right], { color: "#d5d8db", width: 0.4 });
    if (style.rows === "boxes") drawBoxes(pdf, y - 5, columns, style);
    y += rowHeightPt;
  }
  return y + 6;
}

function drawHead(pdf: PDFKit.PDFDocument, labels: Labels, y: number, style: TableStyle): number {
  const columns = columnsOf(style);
  const isInverse = style.rows === "bands";
  if (isInverse)
    pdf.rect(style.left, y - 5, style.right - style.left, rowHeightPt).fill(style.accent);
  if (style.rows === "boxes")
    pdf.rect(style.left, y - 5, style.right - style.left, rowHeightPt).fill("#e9edf0");
  for (const [place, title] of labels.columns.entries()) {
    const column = columns[place];
    if (column === undefined) continue;
    write(pdf, title, [column.x, y], {
      font: style.bold,
      size: 8.5,
      width: column.width,
      align: column.align,
      color: isInverse ? "#ffffff" : "#1d2329",
    });
  }
  if (style.rows === "rules")
    rule(pdf, y + 13, [style.left, style.right], { color: style.accent, width: 1 });
  if (style.rows === "boxes") drawBoxes(pdf, y - 5, columns, style);
  return y + rowHeightPt + 1 * (style.rows === "rules" ? 1 : 0);
}

type Column = { readonly x: number; readonly width: number; readonly align: "left" | "right" };

function columnsOf({ left, right }: TableStyle): readonly Column[] {
  const widths = [34, 0, 62, 84, 44, 80];
  const padding = 6;
  const name = right - left - widths.reduce((sum, width) => sum + width, 0);
  let x = left;
  return widths.map((width, index) => {
    const actual = index === 1 ? name : width;
    const column: Column = {
      x: x + padding,
      width: actual - 2 * padding,
      align: index < 2 ? "left" : "right",
    };
    x += actual;
    return column;
  });
}

function drawBoxes(
  pdf: PDFKit.PDFDocument,
  y: number,
  columns: readonly Column[],
  { left, right }: TableStyle,
): void {
  pdf
    .lineWidth(0.4)
    .strokeColor("#9aa3aa")
    .rect(left, y, right - left, rowHeightPt)
    .stroke();
  for (const { x } of columns.slice(1))
    pdf
      .moveTo(x - 6, y)
      .lineTo(x - 6, y + rowHeightPt)
      .stroke();
}

/** Draws net, tax by rate and total, right-aligned, and returns the y below. */
export function drawTotals(
  pdf: PDFKit.PDFDocument,
  invoice: SampleInvoice,
  labels: Labels,
  y0: number,
  style: TableStyle,
): number {
  const totals = totalsOf(invoice);
  const money = (value: string): string =>
    labels.money(amountText(value, invoice.digits, labels), invoice.currency);
  const rate = (percent: string): string => percent.replace(".", labels.decimal);
  const rows: readonly (readonly [string, string])[] = [
    [labels.net, money(totals.totalWithoutTax)],
    ...totals.groups.map((group): readonly [string, string] => [
      labels.tax(rate(group.ratePercent)),
      money(group.tax),
    ]),
  ];
  const left = style.right - 230;
  let y = y0;
  for (const [label, text] of rows) {
    write(pdf, label, [left, y], { font: style.font, size: 9.5, width: 130 });
    write(pdf, text, [style.right - 110, y], {
      font: style.font,
      size: 9.5,
      width: 104,
      align: "right",
    });
    y += 16;
  }
  if (style.rows === "bands")
    pdf.rect(left - 8, y - 4, style.right - left + 8, 22).fill(style.accent);
  else rule(pdf, y - 3, [left, style.right], { color: style.accent, width: 1 });
  const color = style.rows === "bands" ? "#ffffff" : "#1d2329";
  write(pdf, labels.total, [left, y + 2], { font: style.bold, size: 11, width: 130, color });
  write(pdf, money(totals.totalWithTax), [style.right - 120, y + 2], {
    font: style.bold,
    size: 11,
    width: 114,
    align: "right",
    color,
  });
  return y + 34;
}
