import { describe, expect, it } from "vitest";
import type { Outcome } from "#src/domain/outcome.ts";
import { createMoneyTally } from "#src/report/money-by-currency.ts";
import { anOutcome, aQuarantinedOutcome } from "./an-outcome.ts";

const tallyOf = (outcomes: readonly Outcome[], baseCurrency?: string) => {
  const tally = createMoneyTally();
  for (const outcome of outcomes) tally.add(outcome);
  return tally.result(baseCurrency);
};

const aClaim = (totalWithTax: string, currencyCode = "EUR", changes: Partial<Outcome> = {}) =>
  anOutcome({ invoice: { totalWithTax, currencyCode }, ...changes });

describe("money by currency", () => {
  it("adds exactly", () => {
    expect(tallyOf([aClaim("0.1"), aClaim("0.2")]).rows).toMatchObject([{ total: "0.3" }]);
  });

  it("adds amounts too large for a float to the cent", () => {
    const sum = tallyOf([aClaim("90071992547409930.01"), aClaim("0.02")]).rows[0]?.total;

    expect(sum).toBe("90071992547409930.03");
  });

  it("never adds two currencies", () => {
    const { rows } = tallyOf([aClaim("10", "EUR"), aClaim("20", "CHF")]);

    expect(rows.map(({ currencyCode, total }) => [currencyCode, total])).toEqual([
      ["CHF", "20"],
      ["EUR", "10"],
    ]);
  });

  it("puts the base currency first", () => {
    const { rows } = tallyOf(
      [aClaim("10", "CHF"), aClaim("10", "CHF"), aClaim("20", "EUR")],
      "EUR",
    );

    expect(rows.map(({ currencyCode }) => currencyCode)).toEqual(["EUR", "CHF"]);
  });

  it.each(["30.00", "-30.00"])("subtracts a credit note printed as %s", (amount) => {
    const credit = aClaim(amount, "EUR", { documentType: "credit_note" });

    expect(tallyOf([aClaim("100.00"), credit]).rows).toMatchObject([{ total: "70.00" }]);
  });

  it("keeps the sums of the decisions apart", () => {
    const decision = { ...anOutcome().decision!, action: "reject" as const };
    const { rows } = tallyOf([aClaim("1.00"), aClaim("2.00", "EUR", { decision })]);

    expect(rows[0]?.byVerdict).toEqual({ auto_approve: "1.00", reject: "2.00" });
  });

  it("counts what has no currency or no total instead of guessing", () => {
    const { documentsLeftOut } = tallyOf([
      aQuarantinedOutcome(),
      anOutcome({ invoice: { totalWithTax: "10" } }),
      aClaim("10"),
    ]);

    expect(documentsLeftOut).toBe(2);
  });
});
