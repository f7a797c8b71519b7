import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAddress } from "#src/checks/address-check.ts";
import { checksToRepeat, isInputOf } from "#src/checks/check-inputs.ts";
import { checkCurrency } from "#src/checks/currency-check.ts";
import { checkDates } from "#src/checks/dates-check.ts";
import { checkDocument } from "#src/checks/document-check.ts";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { checkSeller } from "#src/checks/seller-check.ts";
import { checkTax, jurisdictionOf } from "#src/checks/tax-check.ts";
import { checkTotals } from "#src/checks/totals-check.ts";
import { type CheckNode, checkNodes } from "#src/domain/check-node.ts";
import type { Draft } from "#src/domain/draft.ts";
import { withValue } from "#src/domain/invoice-paths.ts";
import { answerFields } from "#src/domain/model-answer.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import { sellerQuery } from "#src/nodes/check-seller.ts";
import { aDraft, anInvoice, anInvoiceLine, aTaxBreakdown } from "#test/support/an-invoice.ts";
import { germanRates, rightAddress, rightSeller } from "#test/support/check-invoice.ts";

const policy = defaultPolicy;

/** What each node makes of a draft, what it asks a service included; the services answer the same to everyone. */
const workOf: Readonly<Record<CheckNode, (draft: Draft) => unknown>> = {
  check_seller: ({ invoice }) => [sellerQuery(invoice), checkSeller(invoice, rightSeller, policy)],
  check_tax: ({ invoice }) => [
    invoice.seller?.address,
    checkAddress(invoice, rightAddress),
    checkTax(invoice, germanRates, jurisdictionOf(invoice), policy),
  ],
  check_currency: ({ invoice }) => [
    invoice.issueDate,
    checkCurrency(invoice, undefined, { baseCurrency: "USD", policy }),
    checkCurrency(invoice, usdRate, { baseCurrency: "USD", policy }),
  ],
  check_totals: (draft) => [
    checkDocument(draft),
    checkTotals(draft.invoice, { source: draft.source, policy }),
    checkDates(draft.invoice, { today: "2026-03-15", policy }),
  ],
  check_duplicates: ({ invoice, documentType }) => fingerprintOf(invoice, documentType),
};

const usdRate = {
  status: "found",
  rate: "1.1",
  from: "EUR",
  to: "USD",
  rateDate: "2026-02-27",
  source: "test",
} as const;

const valuesByKind = {
  text: ["Another Name", "x"],
  identifier: ["B-18", "FR40303265045", "DE89370400440532013000"],
  date: ["2026-01-01", "2027-01-01", "2024-02-29"],
  amount: ["0", "7.00", "1000000.00", "-5"],
  currency: ["USD", "JPY", "XYZ"],
  country: ["FR", "US", "QQ"],
} as const;

/** A change a model may make: a path, and the draft after it. */
const anyChange = fc.oneof(
  ...answerFields.map(({ path, kind }) =>
    fc.constantFrom(...valuesByKind[kind]).map((value) => ({
      path,
      change: (draft: Draft): Draft => ({
        ...draft,
        invoice: withValue(draft.invoice, path, value),
      }),
    })),
  ),
  fc.constantFrom("credit_note", "receipt", "other").map((documentType) => ({
    path: "documentType",
    change: (draft: Draft): Draft => ({ ...draft, documentType }),
  })),
  fc.constantFrom("1.00", "100.00").map((taxAmount) => ({
    path: "taxBreakdowns",
    change: (draft: Draft): Draft => ({
      ...draft,
      invoice: { ...draft.invoice, taxBreakdowns: [aTaxBreakdown({ taxAmount })] },
    }),
  })),
  fc.constantFrom("1.00", "100.00").map((lineNetAmount) => ({
    path: "invoiceLines",
    change: (draft: Draft): Draft => ({
      ...draft,
      invoice: { ...draft.invoice, invoiceLines: [anInvoiceLine({ lineNetAmount })] },
    }),
  })),
);

const anyDraft = fc
  .record({
    source: fc.constantFrom("pdf-text", "ubl"),
    isWhole: fc.boolean(),
    changes: fc.array(anyChange, { maxLength: 6 }),
  })
  .map(({ source, isWhole, changes }) => {
    const draft = aDraft({ source, invoice: isWhole ? anInvoice() : {} });
    return changes.reduce((changed, { change }) => change(changed), draft);
  });

describe("checksToRepeat", () => {
  it.each(checkNodes)(
    "%s finds the same in drafts that differ in what it does not read",
    (check) => {
      fc.assert(
        fc.property(anyDraft, anyChange, (draft, { path, change }) => {
          fc.pre(!isInputOf(check, path));
          expect(workOf[check](change(draft))).toEqual(workOf[check](draft));
        }),
        { numRuns: 500 },
      );
    },
  );

  it("repeats nothing if nothing changed, or nothing that a check reads", () => {
    expect(checksToRepeat([])).toEqual([]);
    expect(checksToRepeat(["purchaseOrder", "bic", "precedingInvoiceNumber"])).toEqual([]);
  });

  it("repeats the check of the seller for another account", () => {
    expect(checksToRepeat(["iban"])).toEqual(["check_seller"]);
  });

  it("repeats what reads the address for another city", () => {
    expect(checksToRepeat(["seller.address.city"])).toEqual(["check_tax", "check_totals"]);
  });

  it("repeats each check once, in the order of the nodes", () => {
    expect(checksToRepeat(["totalWithTax", "issueDate", "seller.name"])).toEqual(checkNodes);
  });
});
