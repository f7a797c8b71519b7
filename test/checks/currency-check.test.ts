import { describe, expect, it } from "vitest";
import { amountInBase, checkCurrency } from "#src/checks/currency-check.ts";
import type { ExchangeRateFact } from "#src/domain/facts.ts";
import { defaultPolicy, Policy } from "#src/domain/policy.ts";
import { anInvoice } from "#test/support/an-invoice.ts";
import { contradictedIn, unknownIn } from "#test/support/check-invoice.ts";

const options = { baseCurrency: "EUR", policy: defaultPolicy };
const rate: Extract<ExchangeRateFact, { status: "found" }> = {
  status: "found",
  from: "USD",
  to: "EUR",
  rate: "0.88022588",
  rateDate: "2026-03-02",
  source: "a table",
};
const inDollars = anInvoice({ currencyCode: "USD" });

describe("the currency check", () => {
  it("needs no rate for an invoice in the base currency", () => {
    const findings = checkCurrency(anInvoice(), undefined, options);

    expect(findings).toMatchObject([{ rule: "BR-CL-04", status: "verified" }]);
  });

  it("tells rate, day, source and the total in the base currency", () => {
    const [, found, age] = checkCurrency(inDollars, rate, options);

    expect(found).toMatchObject({
      rule: "CURRENCY-RATE",
      status: "verified",
      message: "1 USD = 0.88022588 EUR on 2026-03-02 (a table). 119.00 USD is 104.75 EUR.",
    });
    expect(age).toMatchObject({ rule: "CURRENCY-RATE-AGE", status: "verified" });
  });

  it("accuses a code that is no currency", () => {
    const findings = checkCurrency(anInvoice({ currencyCode: "EUX" }), undefined, options);

    expect(contradictedIn(findings)).toEqual(["BR-CL-04"]);
    expect(findings).toHaveLength(1);
  });

  it("calls the amount an estimate when the rate is too far from the issue date", () => {
    const late = { ...rate, rateDate: "2026-04-02" };
    const early = { ...rate, rateDate: "2026-01-28" };

    expect(unknownIn(checkCurrency(inDollars, late, options))).toEqual(["CURRENCY-RATE-AGE"]);
    expect(unknownIn(checkCurrency(inDollars, early, options))).toEqual(["CURRENCY-RATE-AGE"]);
    expect(
      unknownIn(checkCurrency(inDollars, { ...rate, rateDate: "2026-04-01" }, options)),
    ).toEqual([]);
  });

  it("does not mind an old rate where the policy has a limit in the invoice's currency", () => {
    const policy = Policy.parse({ autoApproval: { limitByCurrency: { USD: 100 } } });
    const old = { ...rate, rateDate: "2020-01-01" };

    expect(unknownIn(checkCurrency(inDollars, old, { ...options, policy }))).toEqual([]);
  });

  it("is unknown without a rate and without an answer", () => {
    expect(unknownIn(checkCurrency(inDollars, { status: "not_found" }, options))).toEqual([
      "CURRENCY-RATE",
    ]);
    expect(unknownIn(checkCurrency(inDollars, undefined, options))).toEqual(["CURRENCY-NO-ANSWER"]);
  });

  it("is unknown where a table stood in for a service without an answer", () => {
    const unanswered = [{ source: "Frankfurter", message: "Frankfurter: it cannot answer now" }];
    const findings = checkCurrency(inDollars, { ...rate, unanswered }, options);

    expect(unknownIn(findings)).toEqual(["CURRENCY-SERVICE-NO-ANSWER"]);
  });

  it("leaves a missing currency to the document check", () => {
    expect(checkCurrency(anInvoice({ currencyCode: undefined }), undefined, options)).toEqual([]);
  });
});

describe("the amount in the base currency", () => {
  it("is the total itself in the base currency", () => {
    expect(amountInBase(anInvoice(), undefined, "EUR")).toBe("119.00");
  });

  it("is rounded once, to the minor unit of the base currency", () => {
    expect(amountInBase(inDollars, rate, "EUR")).toBe("104.75");
    expect(
      amountInBase(anInvoice(), { ...rate, from: "EUR", to: "JPY", rate: "171.2" }, "JPY"),
    ).toBe("20373");
  });

  it("is of the amount due where that is larger than the total, whatever its sign", () => {
    expect(amountInBase(anInvoice({ amountDue: "100000.00" }), undefined, "EUR")).toBe("100000.00");
    expect(amountInBase(anInvoice({ amountDue: "-200" }), undefined, "EUR")).toBe("-200.00");
    expect(amountInBase(anInvoice({ amountDue: "0.00" }), undefined, "EUR")).toBe("119.00");
  });

  it("falls back to the amount due", () => {
    const invoice = anInvoice({ totalWithTax: undefined, amountDue: "10.00" });

    expect(amountInBase(invoice, undefined, "EUR")).toBe("10.00");
  });

  it("is absent without rate, currency or total, and for a rate of another pair", () => {
    expect(amountInBase(inDollars, undefined, "EUR")).toBeUndefined();
    expect(amountInBase(inDollars, { status: "not_found" }, "EUR")).toBeUndefined();
    expect(amountInBase(inDollars, { ...rate, from: "CHF" }, "EUR")).toBeUndefined();
    expect(amountInBase(anInvoice({ currencyCode: undefined }), undefined, "EUR")).toBeUndefined();
    expect(
      amountInBase(anInvoice({ totalWithTax: undefined, amountDue: undefined }), undefined, "EUR"),
    ).toBeUndefined();
  });
});
