import { z } from "zod";
import { DecimalString } from "./money.ts";

export const TaxCategory = z
  .enum(["S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"])
  .describe("VAT category code, UNCL 5305 subset of EN 16931 (BT-118, BT-151)");
export type TaxCategory = z.infer<typeof TaxCategory>;

export const TaxBreakdown = z
  .object({
    taxCategory: TaxCategory.optional(),
    taxRatePercent: DecimalString.optional().describe("VAT rate in percent (BT-119)"),
    taxableAmount: DecimalString.optional().describe("Net amount of the group (BT-116)"),
    taxAmount: DecimalString.optional().describe("VAT of the group (BT-117)"),
    exemptionReason: z.string().optional().describe("Why no VAT is charged (BT-120)"),
    exemptionReasonCode: z.string().optional().describe("VATEX code (BT-121)"),
  })
  .describe("One VAT breakdown group (BG-23)");
export type TaxBreakdown = z.infer<typeof TaxBreakdown>;
