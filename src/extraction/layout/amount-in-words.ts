import type { Word } from "#src/domain/reading.ts";
import type { Layout } from "./layout.ts";
import { minorOf } from "./sums.ts";
import { type Span, heightOf } from "./text-lines.ts";

const small = [
  ..."zero one two three four five six seven eight nine ten eleven twelve thirteen".split(" "),
  ..."fourteen fifteen sixteen seventeen eighteen nineteen".split(" "),
];
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const addends: ReadonlyMap<string, number> = new Map([
  ...small.map((word, value) => [word, value] as const),
  ...tens.map((word, index) => [word, (index + 2) * 10] as const),
]);
const scales: ReadonlyMap<string, number> = new Map([
  ["thousand", 1_000],
  ["lakh", 100_000],
  ["million", 1_000_000],
  ["crore", 10_000_000],
]);

/** Lines below its label over which a sum in words runs on. */
const linesBelowMax = 4;

/** Labels looked at. */
const labelsMax = 20;

/** Words behind a sum in which its cents may follow in a form not read here, so that the sum is not whole. */
const centsWithin = 4;

/** Some invoices write out their tax besides their total. */
const taxInWords = /\b(?:tax|vat|gst)(?: amount| payable)\W*in words\b/i;

/** The sums but tax written out in English behind a label that ends with `in words`, in 1/10000. */
export function amountsInWords(layout: Layout): ReadonlySet<number> {
  const labels = layout.lines
    .flatMap(({ segments }) => segments)
    .filter(({ text }) => /\bin words\b/i.test(text) && !taxInWords.test(text))
    .slice(0, labelsMax);
  return new Set(labels.flatMap((label) => amountOf(textFrom(layout, label)) ?? []));
}

/** The label and the words of its column below it, a word broken at the end of a line made whole. */
function textFrom({ lines }: Layout, label: Span): string {
  const below = lines
    .slice(label.line + 1, label.line + 1 + linesBelowMax)
    .filter(({ page }) => page === label.page)
    .flatMap(({ words }) => words)
    .filter(({ box }) => box[0] < label.box[2] && box[2] > label.box[0]);
  const rows = rowsOf(below).map((row) => row.map(({ text }) => text).join(" "));
  return [label.text, ...rows].join("\n").replaceAll("-\n", "");
}

/** Words as rows: recognition puts words of one row in two where the column beside it stands a little higher. */
function rowsOf(words: readonly Word[]): Word[][] {
  const rows: Word[][] = [];
  for (const word of words.toSorted((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3])) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    const drop = first === undefined ? 0 : middleOf(word) - middleOf(first);
    if (row === undefined || drop > heightOf(word.box) / 2) rows.push([word]);
    else row.push(word);
  }
  return rows.map((row) => row.toSorted((a, b) => a.box[0] - b.box[0]));
}

const middleOf = ({ box }: Word): number => (box[1] + box[3]) / 2;

/** `one hundred and seventy-six point six nine` and `two hundred and 45/100`; undefined if more of the number follows. */
function amountOf(text: string): number | undefined {
  const [, behind = ""] = text.toLowerCase().split(/\bin words\b/);
  const words = behind.match(/\p{L}+|\d+\/100/gu) ?? [];
  const start = words.findIndex((word) => addends.has(word));
  if (start < 0) return undefined;
  let [whole, group, at] = [0, 0, start];
  for (; isCardinal(words[at] ?? ""); at += 1) {
    const word = words[at] ?? "";
    const scale = scales.get(word);
    if (scale !== undefined) [whole, group] = [whole + group * scale, 0];
    else group = word === "hundred" ? group * 100 : group + (addends.get(word) ?? 0);
  }
  let fraction = "";
  if (words[at] === "point") {
    for (at += 1; isDigit(words[at] ?? ""); at += 1) fraction += addends.get(words[at] ?? "");
  }
  fraction += /^\d\d(?=\/100$)/.exec(words[at] ?? "")?.[0] ?? "";
  if (words.slice(at, at + centsWithin).some((word) => addends.has(word))) return undefined;
  return minorOf(`${whole + group}.${fraction}`.replace(/\.$/, ""));
}

const isDigit = (word: string): boolean => (addends.get(word) ?? Infinity) < 10;

const isCardinal = (word: string): boolean =>
  addends.has(word) || scales.has(word) || word === "hundred" || word === "and";
