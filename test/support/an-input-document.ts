import { createHash } from "node:crypto";
import type { InputDocument } from "#src/domain/document.ts";

/** A document whose content is its file name, unless told otherwise. */
export function anInputDocument(fields: Partial<InputDocument> = {}): InputDocument {
  const file = fields.file ?? "invoice.xml";
  return {
    file,
    path: `/invoices/${file}`,
    sizeBytes: 1_000,
    documentId: `sha256:${createHash("sha256").update(file).digest("hex")}`,
    ...fields,
  };
}
