import rateTable from "sales-tax/res/sales_tax_rates.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { ratePeriods } from "#src/adapters/offline/tables/reduced-rates.ts";
import { createOfflineTaxRates } from "#src/adapters/offline/tax-rates.ts";
import { compareDecimals, DecimalString } from "#src/domain/money.ts";
import { euMembers } from "#src/domain/tables/eu-members.ts";
import { describeTaxRates } from "#test/contracts/tax-rates-contract.ts";

describeTaxRates("The offline table", createOfflineTaxRates);

const rates = createOfflineTaxRates();

async function ratesOn(countryCode: string, date: string, region?: string): Promise<string[]> {
  const facts = await rates.ratesIn({
    countryCode,
    date,
    ...(region === undefined ? {} : { region }),
  });
  return facts.status === "found"
    ? [...facts.standardRatePercents, ...facts.reducedRatePercents]
    : [];
}

describe("The offline table of tax rates", () => {
  it.each([
    ["DE", "2020-06-30", "19", "7"],
    ["DE", "2020-07-01", "16", "5"],
    ["DE", "2020-12-31", "16", "5"],
    ["DE", "2021-01-01", "19", "7"],
    ["NL", "2018-12-31", "21", "6"],
    ["NL", "2019-01-01", "21", "9"],
    ["FR", "2013-12-31", "19.6", "7"],
    ["FR", "2014-01-01", "20", "10"],
    ["CZ", "2023-12-31", "21", "15"],
    ["CZ", "2024-01-01", "21", "12"],
    ["LU", "2023-06-01", "16", "7"],
    ["SK", "2025-01-01", "23", "19"],
    ["RO", "2025-07-31", "19", "9"],
    ["RO", "2025-08-01", "21", "11"],
    ["FI", "2024-08-31", "24", "14"],
    ["FI", "2024-09-01", "25.5", "14"],
    ["CH", "2023-12-31", "7.7", "2.5"],
    ["CH", "2024-01-01", "8.1", "2.6"],
    ["GB", "2021-12-01", "20", "12.5"],
    ["NO", "2020-06-01", "25", "6"],
  ])("knows the rates of %s on %s", async (countryCode, date, standard, reduced) => {
    expect(await ratesOn(countryCode, date)).toEqual(expect.arrayContaining([standard, reduced]));
  });

  it.each([
    ["DE", "2020-06-30", "16"],
    ["DE", "2021-01-01", "16"],
    ["NL", "2019-01-01", "6"],
    ["CZ", "2024-01-01", "15"],
  ])("does not know in %s on %s the rate of %s %", async (countryCode, date, rate) => {
    expect(await ratesOn(countryCode, date)).not.toContain(rate);
  });

  it("has every member state of the EU, completely", async () => {
    const facts = await Promise.all(
      [...euMembers].map((countryCode) => rates.ratesIn({ countryCode, date: "2026-01-15" })),
    );

    expect(facts.filter((fact) => fact.status !== "found" || !fact.isComplete)).toEqual([]);
  });

  it("agrees with the shipped table about the standard rates of today", async () => {
    const countries = Object.keys(ratePeriods);
    const differing = await Promise.all(
      countries.map(async (countryCode) => {
        const facts = await rates.ratesIn({ countryCode, date: "2026-10-01" });
        const shipped = (rateTable as Record<string, { rate: number }>)[countryCode]?.rate;
        const [own = ""] = facts.status === "found" ? facts.standardRatePercents : [];
        return shipped === undefined || Math.abs(Number(own) / 100 - shipped) < 1e-9
          ? []
          : [`${countryCode}: ${own} % here, ${shipped} there`];
      }),
    );

    expect(differing.flat()).toEqual([]);
  });

  it("lists periods newest first, with rates that are exact decimals below the standard rate or farmers' own", () => {
    const periods = Object.values(ratePeriods);
    const isNewestFirst = periods.every((list) =>
      list.every(({ from }, index) => index === 0 || from < (list[index - 1]?.from ?? "")),
    );
    const stated = periods
      .flat()
      .flatMap(({ standard, reduced }) => reduced.map((rate) => ({ standard, rate })));

    expect(isNewestFirst).toBe(true);
    expect(stated.filter(({ rate }) => !DecimalString.safeParse(rate).success)).toEqual([]);
    expect(stated.filter(({ standard, rate }) => compareDecimals(rate, standard) >= 0)).toEqual([]);
  });

  it("does not claim to be complete before its first period", async () => {
    const facts = await rates.ratesIn({ countryCode: "DE", date: "2001-01-01" });

    expect(facts).toMatchObject({ status: "found", isComplete: false });
  });

  it("adds regional taxes in Canada, together and apart", async () => {
    expect(await ratesOn("CA", "2026-01-01", "Quebec")).toEqual(["14.975", "5", "9.975"]);
    expect(await ratesOn("CA", "2026-01-01", "ON")).toContain("13");
    expect(await ratesOn("CA", "2025-03-31", "NS")).toContain("15");
    expect(await ratesOn("CA", "2025-04-01", "NS")).toContain("14");
  });

  it("knows US state taxes by code or name, without a claim to local ones", async () => {
    const facts = await rates.ratesIn({ countryCode: "US", date: "2026-01-01", region: "Florida" });

    expect(facts).toMatchObject({ standardRatePercents: ["6"], isComplete: false });
  });

  it("has the tax of the Canary Islands instead of Spain's", async () => {
    expect(await ratesOn("ES", "2026-01-01", "TF")).toEqual(["7"]);
    expect(await ratesOn("ES", "2026-01-01", "M")).toContain("21");
  });

  it.each([
    ["LI", "CH"],
    ["MC", "FR"],
    ["IM", "GB"],
  ])("gives %s the rates of %s", async (territory, countryCode) => {
    expect(await ratesOn(territory, "2026-01-01")).toEqual(
      await ratesOn(countryCode, "2026-01-01"),
    );
  });
});
