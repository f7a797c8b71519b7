import { z } from "zod";
import { DocumentSource, DocumentType } from "./document.ts";
import { EvidenceByPath } from "./evidence.ts";
import { Invoice } from "./invoice.ts";

/** What extraction made of a reading: the first version of the invoice, before any model. */
export const Draft = z.object({
  source: DocumentSource,
  documentType: DocumentType,
  invoice: Invoice,
  evidence: EvidenceByPath,
  warnings: z
    .array(
      z.object({
        rule: z.string(),
        message: z.string(),
        path: z.string().optional().describe("Field it is about"),
        isContradiction: z
          .boolean()
          .optional()
          .describe("The document contradicts itself; otherwise something is merely not known"),
      }),
    )
    .optional()
    .describe("What was wrong with the file or could not be read; each becomes a finding"),
});
export type Draft = z.infer<typeof Draft>;
