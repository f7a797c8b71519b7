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

  describe("with a map", () => {
    const place = { source: "nominatim", checkedAt: "2026-03-02T12:00:00.000Z" } as const;
    const about = (status: "found" | "partial" | "not_found", countryCode?: string) => {
      const where = countryCode === undefined ? {} : { countryCode };
      const facts = { ...rightAddress, place: { ...place, status, ...where } };
      return checkAddress(anInvoice(), facts).filter(({ rule }) => rule === "ADDRESS-FOUND");
    };

    it("verifies an address that is on it, with source and time", () => {
      expect(about("found", "DE")).toMatchObject([
        { status: "verified", message: expect.stringContaining("nominatim, 2026-03-02") },
      ]);
    });

    it("warns of an address that is not", () => {
      expect(about("not_found")).toMatchObject([{ status: "contradicted", severity: "warning" }]);
    });

    it("says nothing of an address that is known in part", () => {
      expect(about("partial", "DE")).toEqual([]);
    });

    it("warns of an address in another country", () => {
      expect(contradictedIn(about("found", "AT"))).toEqual(["ADDRESS-FOUND"]);
      expect(contradictedIn(about("partial", "AT"))).toEqual(["ADDRESS-FOUND"]);
    });

    it("does not take a territory for another country", () => {
      const invoice = anInvoice({ seller: { address: { countryCode: "FR" } } });
      const facts = {
        ...rightAddress,
        place: { ...place, status: "found", countryCode: "RE" },
      } as const;

      expect(contradictedIn(checkAddress(invoice, facts))).toEqual([]);
    });

    it("is unknown, and accuses nobody, when the map gives no answer", () => {
      const unanswered = [{ source: "nominatim", message: "Nominatim: it cannot answer now" }];
      const findings = checkAddress(anInvoice(), { ...rightAddress, unanswered });

      expect(unknownIn(findings)).toEqual(["ADDRESS-SERVICE-NO-ANSWER"]);
      expect(contradictedIn(findings)).toEqual([]);
    });
  });
});
