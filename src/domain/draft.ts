import { z } from "zod";
import { DocumentSource, DocumentType, PageRange } from "./document.ts";
import { EvidenceByPath } from "./evidence.ts";
import { Invoice } from "./invoice.ts";

export const Appendix = z.object({
  page: z.int().min(1).describe("Number in the file, from 1"),
  kind: z
    .enum(["terms", "delivery_note", "time_sheet", "blank", "copy"])
    .describe("copy: the invoice once more"),
});
export type Appendix = z.infer<typeof Appendix>;

/** What extraction made of a reading: the first version of the invoice, before any model. */
export const Draft = z.object({
  source: DocumentSource,
  documentType: DocumentType,
  invoice: Invoice,
  evidence: EvidenceByPath,
  parts: z
    .array(PageRange)
    .optional()
    .describe("The invoices of a file that holds several, where that is sure: a batch splits it"),
  appendices: z
    .array(Appendix)
    .optional()
    .describe("Pages that were left out as no part of the invoice; absent for none"),
  recognized: z
    .array(z.int().min(1))
    .optional()
    .describe("Pages without text, among others with text, that were read by text recognition"),
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
