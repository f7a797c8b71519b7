import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTax, jurisdictionOf } from "#src/checks/tax-check.ts";
import type { TaxRateFacts } from "#src/domain/facts.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import { fromMinor, taxOn } from "#src/domain/money.ts";
import { anInvoice, anInvoiceLine, aTaxBreakdown } from "#test/support/an-invoice.ts";
import { contradictedIn, germanRates, unknownIn } from "#test/support/check-invoice.ts";

const check = (invoice: Invoice, facts: TaxRateFacts | undefined = germanRates): Finding[] =>
  checkTax(invoice, facts, jurisdictionOf(invoice));

const ofRule = (rule: string, findings: readonly Finding[]): Finding[] =>
  findings.filter((finding) => finding.rule === rule);

describe("the tax jurisdiction", () => {
  it("is the country of the seller's VAT id before that of its address", () => {
    const invoice = anInvoice({ seller: { vatId: "EL094259216", address: { countryCode: "DE" } } });

    expect(jurisdictionOf(invoice)?.countryCode).toBe("GR");
  });

  it("is the country of the tax representative before both", () => {
    expect(
      jurisdictionOf(anInvoice({ taxRepresentativeVatId: "FR40303265045" }))?.countryCode,
    ).toBe("FR");
  });

  it("is the country of the address of a seller without VAT id", () => {
    const invoice = anInvoice({ seller: { address: { countryCode: "AT" } } });

    expect(jurisdictionOf(invoice)?.countryCode).toBe("AT");
  });

  it("is the buyer's country under the one-stop shop", () => {
    const seller = { name: "Example Inc.", vatId: "EU372001951", address: { countryCode: "US" } };

    expect(jurisdictionOf(anInvoice({ seller }))?.countryCode).toBe("DE");
    expect(jurisdictionOf(anInvoice({ seller, buyer: undefined }))).toBeUndefined();
  });

  it("is dated by tax point, then delivery, then issue", () => {
    expect(jurisdictionOf(anInvoice({ taxPointDate: "2026-01-31" }))?.date).toBe("2026-01-31");
    expect(jurisdictionOf(anInvoice())?.date).toBe("2026-02-27");
    expect(jurisdictionOf(anInvoice({ deliveryDate: undefined }))?.date).toBe("2026-03-01");
  });

  it("has the region a sale inside the US goes to, and none for a sale abroad", () => {
    const seller = { address: { countryCode: "US", region: "NY" } };
    const inside = anInvoice({ seller, buyer: { address: { countryCode: "US", region: "CA" } } });
    const abroad = anInvoice({ seller, buyer: { address: { countryCode: "DE", region: "BE" } } });

    expect(jurisdictionOf(inside)?.region).toBe("CA");
    expect(jurisdictionOf(abroad)?.region).toBe("NY");
  });

  it("has no region where regions have no taxes", () => {
    const invoice = anInvoice({ seller: { address: { countryCode: "DE", region: "Bayern" } } });

    expect(jurisdictionOf(invoice)).not.toHaveProperty("region");
  });

  it("is not guessed from the buyer", () => {
    const invoice = anInvoice({ seller: { name: "Beispiel" } });

    expect(jurisdictionOf(invoice)).toBeUndefined();
    expect(unknownIn(checkTax(invoice, undefined, undefined))).toEqual(["TAX-JURISDICTION"]);
  });
});

