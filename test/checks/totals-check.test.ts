import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTotals } from "#src/checks/totals-check.ts";
import type { Finding } from "#src/domain/finding.ts";
import { fromMinor } from "#src/domain/money.ts";
import { anInvoice, anInvoiceLine } from "#test/support/an-invoice.ts";
import { contradictedIn, unknownIn } from "#test/support/check-invoice.ts";

const ofRule = (rule: string, findings: readonly Finding[]): Finding | undefined =>
  findings.find((finding) => finding.rule === rule);

const checkLine = (changes: Parameters<typeof anInvoiceLine>[0]): Finding | undefined =>
  ofRule("LINE-NET", checkTotals(anInvoice({ invoiceLines: [anInvoiceLine(changes)] })));

describe("the totals check", () => {
  it("verifies every sum of a right invoice", () => {
    const findings = checkTotals(anInvoice());

    expect(findings.map(({ rule, status }) => [rule, status])).toEqual(
      ["LINE-NET", "BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16"].map((rule) => [
        rule,
        "verified",
      ]),
    );
  });

  it("says what was compared, with the values", () => {
    const findings = checkTotals(anInvoice({ totalWithTax: "129.00", amountDue: "129.00" }));

    expect(ofRule("BR-CO-15", findings)).toEqual({
      check: "totals",
      rule: "BR-CO-15",
      status: "contradicted",
      severity: "error",
      message:
        "Total with VAT is 129.00 EUR, but total without VAT 100.00 + VAT 19.00 is 119.00 EUR.",
      path: "totalWithTax",
    });
  });

  it("calls a difference of one cent a warning, and of two an error", () => {
    const oneCent = checkTotals(anInvoice({ amountDue: "119.01" }));
    const twoCents = checkTotals(anInvoice({ amountDue: "119.02" }));

    expect(ofRule("BR-CO-16", oneCent)?.severity).toBe("warning");
    expect(ofRule("BR-CO-16", twoCents)?.severity).toBe("error");
  });

  it("takes what is paid and rounded into the amount due", () => {
    const findings = checkTotals(
      anInvoice({ paidAmount: "100.00", roundingAmount: "-0.02", amountDue: "18.98" }),
    );

    expect(contradictedIn(findings)).toEqual([]);
  });

  it.each(["96286.54", "1.00", "-1.00"])("accuses a rounding of %s", (roundingAmount) => {
    const invoice = anInvoice({ roundingAmount });

    expect(contradictedIn(checkTotals(invoice))).toContain("TOTALS-ROUNDING");
    expect(unknownIn(checkTotals(invoice, { source: "ocr" }))).toContain("TOTALS-ROUNDING");
  });

  it("accuses something paid that raises the amount due", () => {
    const invoice = anInvoice({ paidAmount: "-96286.54", amountDue: "96405.54" });

    expect(contradictedIn(checkTotals(invoice))).toEqual(["TOTALS-PAID"]);
  });

  it("accepts what was paid back of a negative invoice, and a minus sign printed before it", () => {
    const paidBack = anInvoice({ totalWithTax: "-119.00", paidAmount: "-19.00" });
    const printed = anInvoice({ paidAmount: "-19.00", amountDue: "100.00" });

    expect(contradictedIn(checkTotals(paidBack))).not.toContain("TOTALS-PAID");
    expect(contradictedIn(checkTotals(printed, { source: "pdf-text" }))).toEqual([]);
  });

  it("adds lines of more than two decimals before it rounds", () => {
    const lines = ["33.333", "33.333", "33.334"].map((lineNetAmount) =>
      anInvoiceLine({ lineNetAmount, itemNetPrice: undefined }),
    );

    expect(contradictedIn(checkTotals(anInvoice({ invoiceLines: lines })))).toEqual([]);
  });

  it("checks sums of a currency without minor units", () => {
    const invoice = anInvoice({
      currencyCode: "JPY",
      totalTax: "10",
      totalWithTax: "110",
      amountDue: "110",
    });

    expect(contradictedIn(checkTotals(invoice))).toEqual(["BR-CO-14"]);
  });

  it("uses the breakdown where no total VAT is stated", () => {
    const findings = checkTotals(anInvoice({ totalTax: undefined }));

    expect(ofRule("BR-CO-15", findings)?.status).toBe("verified");
  });

  it("does not know whether a total is right without net or VAT", () => {
    const noNet = anInvoice({ totalWithoutTax: undefined });
    const noTax = anInvoice({ totalTax: undefined, taxBreakdowns: undefined });

    expect(unknownIn(checkTotals(noNet))).toContain("BR-CO-15");
    expect(unknownIn(checkTotals(noTax))).toContain("BR-CO-15");
  });

  it("verifies a total without VAT that equals the total with VAT", () => {
    const invoice = anInvoice({
      totalTax: undefined,
      taxBreakdowns: undefined,
      totalWithTax: "100.00",
      amountDue: "100.00",
    });

    expect(ofRule("BR-CO-15", checkTotals(invoice))?.status).toBe("verified");
  });

  it("compares lines with the total where no sum of lines is stated", () => {
    const onPage = { sumOfLineNetAmounts: undefined };
    const gross = { ...onPage, invoiceLines: [anInvoiceLine({ lineNetAmount: "119.00" })] };
    const partial = { ...onPage, invoiceLines: [anInvoiceLine({ lineNetAmount: "60.00" })] };
    const statusOf = (changes: Parameters<typeof anInvoice>[0]): string | undefined =>
      ofRule("TOTALS-LINES", checkTotals(anInvoice(changes)))?.status;

    expect(statusOf(onPage)).toBe("verified");
    expect(statusOf(gross)).toBe("verified");
    expect(statusOf(partial)).toBe("unknown");
  });

  it("does not accuse a page whose amount due holds more than was read", () => {
    const onPage = (changes: Parameters<typeof anInvoice>[0]): string | undefined =>
      ofRule("BR-CO-16", checkTotals(anInvoice(changes), { source: "pdf-text" }))?.status;

    expect(onPage({ amountDue: "619.00" })).toBe("unknown");
    expect(onPage({ amountDue: "69.00", paidAmount: "-50.00" })).toBe("verified");
    expect(onPage({ amountDue: "69.00", paidAmount: "50.00" })).toBe("verified");
  });

  it("says nothing about an invoice of which nothing was read", () => {
    expect(checkTotals({})).toEqual([]);
  });

  it("accepts whatever adds up", () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 20 }),
        cents,
        cents,
        cents,
        (nets, allowance, charge, tax) => {
          const text = (amount: number): string => fromMinor(amount, 2);
          const sum = nets.reduce((total, net) => total + net, 0);
          const net = sum - allowance + charge;
          const invoice = anInvoice({
            invoiceLines: nets.map((amount) =>
              anInvoiceLine({ lineNetAmount: text(amount), itemNetPrice: undefined }),
            ),
            sumOfLineNetAmounts: text(sum),
            allowancesAndCharges: [
              { isCharge: false, amount: text(allowance) },
              { isCharge: true, amount: text(charge) },
            ],
            sumOfAllowances: text(allowance),
            sumOfCharges: text(charge),
            totalWithoutTax: text(net),
            taxBreakdowns: [{ taxAmount: text(tax) }],
            totalTax: text(tax),
            totalWithTax: text(net + tax),
            amountDue: text(net + tax),
          });
          expect(checkTotals(invoice).filter(({ status }) => status !== "verified")).toEqual([]);
        },
      ),
    );
  });
});

