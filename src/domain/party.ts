import { z } from "zod";

export const Address = z
  .object({
    line1: z.string().optional().describe("Street and number (BT-35, BT-50)"),
    line2: z.string().optional().describe("Additional address line (BT-36, BT-51)"),
    city: z.string().optional().describe("City (BT-37, BT-52)"),
    postCode: z.string().optional().describe("Post code (BT-38, BT-53)"),
    region: z.string().optional().describe("Country subdivision (BT-39, BT-54)"),
    countryCode: z.string().optional().describe("ISO 3166-1 alpha-2 (BT-40, BT-55)"),
  })
  .describe("Postal address (BG-5, BG-8)");
export type Address = z.infer<typeof Address>;

export const Party = z
  .object({
    name: z.string().optional().describe("Legal name (BT-27, BT-44)"),
    tradingName: z.string().optional().describe("Name it trades under (BT-28, BT-45)"),
    vatId: z
      .string()
      .optional()
      .describe("VAT identifier with its country prefix, no spaces (BT-31, BT-48)"),
    taxId: z
      .string()
      .optional()
      .describe("Local tax registration, for example a German Steuernummer (BT-32)"),
    legalRegistrationId: z.string().optional().describe("Company register number (BT-30, BT-47)"),
    legalRegistrationScheme: z.string().optional().describe("Scheme of the register, ISO 6523 ICD"),
    address: Address.optional(),
  })
  .describe("Seller or buyer (BG-4, BG-7)");
export type Party = z.infer<typeof Party>;
