import type { InvoiceGraphDeps } from "#graphs/invoice.ts";
import type { Draft } from "#src/domain/draft.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import type { SellerRegistry } from "#src/ports/seller-registry.ts";
import { createFakeAddressValidator } from "#test/fakes/fake-address-validator.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { createFakeTaxRates } from "#test/fakes/fake-tax-rates.ts";
import { pageDeps, pageDraft } from "./a-page-invoice.ts";

/** The seller of the British page, as Companies House lists it. */
export const britishCompany = {
  number: "01234567",
  name: "EXAMPLE WORKS LIMITED",
  postCode: "M1 1AE",
} as const;

const britishText = `
Example Works Limited                            Invoice
1 High Street                                    Invoice number: 2026-0815
Manchester M1 1AE                                Date: 2026-03-01

Net total                                        1,234.50 EUR
VAT 20 %                                           246.90 EUR
Total                                            1,481.40 EUR

IBAN: GB82 WEST 1234 5698 7654 32
`;

/** An invoice that is right in every way, of a British seller that states no number of a register. */
export const britishDraft: Draft = {
  ...pageDraft,
  invoice: {
    ...pageDraft.invoice,
    iban: "GB82WEST12345698765432",
    seller: {
      name: "Example Works Limited",
      address: {
        line1: "1 High Street",
        city: "Manchester",
        postCode: "M1 1AE",
        countryCode: "GB",
      },
    },
    totalTax: "246.90",
    totalWithTax: "1481.40",
    amountDue: "1481.40",
    taxBreakdowns: [{ taxRatePercent: "20", taxableAmount: "1234.50", taxAmount: "246.90" }],
  },
};

/** A registry that knows no seller, and finds every one on the web. */
export function registryOfTheWeb(): SellerRegistry {
  const identifiers = createFakeSellerRegistry();
  return {
    lookUp: async (query, signal) => ({
      ...(await identifiers.lookUp(query, signal)),
      webPresence: {
        source: "serper",
        status: "found",
        sites: ["example-works.example"],
        checkedAt: "2026-03-01T10:00:00.000Z",
      },
    }),
  };
}

/** What the graphs need for a British page, where sellers are known from the web only, and need not be known to us. */
export const britishDeps = (
  changes: Partial<InvoiceGraphDeps> = {},
  draft: Draft = britishDraft,
): InvoiceGraphDeps =>
  pageDeps(
    {
      sellerRegistry: registryOfTheWeb(),
      addressValidator: createFakeAddressValidator({ countries: { GB: "United Kingdom" } }),
      taxRates: createFakeTaxRates({
        countries: {
          GB: {
            status: "found",
            taxType: "vat",
            standardRatePercents: ["20"],
            reducedRatePercents: ["5"],
            hasZeroRate: true,
            isComplete: true,
          },
        },
      }),
      policy: { ...defaultPolicy, sellerMasterFile: "optional" },
      ...changes,
    },
    { draft, text: britishText },
  );
