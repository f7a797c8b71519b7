import { z } from "zod";
import { absDecimal, sumDecimals } from "./decimal.ts";
import { compareDecimals, CurrencyCode, DecimalString } from "./money.ts";
import { TaxBreakdown, TaxCategory } from "./tax.ts";
import { Party } from "./party.ts";

/** Invoice lines kept of one document; more is a malformed or hostile file. */
export const invoiceLinesMax = 20_000;

/** Accounts besides the first IBAN that are kept of one document: more than any seller asks for payment at. */
export const otherAccountsMax = 100;

export const IsoDate = z.iso.date().describe("Calendar date, YYYY-MM-DD");
export type IsoDate = z.infer<typeof IsoDate>;

export const AllowanceOrCharge = z
  .object({
    isCharge: z.boolean().describe("true: charge (BG-21), false: allowance (BG-20)"),
    amount: DecimalString.describe("Amount without VAT (BT-92, BT-99)"),
    taxCategory: TaxCategory.optional(),
    taxRatePercent: DecimalString.optional().describe("VAT rate in percent (BT-96, BT-103)"),
    reason: z.string().optional().describe("Reason (BT-97, BT-104)"),
  })
  .describe("Document level allowance or charge (BG-20, BG-21)");
export type AllowanceOrCharge = z.infer<typeof AllowanceOrCharge>;

export const InvoiceLine = z
  .object({
    id: z.string().optional().describe("Line identifier (BT-126)"),
    name: z.string().optional().describe("Item name (BT-153)"),
    invoicedQuantity: DecimalString.optional().describe("Quantity (BT-129)"),
    unitCode: z.string().optional().describe("Unit of measure, UN/ECE Recommendation 20 (BT-130)"),
    itemNetPrice: DecimalString.optional().describe(
      "Price of one base quantity without VAT (BT-146)",
    ),
    priceBaseQuantity: DecimalString.optional().describe(
      "Units the price is for (BT-149); absent is 1",
    ),
    lineAllowances: DecimalString.optional().describe("Sum of line allowances (BT-136)"),
    lineCharges: DecimalString.optional().describe("Sum of line charges (BT-141)"),
    lineNetAmount: DecimalString.optional().describe("Net amount of the line (BT-131)"),
    taxCategory: TaxCategory.optional().describe("VAT category of the item (BT-151)"),
    taxRatePercent: DecimalString.optional().describe("VAT rate of the item in percent (BT-152)"),
  })
  .describe("Invoice line (BG-25)");
export type InvoiceLine = z.infer<typeof InvoiceLine>;

export const Invoice = z
  .object({
    invoiceNumber: z.string().optional().describe("Invoice number (BT-1)"),
    issueDate: IsoDate.optional().describe("Issue date (BT-2)"),
    invoiceTypeCode: z.string().optional().describe("Invoice type, UNTDID 1001 (BT-3)"),
    currencyCode: CurrencyCode.optional().describe("Invoice currency, ISO 4217 (BT-5)"),
    taxCurrencyCode: CurrencyCode.optional().describe("VAT accounting currency (BT-6)"),
    taxPointDate: IsoDate.optional().describe("Date the VAT becomes accountable (BT-7)"),
    paymentDueDate: IsoDate.optional().describe("Date the payment is due (BT-9)"),
    deliveryDate: IsoDate.optional().describe("Actual delivery date (BT-72)"),
    specificationIdentifier: z
      .string()
      .optional()
      .describe("Specification the document follows (BT-24)"),
    purchaseOrder: z.string().optional().describe("Purchase order reference (BT-13)"),
    precedingInvoiceNumber: z.string().optional().describe("Preceding invoice (BT-25)"),
    seller: Party.optional().describe("Seller (BG-4)"),
    buyer: Party.optional().describe("Buyer (BG-7)"),
    deliverToCountryCode: z.string().optional().describe("Country of delivery, ISO 3166-1 (BT-80)"),
    taxRepresentativeVatId: z
      .string()
      .optional()
      .describe("VAT id of the seller's tax representative (BT-63)"),
    sumOfLineNetAmounts: DecimalString.optional().describe("Sum of line net amounts (BT-106)"),
    sumOfAllowances: DecimalString.optional().describe("Sum of document level allowances (BT-107)"),
    sumOfCharges: DecimalString.optional().describe("Sum of document level charges (BT-108)"),
    totalWithoutTax: DecimalString.optional().describe("Total without VAT (BT-109)"),
    totalTax: DecimalString.optional().describe("Total VAT (BT-110)"),
    totalWithTax: DecimalString.optional().describe("Total with VAT (BT-112)"),
    paidAmount: DecimalString.optional().describe("Amount already paid (BT-113)"),
    roundingAmount: DecimalString.optional().describe("Rounding of the amount due (BT-114)"),
    amountDue: DecimalString.optional().describe("Amount due for payment (BT-115)"),
    taxBreakdowns: z.array(TaxBreakdown).optional().describe("VAT breakdown (BG-23)"),
    allowancesAndCharges: z
      .array(AllowanceOrCharge)
      .optional()
      .describe("Document level (BG-20, BG-21)"),
    iban: z
      .string()
      .optional()
      .describe("Payment account of the seller, IBAN without spaces (BT-84)"),
    otherAccounts: z
      .array(z.string())
      .max(otherAccountsMax)
      .optional()
      .describe("Further payment accounts of the seller, and accounts that are no IBAN (BT-84)"),
    bic: z.string().optional().describe("Payment service provider (BT-86)"),
    invoiceLines: z
      .array(InvoiceLine)
      .max(invoiceLinesMax)
      .optional()
      .describe("Invoice lines (BG-25)"),
  })
  .describe("An invoice in the terms of EN 16931; an absent field was not in the document");
export type Invoice = z.infer<typeof Invoice>;

/** Paths without which no payment can be judged. */
export const essentialPaths = [
  "invoiceNumber",
  "issueDate",
  "currencyCode",
  "seller.name",
  "totalWithTax",
] as const;

/** The totals of which the first two give the third. */
export const totalPaths = ["totalWithoutTax", "totalTax", "totalWithTax"] as const;
export type TotalPath = (typeof totalPaths)[number];

/** True for the sums at the end of a document. */
export const isTotal = (path: string): boolean =>
  path === "amountDue" || totalPaths.some((total) => total === path);

/** Whether the totals add up; `undefined` if one of them is not stated. */
export function doTotalsAdd({
  totalWithoutTax: net,
  totalTax: tax,
  totalWithTax: gross,
}: {
  readonly [path in TotalPath]?: DecimalString | undefined;
}): boolean | undefined {
  if (net === undefined || tax === undefined || gross === undefined) return undefined;
  return compareDecimals(sumDecimals([net, tax]), gross) === 0;
}

/**
 * What is at stake: of the total with VAT and the amount due the one that is larger without its sign, because the one is
 * claimed and the other is paid. Absent if neither is stated.
 */
export function amountAtStake({
  totalWithTax,
  amountDue,
}: Pick<Invoice, "totalWithTax" | "amountDue">): DecimalString | undefined {
  if (totalWithTax === undefined || amountDue === undefined) return totalWithTax ?? amountDue;
  return compareDecimals(absDecimal(amountDue), absDecimal(totalWithTax)) > 0
    ? amountDue
    : totalWithTax;
}
