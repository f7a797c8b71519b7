import { describe, expect, it } from "vitest";
import { checkAddress } from "#src/checks/address-check.ts";
import { anInvoice } from "#test/support/an-invoice.ts";
import { contradictedIn, rightAddress, unknownIn } from "#test/support/check-invoice.ts";

describe("the address check", () => {
  it("verifies a right address", () => {
    const findings = checkAddress(anInvoice(), rightAddress);

    expect(findings.map(({ rule, status }) => [rule, status])).toEqual([
      ["ADDRESS-COUNTRY", "verified"],
      ["ADDRESS-POST-CODE", "verified"],
    ]);
  });

  it("accuses a country code that does not exist", () => {
    const invoice = anInvoice({ seller: { address: { countryCode: "ZZ" } } });
    const findings = checkAddress(invoice, { postCode: "missing", region: "missing" });

    expect(findings).toMatchObject([
      { rule: "ADDRESS-COUNTRY", status: "contradicted", message: expect.stringContaining("ZZ") },
    ]);
  });

  it("accuses post code and region that do not fit the country", () => {
    const findings = checkAddress(anInvoice(), {
      countryName: "Germany",
      postCode: "invalid",
      region: "invalid",
    });

    expect(contradictedIn(findings)).toEqual(["ADDRESS-POST-CODE", "ADDRESS-REGION"]);
  });

  it("does not miss a country that the VAT id tells", () => {
    const facts = { postCode: "missing", region: "missing" } as const;
    const named = anInvoice({ seller: { name: "Beispiel", vatId: "DE136695976" } });
    const nameless = anInvoice({ seller: { name: "Beispiel" } });

    expect(unknownIn(checkAddress(named, facts))).toEqual([]);
    expect(unknownIn(checkAddress(nameless, facts))).toEqual(["ADDRESS-COUNTRY"]);
  });

  it("says nothing of what no rule is known for", () => {
    const findings = checkAddress(anInvoice(), {
      countryName: "Germany",
      postCode: "unsupported",
      region: "unsupported",
    });

    expect(findings.map(({ rule }) => rule)).toEqual(["ADDRESS-COUNTRY"]);
  });

  it("is unknown when the validator gives no answer", () => {
    expect(checkAddress(anInvoice(), undefined)).toMatchObject([
      { rule: "ADDRESS-NO-ANSWER", status: "unknown" },
    ]);
  });
});
