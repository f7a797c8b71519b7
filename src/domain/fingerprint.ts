import type { IsoDate } from "./invoice.ts";
import type { CurrencyCode } from "./money.ts";

/** What identifies a claim for payment; every field that was not read is absent and matches nothing. */
export type Fingerprint = {
  /** Normalised invoice number: upper case, letters and digits only. */
  readonly invoiceNumber?: string;
  /** Normalised names of the seller: VAT id, registration and name, any of which may match. */
  readonly sellerKeys: readonly string[];
  readonly amountMinor?: number;
  readonly currencyCode?: CurrencyCode;
  readonly issueDate?: IsoDate;
  readonly documentType?: string;
};
