import { describe, expect, it } from "vitest";
import { checkSeller } from "#src/checks/seller-check.ts";
import type { MasterFact, SellerFacts } from "#src/domain/facts.ts";
import { defaultPolicy, Policy } from "#src/domain/policy.ts";
import { anInvoice } from "#test/support/an-invoice.ts";
import { contradictedIn, rightSeller, unknownIn } from "#test/support/check-invoice.ts";

const known: Extract<MasterFact, { status: "known" }> = {
  status: "known",
  sellerId: "S-1",
  name: "Beispiel Werke GmbH",
  matchedBy: "vatId",
  vatId: "DE136695976",
  ibans: ["DE89370400440532013000"],
};

const check = (changes: SellerFacts, invoice = anInvoice()) =>
  checkSeller(invoice, { ...rightSeller, ...changes }, defaultPolicy);

describe("the seller check", () => {
  it("verifies a known seller with its own account", () => {
    const findings = check({});

    expect(findings.every(({ status }) => status === "verified")).toBe(true);
    expect(findings.map(({ rule }) => rule)).toEqual([
      "BR-CO-09",
      "BR-CO-09",
      "SELLER-VAT-ID",
      "SELLER-IBAN",
      "SELLER-IBAN-COUNTRY",
      "SELLER-KNOWN",
      "SELLER-VAT-ID-CHANGED",
      "SELLER-IBAN-CHANGED",
    ]);
  });

  it("accuses a changed account and names both", () => {
    const findings = check({}, anInvoice({ iban: "DE02120300000000202051" }));

    expect(findings).toContainEqual({
      check: "seller",
      rule: "SELLER-IBAN-CHANGED",
      status: "contradicted",
      severity: "error",
      message:
        "Account DE02120300000000202051 is not on file for Beispiel Werke GmbH; known: DE89370400440532013000.",
      path: "iban",
    });
  });

  it("takes an account written in groups for the same", () => {
    const findings = check({}, anInvoice({ iban: "DE89 3704 0044 0532 0130 00" }));

    expect(contradictedIn(findings)).toEqual([]);
  });

  it.each([
    ["behind the known one", { otherAccounts: ["GB29NWBK60161331926819"] }],
    [
      "behind further known ones",
      { otherAccounts: ["LT121000011101001000", "GB29 NWBK 6016 1331 9268 19"] },
    ],
  ])("accuses an unknown account %s", (_, changes) => {
    const ibans = [...known.ibans, "LT121000011101001000"];
    const findings = check({ master: { ...known, ibans } }, anInvoice(changes));

    expect(contradictedIn(findings)).toEqual(["SELLER-IBAN-CHANGED"]);
    expect(findings.find(({ status }) => status === "contradicted")?.path).toBe(
      `otherAccounts.${changes.otherAccounts.length - 1}`,
    );
  });

  it("does not know an account that is no IBAN, alone or behind a known one", () => {
    const otherAccounts = ["12-34-56 98765432"];

    expect(unknownIn(check({}, anInvoice({ otherAccounts })))).toEqual(["SELLER-IBAN-CHANGED"]);
    expect(unknownIn(check({}, anInvoice({ otherAccounts, iban: undefined })))).toEqual([
      "SELLER-IBAN-CHANGED",
    ]);
  });

  it("says nothing of further accounts of a seller that is not in the master file", () => {
    const invoice = anInvoice({ otherAccounts: ["GB29NWBK60161331926819", "12345678"] });

    expect(check({ master: { status: "unknown" } }, invoice)).toEqual(
      check({ master: { status: "unknown" } }),
    );
  });

  it("does not take a company of the same number for the seller, nor hold its data against it", () => {
    const master = { ...known, matchedBy: "legalRegistrationId", isWeakMatch: true } as const;
    const findings = check({ master }, anInvoice({ iban: "DE02120300000000202051" }));

    expect(unknownIn(findings)).toEqual(["SELLER-KNOWN"]);
    expect(contradictedIn(findings)).toEqual([]);
  });

  it("does not know the account of a seller without one on file", () => {
    expect(unknownIn(check({ master: { ...known, ibans: [] } }))).toEqual(["SELLER-IBAN-CHANGED"]);
  });

  it("accuses a VAT id that is not the one on file", () => {
    const findings = check({ master: { ...known, vatId: "DE129273398", matchedBy: "name" } });

    expect(contradictedIn(findings)).toEqual(["SELLER-VAT-ID-CHANGED"]);
  });

  it("does not accuse a seller that is not in the master file", () => {
    const findings = check({ master: { status: "unknown" } });

    expect(contradictedIn(findings)).toEqual([]);
    expect(unknownIn(findings)).toEqual(["SELLER-KNOWN"]);
  });

  it("does not take an account alone for the seller", () => {
    const findings = check({
      master: { ...known, matchedBy: "iban", name: "Somebody Else Ltd" },
    });

    expect(unknownIn(findings)).toEqual(["SELLER-KNOWN"]);
  });

  it("asks for a master file where the policy requires one", () => {
    const { vatId, iban } = rightSeller;
    const facts = { ...(vatId && { vatId }), ...(iban && { iban }) };
    const optional = Policy.parse({ sellerMasterFile: "optional" });

    const required = checkSeller(anInvoice(), facts, defaultPolicy);
    expect(unknownIn(required)).toEqual(["SELLER-MASTER-FILE"]);
    expect(required.at(-1)?.message).toContain("--sellers");
    expect(unknownIn(checkSeller(anInvoice(), facts, optional))).toEqual([]);
  });

  it("says why an identifier is not valid", () => {
    const findings = check({
      vatId: { value: "DE1", status: "invalid", reason: "it is too short" },
    });

    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: "SELLER-VAT-ID",
        status: "contradicted",
        severity: "warning",
        message: "VAT id DE1 is not valid: it is too short.",
      }),
    );
  });

  it("says nothing of identifiers no rule is known for", () => {
    const findings = check({ vatId: { value: "US1", status: "unsupported" } });

    expect(findings.map(({ rule }) => rule)).not.toContain("SELLER-VAT-ID");
  });

  it("wonders about an account in another country than the seller's", () => {
    const iban = { value: "LT121000011101001000", status: "valid", countryCode: "LT" } as const;

    expect(contradictedIn(check({ iban }))).toEqual(["SELLER-IBAN-COUNTRY"]);
  });

  it("accepts an account in the country of the VAT id as well as of the address", () => {
    const invoice = anInvoice({
      seller: { name: "Beispiel Werke GmbH", vatId: "DE136695976", address: { countryCode: "AT" } },
    });

    expect(contradictedIn(check({}, invoice))).toEqual([]);
  });

  it.each(["EL094259216", "XI123456789", "EU372001951"])("knows the prefix of %s", (vatId) => {
    const invoice = anInvoice({ seller: { name: "Beispiel Werke GmbH", vatId } });

    expect(contradictedIn(check({ master: { ...known, vatId } }, invoice))).not.toContain(
      "BR-CO-09",
    );
  });

  it("is unknown, not guilty, when the registry gives no answer", () => {
    const findings = checkSeller(anInvoice(), undefined, defaultPolicy);

    expect(unknownIn(findings)).toEqual(["SELLER-NO-ANSWER"]);
    expect(contradictedIn(findings)).toEqual([]);
  });
});
