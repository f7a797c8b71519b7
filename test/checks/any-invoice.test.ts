import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import { findingsPerRuleMax } from "#src/checks/reporter.ts";
import { Finding } from "#src/domain/finding.ts";
import { Invoice } from "#src/domain/invoice.ts";
import { anInvoice, anInvoiceLine, aTaxBreakdown } from "#test/support/an-invoice.ts";
import { checkInvoice } from "#test/support/check-invoice.ts";

const decimal = fc.stringMatching(/^-?\d{1,15}(\.\d{1,14})?$/);
const date = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = maybe(fc.string({ maxLength: 30, unit: "binary" }));
const amount = maybe(decimal);
const category = maybe(fc.constantFrom("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"));
const anyAddress = maybe(
  fc.record({
    countryCode: maybe(fc.constantFrom("DE", "US", "zz", "")),
    region: text,
    postCode: text,
  }),
);
const party = maybe(
  fc.record({
    name: text,
    vatId: text,
    taxId: text,
    legalRegistrationId: text,
    address: anyAddress,
  }),
);

/** Whatever a hostile document could make of an invoice. */
const anyInvoice = fc
  .record({
    invoiceNumber: text,
    issueDate: maybe(date),
    invoiceTypeCode: text,
    currencyCode: maybe(fc.stringMatching(/^[A-Z]{3}$/)),
    taxPointDate: maybe(date),
    paymentDueDate: maybe(date),
    deliveryDate: maybe(date),
    specificationIdentifier: text,
    seller: party,
    buyer: party,
    deliverToCountryCode: text,
    taxRepresentativeVatId: text,
    sumOfLineNetAmounts: amount,
    sumOfAllowances: amount,
    sumOfCharges: amount,
    totalWithoutTax: amount,
    totalTax: amount,
    totalWithTax: amount,
    paidAmount: amount,
    roundingAmount: amount,
    amountDue: amount,
    iban: text,
    otherAccounts: maybe(fc.array(fc.string(), { maxLength: 4 })),
    taxBreakdowns: maybe(
      fc.array(
        fc.record({
          taxCategory: category,
          taxRatePercent: amount,
          taxableAmount: amount,
          taxAmount: amount,
          exemptionReason: text,
        }),
        { maxLength: 4 },
      ),
    ),
    allowancesAndCharges: maybe(
      fc.array(
        fc.record({
          isCharge: fc.boolean(),
          amount: decimal,
          taxCategory: category,
          taxRatePercent: amount,
        }),
        { maxLength: 4 },
      ),
    ),
    invoiceLines: maybe(
      fc.array(
        fc.record({
          id: text,
          invoicedQuantity: amount,
          itemNetPrice: amount,
          priceBaseQuantity: amount,
          lineAllowances: amount,
          lineCharges: amount,
          lineNetAmount: amount,
          taxCategory: category,
          taxRatePercent: amount,
        }),
        { maxLength: 4 },
      ),
    ),
  })
  .map((fields): Invoice => Invoice.parse(JSON.parse(JSON.stringify(fields))));

describe("whatever the invoice", () => {
  const address = { postCode: "missing", region: "missing" } as const;

  it("the checks give findings and do not fail", () => {
    fc.assert(
      fc.property(anyInvoice, (invoice) => {
        for (const finding of checkInvoice(invoice, { address })) {
          expect(Finding.safeParse(finding).success).toBe(true);
          expect(finding.message).toMatch(/^[^\p{Cc}]{1,500}$/u);
          expect(finding.message).not.toContain("undefined");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("the fingerprint can be made", () => {
    fc.assert(
      fc.property(anyInvoice, (invoice) => {
        const { amountMinor = 0 } = fingerprintOf(invoice, "invoice");
        expect(Number.isSafeInteger(amountMinor)).toBe(true);
      }),
    );
  });

  it("the findings stay few, however many lines and breakdowns", () => {
    const many = 5_000;
    const invoice = anInvoice({
      invoiceLines: Array.from({ length: many }, () =>
        anInvoiceLine({ name: undefined, lineNetAmount: "1.00", taxRatePercent: "0" }),
      ),
      taxBreakdowns: Array.from({ length: many }, (_, index) =>
        aTaxBreakdown({ taxRatePercent: String(index), exemptionReason: "x" }),
      ),
    });
    const findings = checkInvoice(invoice);
    const groups = Map.groupBy(findings, ({ rule, status }) => `${rule} ${status}`);

    expect([...groups.values()].filter((group) => group.length > findingsPerRuleMax)).toEqual([]);
    expect(findings.filter(({ message }) => message.length > 500)).toEqual([]);
  });
});
