import { z } from "zod";

export const checkNames = [
  "document",
  "seller",
  "register",
  "address",
  "currency",
  "tax",
  "totals",
  "dates",
  "duplicates",
  "analysis",
] as const;
export const CheckName = z.enum(checkNames).describe("The check that reports");
export type CheckName = z.infer<typeof CheckName>;

export const FindingStatus = z
  .enum(["verified", "contradicted", "unknown"])
  .describe(
    "unknown: the service did not answer or the field is missing; only contradicted accuses",
  );
export type FindingStatus = z.infer<typeof FindingStatus>;

export const Severity = z
  .enum(["info", "warning", "error"])
  .describe("How much a contradiction matters; verified findings are info");
export type Severity = z.infer<typeof Severity>;

export const Finding = z
  .object({
    check: CheckName,
    rule: z
      .string()
      .describe("Stable rule id: EN 16931 id (BR-CO-14) or ours (SELLER-IBAN-CHANGED)"),
    status: FindingStatus,
    severity: Severity,
    message: z.string().describe("For a clerk: what was compared, with the values"),
    path: z
      .string()
      .optional()
      .describe("Field it is about, for example totalTax or invoiceLines.2.lineNetAmount"),
  })
  .describe("What a check reports about one rule");
export type Finding = z.infer<typeof Finding>;