describe("a line's net amount", () => {
  it("is quantity x price", () => {
    expect(checkLine({})).toMatchObject({ status: "verified" });
    expect(checkLine({ lineNetAmount: "99.00" })).toMatchObject({
      status: "contradicted",
      severity: "warning",
      message: "Line 1: net amount is 99.00 EUR, but 2 x 50.00 is 100.00 EUR.",
      path: "invoiceLines.0.lineNetAmount",
    });
  });

  it("is divided by the base quantity", () => {
    const line = { invoicedQuantity: "2000", priceBaseQuantity: "1000", itemNetPrice: "50.00" };

    expect(checkLine(line)).toMatchObject({ status: "verified" });
  });

  it("has its own allowances and charges", () => {
    const line = { lineAllowances: "10.00", lineCharges: "3.00", lineNetAmount: "93.00" };

    expect(checkLine(line)).toMatchObject({ status: "verified" });
  });

  it("may differ by one cent of rounding", () => {
    expect(checkLine({ lineNetAmount: "100.01" })).toMatchObject({ status: "verified" });
    expect(checkLine({ lineNetAmount: "100.02" })).toMatchObject({ status: "contradicted" });
  });

  it("may differ by what rounding a price to its decimals makes of a large quantity", () => {
    const line = { invoicedQuantity: "10000", itemNetPrice: "0.0033", lineNetAmount: "33.33" };

    expect(checkLine(line)).toMatchObject({ status: "verified" });
  });

  it("is not judged without quantity or price, or by a base quantity of zero", () => {
    expect(checkLine({ invoicedQuantity: undefined })).toBeUndefined();
    expect(checkLine({ itemNetPrice: undefined })).toBeUndefined();
    expect(checkLine({ priceBaseQuantity: "0" })).toBeUndefined();
  });

  it("is negative for a returned quantity", () => {
    expect(checkLine({ invoicedQuantity: "-2", lineNetAmount: "-100.00" })).toMatchObject({
      status: "verified",
    });
  });

  it("does not fail on the longest numbers a document may state", () => {
    const huge = "9".repeat(30);

    expect(checkLine({ invoicedQuantity: huge, itemNetPrice: huge })).toMatchObject({
      status: "contradicted",
    });
  });
});
