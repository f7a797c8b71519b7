import { checkAddress } from "#src/checks/address-check.ts";
import { checkCurrency } from "#src/checks/currency-check.ts";
import { checkDates } from "#src/checks/dates-check.ts";
import { checkDocument } from "#src/checks/document-check.ts";
import { checkDuplicates } from "#src/checks/duplicates-check.ts";
import { checkSeller } from "#src/checks/seller-check.ts";
import { checkTax, jurisdictionOf } from "#src/checks/tax-check.ts";
import { checkTotals } from "#src/checks/totals-check.ts";
import type {
  AddressFacts,
  ExchangeRateFact,
  SellerFacts,
  TaxRateFacts,
} from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import { aDraft } from "./an-invoice.ts";

export const germanRates: TaxRateFacts = {
  status: "found",
  taxType: "vat",
  standardRatePercents: ["19"],
  reducedRatePercents: ["7"],
  hasZeroRate: true,
  isComplete: true,
};

export const rightSeller: SellerFacts = {
  vatId: { value: "DE136695976", status: "valid", countryCode: "DE" },
  iban: { value: "DE89370400440532013000", status: "valid", countryCode: "DE" },
  master: {
    status: "known",
    sellerId: "S-1",
    name: "Beispiel Werke GmbH",
    matchedBy: "vatId",
    vatId: "DE136695976",
    ibans: ["DE89370400440532013000"],
  },
};

export const rightAddress: AddressFacts = {
  countryName: "Germany",
  postCode: "valid",
  region: "missing",
};

type Facts = {
  readonly seller?: SellerFacts;
  readonly address?: AddressFacts;
  readonly rates?: TaxRateFacts;
  readonly exchangeRate?: ExchangeRateFact;
};

/** Every check of an e-invoice with facts that are right unless said otherwise, on 2026-03-15, base currency EUR. */
export function checkInvoice(invoice: Invoice, facts: Facts = {}): Finding[] {
  const policy = defaultPolicy;
  return [
    ...checkDocument(aDraft({ invoice })),
    ...checkSeller(invoice, facts.seller ?? rightSeller, policy),
    ...checkAddress(invoice, facts.address ?? rightAddress),
    ...checkCurrency(invoice, facts.exchangeRate, { baseCurrency: "EUR", policy }),
    ...checkTax(invoice, facts.rates ?? germanRates, jurisdictionOf(invoice)),
    ...checkTotals(invoice),
    ...checkDates(invoice, { today: "2026-03-15", policy }),
    ...checkDuplicates([]),
  ];
}

/** Rules of the findings that are contradicted. */
export const contradictedIn = (findings: readonly Finding[]): string[] =>
  findings.filter(({ status }) => status === "contradicted").map(({ rule }) => rule);

/** Rules of the findings that are unknown. */
export const unknownIn = (findings: readonly Finding[]): string[] =>
  findings.filter(({ status }) => status === "unknown").map(({ rule }) => rule);
