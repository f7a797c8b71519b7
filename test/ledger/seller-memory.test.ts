import { describe, expect, it } from "vitest";
import { SellerMemory } from "#src/domain/analysis.ts";
import type { Decision } from "#src/domain/decision.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { sellerMemoryOf } from "#src/ledger/seller-memory.ts";
import { aFinding, anOutcome } from "#test/report/an-outcome.ts";

const of = (invoice: Invoice, outcome: Partial<Outcome> = {}): Outcome =>
  anOutcome({ invoice, evidence: {}, ...outcome });
const decided = (action: Decision["action"]): Partial<Outcome> => ({
  decision: { action, reasons: ["For a reason."], decidedBy: "policy", policyVersion: "p1" },
});

describe("what is remembered of a seller", () => {
  it("is nothing where nothing is known", () => {
    expect(sellerMemoryOf([], [])).toBeUndefined();
  });

  it("is what its invoices state, newest first", () => {
    const memory = sellerMemoryOf(
      [
        of({ invoiceNumber: "3", seller: { name: "Talwerk AG" }, iban: "DE89370400440532013000" }),
        of({ invoiceNumber: "2", seller: { name: "Talwerk GmbH" } }),
        of({ invoiceNumber: "1", seller: { name: "Talwerk GmbH" } }),
      ],
      [],
    );

    expect(memory).toEqual({
      invoices: 3,
      names: ["Talwerk AG", "Talwerk GmbH"],
      currencyCodes: [],
      ibans: ["DE89370400440532013000"],
      invoiceNumbers: ["3", "2", "1"],
      layouts: [],
      decisions: { auto_approve: 3 },
      notes: [],
    });
  });

  it("has the range of totals in the usual currency, credit notes left out", () => {
    const past = [
      of({ currencyCode: "USD", totalWithTax: "1.00" }),
      of({ currencyCode: "EUR", totalWithTax: "900.00" }),
      of({ currencyCode: "EUR", totalWithTax: "1000.5" }),
      of({ currencyCode: "EUR", totalWithTax: "5.00" }, { documentType: "credit_note" }),
    ];

    expect(sellerMemoryOf(past, [])).toMatchObject({
      currencyCodes: ["EUR", "USD"],
      amountLeast: "900.00",
      amountMost: "1000.5",
    });
  });

  it("has nothing of a rejected invoice but the rejection", () => {
    const forged = {
      iban: "GB33BUKB20201555555555",
      totalWithTax: "99999.00",
      currencyCode: "EUR",
    };

    const memory = sellerMemoryOf(
      [of(forged, decided("reject")), of({ seller: { name: "Talwerk" } })],
      [],
    );

    expect(memory).toMatchObject({ invoices: 2, decisions: { reject: 1, auto_approve: 1 } });
    expect(memory).toMatchObject({ ibans: [], currencyCodes: [] });
    expect(memory).not.toHaveProperty("amountMost");
  });

  it("has no account that was contradicted, and none that is no IBAN", () => {
    const invoice = {
      iban: "DE89370400440532013000",
      otherAccounts: ["12-3456", "GB33BUKB20201555555555"],
    };
    const changed = aFinding({ status: "contradicted", path: "iban" });

    const memory = sellerMemoryOf([of(invoice, { findings: [changed] })], []);

    expect(memory?.ibans).toEqual(["GB33BUKB20201555555555"]);
  });

  it("tells where values stood on the newest page of each kind", () => {
    const at = (text: string, top: number) => ({
      totalWithTax: {
        text,
        page: 1,
        box: [431, top, 500, top + 10] as [number, number, number, number],
        confidence: 0.9,
        by: ["rules" as const],
      },
    });

    const memory = sellerMemoryOf(
      [of({}, { evidence: at("1.190,00\nEUR", 702) }), of({}, { evidence: at("2,00 EUR", 90) })],
      [],
    );

    expect(memory?.layouts).toEqual([
      "pdf-text: total with VAT on page 1, about 450 points from the left and 700 from the top, printed as '1.190,00 EUR'",
    ]);
  });

  it("has notes alone where there are no invoices", () => {
    expect(sellerMemoryOf([], ["Pays by direct debit."])).toMatchObject({
      invoices: 0,
      notes: ["Pays by direct debit."],
    });
  });

  it("has what reviewers noted, once, behind the notes that were given", () => {
    const reviewed = (comment?: string): Partial<Outcome> => ({
      decision: {
        action: "reject",
        reasons: ["For a reason."],
        decidedBy: "reviewer",
        policyVersion: "p1",
        reviewer: "Ada",
        ...(comment !== undefined && { comment }),
      },
    });
    const past = [of({}, reviewed("Bills freight twice.")), of({}, reviewed()), of({}, {})];
    const stored = "Rejected by a reviewer: Bills freight twice.";

    expect(sellerMemoryOf(past, ["Pays late."])?.notes).toEqual(["Pays late.", stored]);
    expect(sellerMemoryOf(past, [stored])?.notes).toEqual([stored]);
  });

  it("has the accounts of what a person approved", () => {
    const iban = "DE89370400440532013000";

    expect(sellerMemoryOf([of({ iban }, decided("approve"))], [])?.ibans).toEqual([iban]);
    expect(sellerMemoryOf([of({ iban }, decided("manager_approval"))], [])?.ibans).toEqual([]);
  });

  it("is bounded and of its schema, however much there is", () => {
    const past = Array.from({ length: 200 }, (_, index) =>
      of({
        invoiceNumber: `${index}`.repeat(500),
        seller: { name: `Seller\n${index}` },
        currencyCode: `A${String.fromCodePoint(65 + (index % 26), 65 + (index % 25))}`,
      }),
    );
    const notes = Array.from({ length: 50 }, () => "note ".repeat(1_000));

    const memory = sellerMemoryOf(past, notes);

    expect(SellerMemory.parse(memory)).toEqual(memory);
    expect(JSON.stringify(memory).length).toBeLessThan(8_000);
    expect(memory?.names[0]).toBe("Seller 0");
  });
});
