import type { Page, Row, Word } from "#src/domain/reading.ts";
import { DocumentRejected } from "#src/errors.ts";
import { printableText } from "./page-characters.ts";

/** Size of one character cell, in points. */
const cellWidthPt = 6;
const cellHeightPt = 12;

const tabColumns = 8;

/** A longer line is wrapped, so that one endless line cannot become one endless row. */
const columnsMax = 512;

/** More text than any invoice has; a page of print holds about 5,000 characters. */
export const textCharactersMax = 2_000_000;

/**
 * Lays plain text on a grid of 6 x 12 points a character, so that columns made with spaces keep their positions.
 * A form feed starts a page.
 *
 * @throws {DocumentRejected} `document.text_too_large` above `textCharactersMax` characters.
 */
export function textPages(text: string): Page[] {
  if (text.length > textCharactersMax) {
    const message = `The text has ${text.length} characters, more than ${textCharactersMax}: it is no invoice`;
    throw new DocumentRejected("document.text_too_large", message);
  }
  const sheets = printableText(text).replace(/\f$/, "").split("\f");
  return sheets.map((sheet, index) => pageOf(sheet, index + 1));
}

function pageOf(sheet: string, number: number): Page {
  const lines = sheet
    .replace(/\n$/, "")
    .split(/\r\n|\r|\n/)
    .flatMap((line) => wrapped(withoutTabs(line)));
  const rows = lines.map(rowOf).filter((row) => row.words.length > 0);
  const columns = lines.reduce((widest, line) => Math.max(widest, line.length), 0);
  return {
    number,
    widthPt: Math.max(columns, 1) * cellWidthPt,
    heightPt: Math.max(lines.length, 1) * cellHeightPt,
    rows,
  };
}

function withoutTabs(line: string): string {
  if (!line.includes("\t")) return line.trimEnd();
  const [first = "", ...rest] = line.trimEnd().split("\t");
  let columns = first.length;
  const parts = [first];
  for (const part of rest) {
    const gap = tabColumns - (columns % tabColumns);
    parts.push(" ".repeat(gap), part);
    columns += gap + part.length;
  }
  return parts.join("");
}

function wrapped(line: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (line.length - start > columnsMax) {
    const space = line.lastIndexOf(" ", start + columnsMax);
    const end = space > start ? space : start + columnsMax;
    pieces.push(line.slice(start, end));
    start = space > start ? end + 1 : end;
  }
  pieces.push(line.slice(start));
  return pieces;
}

function rowOf(line: string, index: number): Row {
  const top = index * cellHeightPt;
  const words = Array.from(line.matchAll(/\S+/g), (match): Word => {
    const left = match.index * cellWidthPt;
    const right = left + match[0].length * cellWidthPt;
    return { text: match[0], box: [left, top, right, top + cellHeightPt] };
  });
  return { words };
}