describe("the tax check of rates", () => {
  it("verifies a standard and a reduced rate in force", () => {
    const invoice = anInvoice({
      taxBreakdowns: [
        aTaxBreakdown(),
        aTaxBreakdown({ taxRatePercent: "7.00", taxAmount: "7.00" }),
      ],
    });

    expect(ofRule("TAX-RATE", check(invoice)).map(({ message }) => message)).toEqual([
      "19 % is a standard rate in DE on 2026-02-27.",
      "7 % is a reduced rate in DE on 2026-02-27.",
    ]);
  });

  it("accuses a rate that was not in force", () => {
    const invoice = anInvoice({ taxBreakdowns: [aTaxBreakdown({ taxRatePercent: "16" })] });

    expect(ofRule("TAX-RATE", check(invoice))).toMatchObject([
      {
        status: "contradicted",
        severity: "error",
        message: "16 % is not a known rate in DE on 2026-02-27; known: 19 %, 7 %.",
        path: "taxBreakdowns.0.taxRatePercent",
      },
    ]);
  });

  it("is unsure where more rates may exist, or the delivery is taxed elsewhere", () => {
    const taxBreakdowns = [aTaxBreakdown({ taxRatePercent: "16" })];
    const invoice = anInvoice({ taxBreakdowns });
    const abroad = anInvoice({ taxBreakdowns, deliverToCountryCode: "FR" });

    expect(
      unknownIn(check(invoice, { ...germanRates, isComplete: false } as TaxRateFacts)),
    ).toEqual(["TAX-RATE"]);
    expect(unknownIn(check(abroad))).toEqual(["TAX-RATE"]);
  });

  it("is unknown for a country without known rates and without an answer", () => {
    const jurisdiction = jurisdictionOf(anInvoice());

    expect(unknownIn(check(anInvoice(), { status: "not_found" }))).toEqual(["TAX-RATE"]);
    expect(unknownIn(checkTax(anInvoice(), undefined, jurisdiction))).toEqual(["TAX-NO-ANSWER"]);
  });

  it("warns of a zero rate where none exists", () => {
    const invoice = anInvoice({
      taxBreakdowns: [aTaxBreakdown({ taxCategory: "Z", taxRatePercent: "0", taxAmount: "0.00" })],
      invoiceLines: [anInvoiceLine({ taxCategory: "Z", taxRatePercent: "0" })],
    });
    const noZero = { ...germanRates, hasZeroRate: false } as TaxRateFacts;

    expect(ofRule("TAX-RATE", check(invoice, noZero))).toMatchObject([
      { status: "contradicted", severity: "warning" },
    ]);
    expect(ofRule("TAX-RATE", check(invoice))).toMatchObject([{ status: "verified" }]);
  });

  it("takes the rates of the lines where there is no breakdown", () => {
    const invoice = anInvoice({
      taxBreakdowns: undefined,
      invoiceLines: [anInvoiceLine(), anInvoiceLine({ taxRatePercent: "20" })],
    });

    expect(ofRule("TAX-RATE", check(invoice)).map(({ status }) => status)).toEqual([
      "verified",
      "contradicted",
    ]);
  });
});

describe("the tax check of page text without a rate", () => {
  const onPage = (changes: Parameters<typeof anInvoice>[0]): Invoice =>
    anInvoice({ taxBreakdowns: undefined, invoiceLines: undefined, ...changes });

  it("verifies VAT that is a rate in force of the net total", () => {
    expect(check(onPage({}))).toContainEqual(
      expect.objectContaining({ rule: "TAX-IMPLIED-RATE", status: "verified" }),
    );
    expect(unknownIn(check(onPage({ totalWithoutTax: undefined })))).toEqual([]);
  });

  it("accuses VAT above the highest rate, and is unsure of VAT between rates", () => {
    expect(contradictedIn(check(onPage({ totalTax: "25.00" })))).toEqual(["TAX-IMPLIED-RATE"]);
    expect(unknownIn(check(onPage({ totalTax: "12.00" })))).toEqual(["TAX-IMPLIED-RATE"]);
  });

  it("asks why no VAT is charged", () => {
    expect(unknownIn(check(onPage({ totalTax: "0.00" })))).toEqual(["TAX-ZERO-REASON"]);
    const zeroRate = { taxRatePercent: "0", taxableAmount: "100.00", taxAmount: "0.00" };
    expect(unknownIn(check(onPage({ taxBreakdowns: [zeroRate] })))).toEqual(["TAX-ZERO-REASON"]);
    const explained = { ...zeroRate, exemptionReason: "Reverse charge" };
    expect(unknownIn(check(onPage({ taxBreakdowns: [explained] })))).toEqual([]);
  });

  it("is unsure without any VAT", () => {
    expect(unknownIn(check(onPage({ totalTax: undefined })))).toEqual(["TAX-IMPLIED-RATE"]);
  });
});

