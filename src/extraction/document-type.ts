import type { DocumentType } from "#src/domain/document.ts";

/** UNTDID 1001 codes that EN 16931 counts as credit notes. */
const creditNoteCodes: ReadonlySet<string> = new Set([
  "81",
  "83",
  "261",
  "262",
  "296",
  "308",
  "381",
  "396",
  "420",
  "458",
  "532",
]);

/** The kind of document that BT-3 announces; anything else in an invoice syntax is an invoice. */
export const documentTypeOf = (typeCode: string | undefined): DocumentType =>
  typeCode !== undefined && creditNoteCodes.has(typeCode) ? "credit_note" : "invoice";
