import { describe, expect, it } from "vitest";
import { checkSeller } from "#src/checks/seller-check.ts";
import type { MasterFact, RegisterFact, SellerFacts } from "#src/domain/facts.ts";
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

describe("the seller check, with registers", () => {
  const asked = { checkedAt: "2026-03-15T09:00:00.000Z" } as const;
  const vies = (changes: Partial<RegisterFact> = {}): RegisterFact => ({
    source: "vies",
    status: "registered",
    identifier: "DE136695976",
    ...asked,
    ...changes,
  });
  const numbered = anInvoice({
    seller: { name: "Example Works Ltd", legalRegistrationId: "1234567" },
  });
  const house = (changes: Partial<RegisterFact> = {}): RegisterFact =>
    vies({ source: "companies_house", identifier: "01234567", ...changes });
  const ofRegisters = (facts: SellerFacts, invoice = anInvoice()) =>
    check(facts, invoice).filter(({ rule }) => /^SELLER-(?:REGISTERED|REGISTER-|WEB)/.test(rule));

  it("verifies a VAT id that VIES knows, with day and request as evidence", () => {
    expect(ofRegisters({ registers: [vies({ requestId: "WAPI1" })] })).toEqual([
      {
        check: "seller",
        rule: "SELLER-REGISTERED",
        status: "verified",
        severity: "info",
        message: "VIES knows VAT id DE136695976 (asked on 2026-03-15, request WAPI1).",
        path: "seller.vatId",
      },
    ]);
  });

  it("accuses a VAT id with right check digits that VIES does not know", () => {
    const findings = ofRegisters({
      registers: [vies({ status: "not_registered", requestId: "WAPI1" })],
    });

    expect(findings).toEqual([
      expect.objectContaining({
        rule: "SELLER-REGISTERED",
        status: "contradicted",
        severity: "error",
        message: "VIES does not know VAT id DE136695976 (asked on 2026-03-15, request WAPI1).",
      }),
    ]);
  });

  it("accuses once of a VAT id with wrong check digits, which no register can know", () => {
    const vatId = { value: "DE136695970", status: "invalid" } as const;
    const findings = check({ vatId, registers: [vies({ status: "not_registered" })] });

    expect(contradictedIn(findings)).toEqual(["SELLER-VAT-ID"]);
  });

  it.each(["not_registered", "inactive"] as const)(
    "only warns of a company number without check digits that is %s: it may be misread",
    (status) => {
      const findings = ofRegisters({ registers: [house({ status })] }, numbered);

      expect(findings).toEqual([
        expect.objectContaining({
          rule: "SELLER-REGISTERED",
          status: "contradicted",
          severity: "warning",
          path: "seller.legalRegistrationId",
        }),
      ]);
      expect(findings[0]?.message).toContain("misread");
    },
  );

  it("accuses a company with right check digits that no longer exists", () => {
    const legalRegistrationId = { value: "1234567", status: "valid" } as const;
    const registers = [house({ status: "inactive" })];

    expect(ofRegisters({ legalRegistrationId, registers }, numbered)).toMatchObject([
      { rule: "SELLER-REGISTERED", status: "contradicted", severity: "error" },
    ]);
  });

  it("holds nothing against a seller whose name a dissolved company had", () => {
    const gone = {
      source: "gleif",
      identifier: "Beispiel Werke GmbH",
      status: "inactive",
    } as const;

    expect(ofRegisters({ registers: [vies({ ...gone, name: "Beispiel Werke GmbH" })] })).toEqual(
      [],
    );
  });

  it("verifies a seller that GLEIF knows by name, and takes that for no proof of the name", () => {
    const found = { source: "gleif", identifier: "Beispiel Werke GmbH" } as const;

    expect(
      ofRegisters({ registers: [vies({ ...found, name: "Beispiel Werke GmbH" })] }),
    ).toMatchObject([{ rule: "SELLER-REGISTERED", status: "verified", path: "seller.name" }]);
  });

  it("warns of another name in the register, and names both", () => {
    const findings = ofRegisters({ registers: [vies({ name: "ANDERE BAU GMBH" })] });

    expect(findings[1]).toMatchObject({
      rule: "SELLER-REGISTERED-NAME",
      status: "contradicted",
      severity: "warning",
      message:
        "VIES has VAT id DE136695976 under the name ANDERE BAU GMBH, not Beispiel Werke GmbH.",
    });
  });

  it.each(["BEISPIEL WERKE GMBH", "Beispiel Werke GmbH & Co. KG", "Beispiel-Werke Berlin GmbH"])(
    "takes %s for the seller's name",
    (name) => {
      expect(ofRegisters({ registers: [vies({ name })] })[1]).toMatchObject({
        rule: "SELLER-REGISTERED-NAME",
        status: "verified",
      });
    },
  );

  it("takes the name a seller trades under for its name", () => {
    const seller = { name: "Andere Bau GmbH", tradingName: "Beispiel Werke", vatId: "DE136695976" };
    const registers = [vies({ name: "BEISPIEL WERKE GMBH" })];

    expect(contradictedIn(ofRegisters({ registers }, anInvoice({ seller })))).toEqual([]);
  });

  it.each([
    ["hidden", {}],
    ["in another script", { name: "ΠΑΡΑΔΕΙΓΜΑ ΑΕ" }],
  ])("says nothing of a name that is %s", (_, changes) => {
    expect(ofRegisters({ registers: [vies(changes)] }).map(({ rule }) => rule)).toEqual([
      "SELLER-REGISTERED",
    ]);
  });

  it("is unknown, once for each service, where none answers", () => {
    const unanswered = [
      { source: "vies", message: "VIES: it cannot answer now (HTTP 503)" },
      { source: "serper", message: "Serper: it answers with nothing" },
    ];
    const findings = ofRegisters({ unanswered });

    expect(unknownIn(findings)).toEqual(["SELLER-REGISTER-NO-ANSWER", "SELLER-REGISTER-NO-ANSWER"]);
    expect(findings[0]?.message).toBe(
      "VIES: it cannot answer now (HTTP 503). The seller was not looked up there.",
    );
    expect(contradictedIn(findings)).toEqual([]);
  });

  it("notes that a seller was found on the web, which makes it no known one", () => {
    const findings = check({
      master: { status: "unknown" },
      webPresence: { source: "serper", status: "found", sites: ["beispiel-werke.de"], ...asked },
    });

    expect(findings.at(-1)).toMatchObject({
      rule: "SELLER-WEB",
      status: "verified",
      severity: "info",
    });
    expect(unknownIn(findings)).toEqual(["SELLER-KNOWN"]);
  });

  it("holds nothing against a seller that is not on the web", () => {
    const webPresence = { source: "serper", status: "not_found", sites: [], ...asked } as const;

    expect(ofRegisters({ webPresence })).toEqual([]);
  });
});
