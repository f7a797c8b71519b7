import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

/** How two values of a field are compared. */
type Comparison = "identifier" | "date" | "name" | "amount" | "count";

/** Fields of the truth, where they stand in a result record, and how they are compared. */
export const truthFields = {
  invoiceNumber: { path: "invoiceNumber", comparison: "identifier" },
  issueDate: { path: "issueDate", comparison: "date" },
  dueDate: { path: "paymentDueDate", comparison: "date" },
  sellerName: { path: "seller.name", comparison: "name" },
  sellerVatId: { path: "seller.vatId", comparison: "identifier" },
  buyerName: { path: "buyer.name", comparison: "name" },
  currency: { path: "currencyCode", comparison: "identifier" },
  netTotal: { path: "totalWithoutTax", comparison: "amount" },
  taxTotal: { path: "totalTax", comparison: "amount" },
  grossTotal: { path: "totalWithTax", comparison: "amount" },
  amountDue: { path: "amountDue", comparison: "amount" },
  iban: { path: "iban", comparison: "identifier" },
  lineCount: { path: "invoiceLines", comparison: "count" },
} as const satisfies Record<string, { path: string; comparison: Comparison }>;
export type TruthField = keyof typeof truthFields;
export const truthFieldNames = Object.keys(truthFields) as TruthField[];

const Row = z.object({
  file: z.string(),
  kind: z.string().default("other"),
  group: z.string().optional(),
  docType: z.string().optional(),
  fields: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  alt: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  /** Of a PDF with embedded XML: the fields that are printed. */
  visible: z.array(z.string()).optional(),
});

/** What one document states. */
export type Truth = {
  /** Relative to the corpus, forward slashes. */
  readonly file: string;
  readonly kind: string;
  /** Vendor or layout: each counts the same in its kind. */
  readonly group: string;
  readonly docType: string | undefined;
  /** Right values by field, the first of them the one to answer; printed ones only. */
  readonly values: Partial<Readonly<Record<TruthField, readonly string[]>>>;
  /** False for bad input, which has no score. */
  readonly isScored: boolean;
};

/** Reads every `truth.jsonl` of a corpus: its own, or those of its folders. Rows of a folder `hostile` are not scored. */
export async function readTruth(corpus: string): Promise<readonly Truth[]> {
  const names = await readdir(corpus);
  const folders = names.includes("truth.jsonl") ? [""] : names.toSorted();
  const truths: Truth[] = [];
  for (const folder of folders) {
    const file = path.join(corpus, folder, "truth.jsonl");
    if ((await stat(file).catch(() => undefined)) === undefined) continue;
    const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.trim() !== "");
    truths.push(...lines.map((line) => truthOf(Row.parse(JSON.parse(line)), folder)));
  }
  return truths;
}

function truthOf(row: z.infer<typeof Row>, folder: string): Truth {
  const { kind, visible } = row;
  const file = path.posix.normalize(path.posix.join(folder, row.file));
  const isPrinted = (field: string): boolean =>
    kind !== "facturx-pdf" || visible?.includes(field) === true;
  const values = truthFieldNames.flatMap((field) => {
    const value = row.fields[field];
    return value === undefined || !isPrinted(field)
      ? []
      : [[field, [String(value), ...[row.alt[field] ?? []].flat()]]];
  });
  return {
    file,
    kind,
    group: row.group ?? file,
    docType: row.docType,
    values: Object.fromEntries(values) as Truth["values"],
    isScored: folder !== "hostile",
  };
}

/** The value at a path of a result record's invoice; a list gives its length. */
export function valueIn(invoice: unknown, at: string): string | undefined {
  let current = invoice;
  for (const name of at.split(".")) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  if (Array.isArray(current)) return current.length === 0 ? undefined : String(current.length);
  return typeof current === "string" && current !== "" ? current : undefined;
}

export const isRight = (field: TruthField, got: string, wanted: readonly string[]): boolean =>
  wanted.some((want) => isSame(field, got, want));

export function isSame(field: TruthField, got: string, want: string): boolean {
  const { comparison } = truthFields[field];
  switch (comparison) {
    case "amount":
      return Math.abs(Number(got) - Number(want)) < 0.005;
    case "count":
      return got === want;
    case "date":
      return got.slice(0, 10) === want.slice(0, 10);
    case "identifier":
      return compact(got) === compact(want);
    case "name":
      return got.trim() === want.trim() || areNamesAlike(wordsOf(got), wordsOf(want));
    default:
      return comparison satisfies never;
  }
}

const compact = (text: string): string => text.replaceAll(/[\s./-]/g, "").toUpperCase();

const wordsOf = (text: string): string =>
  (
    text
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/\p{M}/gu, "")
      .match(/[a-z0-9\u0080-\uffff]+/g) ?? []
  ).join(" ");

const namePartMin = 6;
const similarityMin = 0.9;

function areNamesAlike(left: string, right: string): boolean {
  if (left === "") return false;
  if (left === right || similarity(left, right) >= similarityMin) return true;
  const isLong = Math.min(left.length, right.length) >= namePartMin;
  return isLong && (` ${right} `.includes(` ${left} `) || ` ${left} `.includes(` ${right} `));
}

/** Ratcliff and Obershelp: twice the characters in common blocks over all characters. */
const similarity = (left: string, right: string): number =>
  (2 * matching(left, right)) / (left.length + right.length);

function matching(left: string, right: string): number {
  let [size, leftEnd, rightEnd] = [0, 0, 0];
  let previous = Array.from({ length: right.length + 1 }, () => 0);
  for (let i = 1; i <= left.length; i += 1) {
    const current = Array.from({ length: right.length + 1 }, () => 0);
    for (let j = 1; j <= right.length; j += 1) {
      if (left[i - 1] !== right[j - 1]) continue;
      const length = (previous[j - 1] ?? 0) + 1;
      current[j] = length;
      if (length > size) [size, leftEnd, rightEnd] = [length, i, j];
    }
    previous = current;
  }
  if (size === 0) return 0;
  return (
    size +
    matching(left.slice(0, leftEnd - size), right.slice(0, rightEnd - size)) +
    matching(left.slice(leftEnd), right.slice(rightEnd))
  );
}
