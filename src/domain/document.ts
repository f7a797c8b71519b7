import { z } from "zod";

/** Identity of a document's content: the same bytes, and the same pages of them, have the same id, wherever the file lies. */
export const DocumentId = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .describe(
    "SHA-256 of the file's bytes; of that and the pages for a part of a file; of its path if it cannot be read",
  );
export type DocumentId = z.infer<typeof DocumentId>;

/** Pages of a file, from 1, both ends included. */
export const PageRange = z.object({ first: z.int().min(1), last: z.int().min(1) });
export type PageRange = z.infer<typeof PageRange>;

/** One input document of a batch. `file` is its key inside the batch: two copies share a `documentId`. */
export const InputDocument = z
  .object({
    documentId: DocumentId,
    file: z.string().min(1).describe("Path relative to the input folder, forward slashes"),
    path: z.string().min(1).describe("Absolute path of the file"),
    sizeBytes: z.int().min(0).describe("File size in bytes"),
    isUnidentified: z
      .boolean()
      .optional()
      .describe("The file could not be read when the batch was planned: documentId is of its path"),
    part: PageRange.extend({ fileId: DocumentId.describe("Of the whole file") })
      .optional()
      .describe(
        "The pages of a file of several invoices that are this one: file names them, documentId is theirs",
      ),
  })
  .describe("An input document: where its bytes are and what identifies them");
export type InputDocument = z.infer<typeof InputDocument>;

/** Name of a part of a file: `batch.pdf#page=3-4`. */
export const partName = (file: string, { first, last }: PageRange): string =>
  `${file}#page=${first}${last === first ? "" : `-${last}`}`;

const partSuffix = /#page=(?<first>\d{1,6})(?:-(?<last>\d{1,6}))?$/;

/** True for what parts of files are called. */
export const isPartName = (file: string): boolean => partSuffix.test(file);

/** What the name of a part is made of: the file, and `#page=3-4`. */
export function partNamed(name: string): { whole: string; suffix: string } | undefined {
  const suffix = partSuffix.exec(name)?.[0];
  return suffix === undefined ? undefined : { whole: name.slice(0, -suffix.length), suffix };
}

/** The pages a document's name says it is of; nothing for a whole file, though it be called like a part. */
export function pagesNamed({
  file,
  path,
}: Pick<InputDocument, "file" | "path">): PageRange | undefined {
  const named = partSuffix.exec(file);
  if (named?.groups === undefined || path.endsWith(named[0])) return undefined;
  const first = Number(named.groups["first"]);
  return { first, last: Number(named.groups["last"] ?? first) };
}

const documentSources = ["ubl", "cii", "facturx", "pdf-text", "ocr", "text"] as const;
export const DocumentSource = z
  .enum(documentSources)
  .describe("What the values were read from: e-invoice XML, XML embedded in a PDF, or page text");
export type DocumentSource = z.infer<typeof DocumentSource>;

/** True for values that stand in XML: they are exact, and no reader of the page knows better. */
export const isEInvoice = (source: DocumentSource): boolean =>
  source === "ubl" || source === "cii" || source === "facturx";

export const DocumentType = z
  .enum(["invoice", "credit_note", "receipt", "other"])
  .describe("What the document is, from BT-3 or its title");
export type DocumentType = z.infer<typeof DocumentType>;

/**
 * Orders files by the bytes of their UTF-8, the one order of every list of documents.
 *
 * It is the order of code points and of the ledger's SQLite. JavaScript's own comparison differs for characters beyond
 * U+FFFF, whose surrogates it puts before U+E000.
 */
export function compareFiles(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rankOf(left.charCodeAt(index)) - rankOf(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Moves surrogates, which stand for the highest code points, behind every other code unit. */
function rankOf(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}
