/** What a printed label announces. One phrase may announce several: `Total` heads a column and names a sum. */
export type LabelKey =
  // what the document is
  | "invoiceTitle"
  | "creditNoteTitle"
  | "receiptTitle"
  | "otherTitle"
  // identifiers
  | "invoiceNumber"
  | "receiptNumber"
  | "numberMarker"
  | "purchaseOrder"
  // what a credit note corrects
  | "precedingInvoice"
  | "otherNumber"
  // dates
  | "issueDate"
  | "date"
  | "datedMarker"
  | "paymentDueDate"
  // of the supply; other dates than those of issue and payment, as all `otherDate`
  | "deliveryDate"
  | "taxPointDate"
  | "otherDate"
  // sums
  | "totalWithoutTax"
  | "subtotal"
  | "totalTax"
  | "tax"
  | "totalWithTax"
  | "total"
  | "amountDue"
  | "paidAmount"
  | "otherAmount"
  | "rounding"
  // what a till prints below the total
  | "changeGiven"
  // words between a sum and the word for tax: `total excl. VAT`
  | "exclusive"
  // words before the base of a tax: `19 % of 100.00`
  | "baseMarker"
  | "inclusive"
  // parties
  | "seller"
  | "buyer"
  | "buyerName"
  // of a hotel: who stayed there, which is not who is billed if another is named
  | "guest"
  | "deliverTo"
  // on the payment slip of an invoice: who is paid, who pays
  | "payee"
  | "payer"
  | "partyName"
  | "attention"
  | "contact"
  | "vatId"
  | "buyerVatId"
  | "taxId"
  | "iban"
  | "bic"
  // an account that is no IBAN as printed, but becomes one with the code of its country
  | "bankAccount"
  | "currency"
  // columns of the tables of lines and of VAT
  | "linePosition"
  | "itemName"
  | "articleNumber"
  | "quantity"
  | "unit"
  | "unitPrice"
  | "lineAmount"
  | "lineNet"
  | "lineGross"
  | "taxRate"
  | "taxAmount"
  | "taxableAmount"
  | "discount";

/**
 * The words of one language. Phrases are written as printed; case, accents and punctuation do not count when they are
 * looked for, and the longest phrase wins, so `order number` is never taken for `number`.
 */
export type Vocabulary = {
  /** ISO 639-1. */
  readonly language: string;
  readonly labels: { readonly [key in LabelKey]?: readonly string[] };
  /** Names and abbreviations of the months, January first. */
  readonly months: readonly (readonly string[])[];
};
