import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { companySearchQuery, followUpsOf } from "#src/checks/follow-ups.ts";
import { checkNames, type Finding, FindingStatus } from "#src/domain/finding.ts";
import { followUpNodes } from "#src/domain/check-node.ts";
import { rules } from "#src/domain/rules.ts";
import type { Party } from "#src/domain/party.ts";
import { aFinding, anInvoice } from "#test/support/an-invoice.ts";

const onTheWeb = aFinding({ check: "seller", rule: "SELLER-WEB", status: "verified" });

const british: Party = { name: "Example Works Ltd", address: { postCode: "M1 1AE" } };
const sellerIn = (countryCode: string): Party => ({
  ...british,
  address: { ...british.address, countryCode },
});
const invoiceOf = (seller: Party) => anInvoice({ seller });

describe("what findings ask for", () => {
  it("is a register search where the web alone knows a seller who may be listed", () => {
    expect(followUpsOf(invoiceOf(british), [onTheWeb])).toEqual(["search_register"]);
    expect(followUpsOf(invoiceOf(sellerIn("US")), [onTheWeb])).toEqual([]);
  });

  it.each(["contradicted", "unknown"] as const)("is nothing where the web is %s", (status) => {
    expect(followUpsOf(invoiceOf(british), [{ ...onTheWeb, status }])).toEqual([]);
  });

  const anyFinding: fc.Arbitrary<Finding> = fc.record({
    check: fc.constantFrom(...checkNames),
    rule: fc.constantFrom(...rules.map(({ id }) => id)),
    status: fc.constantFrom(...FindingStatus.options),
    severity: fc.constant("info" as const),
    message: fc.constant(""),
  });

  it("is each check at most once, whatever was found and however often", () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 50 }), (findings) => {
        const asked = followUpsOf(invoiceOf(british), [...findings, onTheWeb, onTheWeb]);

        expect(asked).toEqual([...followUpNodes]);
      }),
    );
  });

  it("is nothing more once a further check has reported", () => {
    const reported = rules
      .filter(({ check }) => check === "register")
      .flatMap(({ id: rule, check }) =>
        FindingStatus.options.map((status) => aFinding({ check, rule, status })),
      );

    expect(reported.length).toBeGreaterThan(0);
    expect(followUpsOf(invoiceOf(british), reported)).toEqual([]);
  });
});

describe("a seller is searched for in the British register", () => {
  it.each<[string, Party]>([
    ["in Great Britain", sellerIn("GB")],
    ["of unknown country with a British post code", british],
    ["with a British VAT id", { ...british, vatId: "GB123456789" }],
    ["with one of Northern Ireland", { ...british, vatId: "XI123456789" }],
    ["whose address says more than its VAT id", { ...sellerIn("GB"), vatId: "DE136695976" }],
  ])("if it is one %s", (_, seller) => {
    expect(companySearchQuery(invoiceOf(seller))).toEqual({
      name: "Example Works Ltd",
      postCode: "M1 1AE",
    });
  });

  it.each(["M1 1AE", "SW1A1AA", "ec1a 1bb", "BT1 5GS", "CF10 1EP", "B33 8TH"])(
    "by post code %s",
    (postCode) => {
      expect(companySearchQuery(invoiceOf({ ...british, address: { postCode } }))).toMatchObject({
        postCode,
      });
    },
  );

  it.each<[string, Party]>([
    ["in another country", sellerIn("IE")],
    ["with the VAT id of another country", { ...british, vatId: "DE136695976" }],
    ["without a name", { address: { postCode: "M1 1AE" } }],
    ["whose name has no letter", { ...british, name: " - " }],
    ["without an address", { name: "Example Works Ltd" }],
    ["with a post code of elsewhere", { ...british, address: { postCode: "10115" } }],
    ["of Jersey", { ...british, address: { postCode: "JE2 3QA" } }],
    ["of the Isle of Man", { ...british, address: { postCode: "IM1 1AA" } }],
  ])("but not one %s", (_, seller) => {
    expect(companySearchQuery(invoiceOf(seller))).toBeUndefined();
  });
});
