import path from "node:path";
import { z } from "zod";
import { AppError } from "#src/errors.ts";

/** How two values of a field are compared. */
export type Comparison = "identifier" | "date" | "name" | "amount" | "count";

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

/** Fields of rows that a truth may state, by the list they are in. */
export const rowFields = {
  invoiceLines: {
    name: "name",
    invoicedQuantity: "amount",
    itemNetPrice: "amount",
    lineNetAmount: "amount",
    taxRatePercent: "amount",
  },
  taxBreakdowns: { taxRatePercent: "amount", taxableAmount: "amount", taxAmount: "amount" },
} as const satisfies Record<string, Record<string, Comparison>>;
export type RowList = keyof typeof rowFields;
export const rowLists = keysOf(rowFields);

/** What rows of a list truly say, by field. */
export type RowTruth = readonly Partial<Readonly<Record<string, string>>>[];

const LineTruth = z.partialRecord(z.enum(keysOf(rowFields.invoiceLines)), z.string());
const TaxTruth = z.partialRecord(z.enum(keysOf(rowFields.taxBreakdowns)), z.string());

function keysOf<Key extends string>(object: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(object) as Key[];
}

const Row = z.object({
  file: z.string().min(1),
  kind: z.string().default("other"),
  group: z.string().optional(),
  docType: z.string().optional(),
  fields: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  alt: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  /** Of a PDF with embedded XML: the fields that are printed. */
  visible: z.array(z.string()).optional(),
  lines: z.array(LineTruth).optional(),
  taxBreakdowns: z.array(TaxTruth).optional(),
});

/** What one document states. */
export type Truth = {
  /** Relative to the corpus, forward slashes. */
  readonly file: string;
  readonly kind: string;
  /** Vendor or layout: each counts the same in its kind. */
  readonly group: string;
  readonly docType: string | undefined;
  /** Right values by field, the first of them the one to answer. */
  readonly values: Partial<Readonly<Record<TruthField, readonly string[]>>>;
  /** Rows of the lists whose rows are known. */
  readonly rows: Partial<Readonly<Record<RowList, RowTruth>>>;
};

/** The file of a truth that is about one of several invoices in it: `batch.pdf#page=3-4`. */
export const wholeOf = (file: string): string => file.replace(/#page=\d+(?:-\d+)?$/, "");

/** A line of a truth file that is no truth. */
class TruthInvalid extends AppError {
  readonly code = "evaluation.truth_invalid";
  readonly isTransient = false;
}

export type TruthOptions = {
  /** Folder of the truth file below the corpus, forward slashes; "" for the corpus itself. */
  readonly folder: string;
  /** Of a PDF with embedded XML only what is printed counts. */
  readonly isPrintedOnly: boolean;
};

/**
 * Parses a `truth.jsonl`: one JSON object a line with `file` (relative to its folder), `kind`, `group`, `fields`, and as wanted
 * `alt` (other right answers), `visible` (fields that are printed), `lines` and `taxBreakdowns` (of a PDF with embedded XML: as printed).
 *
 * @throws {TruthInvalid} Naming the line.
 */
export function parseTruth(source: string, options: TruthOptions): readonly Truth[] {
  return source.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = Row.safeParse(jsonOf(line));
    if (parsed.success) return [truthOf(parsed.data, options)];
    const [issue] = parsed.error.issues;
    throw new TruthInvalid(
      `${path.posix.join(options.folder, "truth.jsonl")} line ${index + 1}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "is no truth"}`,
    );
  });
}

/** A line that is no JSON is no row either. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function truthOf(row: z.infer<typeof Row>, { folder, isPrintedOnly }: TruthOptions): Truth {
  const { kind, visible, docType, lines, taxBreakdowns } = row;
  const file = path.posix.normalize(path.posix.join(folder, row.file));
  const counts = (field: string): boolean =>
    !isPrintedOnly || kind !== "facturx-pdf" || visible?.includes(field) === true;
  const values = truthFieldNames.flatMap((field) => {
    const value = row.fields[field];
    if (value === undefined || !counts(field)) return [];
    return [[field, [String(value), ...[row.alt[field] ?? []].flat()]] as const];
  });
  return {
    file,
    kind,
    group: row.group ?? file,
    docType,
    values: Object.fromEntries(values),
    rows: {
      ...(lines && { invoiceLines: lines }),
      ...(taxBreakdowns && { taxBreakdowns }),
    },
  };
}