describe("the tax check of amounts", () => {
  it("accepts VAT rounded either way, warns below one unit and accuses from there", () => {
    const severityOf = (taxAmount: string): string | undefined =>
      ofRule("BR-CO-17", check(anInvoice({ taxBreakdowns: [aTaxBreakdown({ taxAmount })] })))
        .filter(({ status }) => status === "contradicted")
        .map(({ severity }) => severity)[0];

    expect(severityOf("19.01")).toBeUndefined();
    expect(severityOf("18.99")).toBeUndefined();
    expect(severityOf("19.02")).toBe("warning");
    expect(severityOf("19.99")).toBe("warning");
    expect(severityOf("20.00")).toBe("error");
  });

  it("verifies every VAT that was computed rightly, of credit notes too", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(500_000), (net, ratePpm) => {
        const group = aTaxBreakdown({
          taxableAmount: fromMinor(net, 2),
          taxRatePercent: fromMinor(ratePpm, 4),
          taxAmount: fromMinor(taxOn(net, ratePpm), 2),
        });
        const findings = ofRule("BR-CO-17", check(anInvoice({ taxBreakdowns: [group] })));
        expect(findings).toMatchObject([{ status: "verified" }]);
      }),
    );
  });

  it("accuses two breakdowns of one category and rate", () => {
    const half = aTaxBreakdown({ taxableAmount: "50.00", taxAmount: "9.50" });
    const twice = anInvoice({ taxBreakdowns: [half, { ...half, taxRatePercent: "19.00" }] });

    expect(contradictedIn(check(twice))).toEqual(["BR-S-08", "BR-S-08"]);
  });

  it("does not compare with lines of which some are not categorised", () => {
    const invoiceLines = [anInvoiceLine(), anInvoiceLine({ taxCategory: undefined })];

    expect(ofRule("BR-S-08", check(anInvoice({ invoiceLines })))).toEqual([]);
  });
});

describe("the tax check of categories", () => {
  const groupOf = (taxCategory: "K" | "G") =>
    aTaxBreakdown({ taxCategory, taxRatePercent: "0", taxAmount: "0.00", exemptionReason: "r" });
  const lineOf = (taxCategory: "K" | "G") => anInvoiceLine({ taxCategory, taxRatePercent: "0" });

  it("accuses an intra-community supply that stays in the country", () => {
    const invoice = anInvoice({
      taxBreakdowns: [groupOf("K")],
      invoiceLines: [lineOf("K")],
      deliverToCountryCode: "DE",
    });

    expect(contradictedIn(check(invoice))).toEqual(["TAX-INTRA-COMMUNITY"]);
  });

  it.each([
    ["2020-06-01", []],
    ["2021-06-01", ["TAX-INTRA-COMMUNITY"]],
  ])("counts Great Britain as a member state until its end: %s", (issueDate, expected) => {
    const invoice = anInvoice({
      issueDate,
      taxBreakdowns: [groupOf("K")],
      invoiceLines: [lineOf("K")],
      buyer: { vatId: "GB980780684" },
      deliverToCountryCode: "GB",
    });

    expect(contradictedIn(check(invoice))).toEqual(expected);
  });

  it("warns of an export to a member state", () => {
    const invoice = anInvoice({
      taxBreakdowns: [groupOf("G")],
      invoiceLines: [lineOf("G")],
      deliverToCountryCode: "FR",
    });

    expect(ofRule("TAX-EXPORT", check(invoice))).toMatchObject([
      { status: "contradicted", severity: "warning" },
    ]);
  });
});
