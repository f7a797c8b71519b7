import { describe, expect, it } from "vitest";
import type { Citation, Quality } from "#src/domain/analysis.ts";
import type { Draft } from "#src/domain/draft.ts";
import type { Evidence } from "#src/domain/evidence.ts";
import { Finding } from "#src/domain/finding.ts";
import type { Invoice } from "#src/domain/invoice.ts";
import type { ModelAnswer } from "#src/domain/model-answer.ts";
import { RuleId } from "#src/domain/rules.ts";
import { reconcile, type Reconciled } from "#src/extraction/model/reconcile.ts";
import { aCitation, anAnswer } from "./an-answer.ts";

const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  text: "",
  page: 1,
  confidence: 0.8,
  by: ["rules"],
  ...changes,
});

const aPageDraft = (invoice: Invoice, changes: Partial<Draft> = {}): Draft => ({
  source: "pdf-text",
  documentType: "invoice",
  invoice,
  evidence: Object.fromEntries(Object.keys(invoice).map((path) => [path, evidence()])),
  ...changes,
});

type Said = Partial<Record<string, string | Partial<Citation>>>;

/** Joins a draft with values of a model, each found in the document unless it says otherwise. */
function join(
  draft: Draft,
  said: Said,
  answer: Partial<ModelAnswer> = {},
  quality?: Quality,
): Reconciled {
  const citations = Object.entries(said).map(([path, value]) =>
    typeof value === "string"
      ? aCitation({ path, value })
      : aCitation({ path, value: "", ...value }),
  );
  return reconcile(draft, { answer: anAnswer(answer), citations, quality });
}

const rulesOf = ({ findings }: Reconciled): string[] => findings.map(({ rule }) => rule);
const ungrounded = (value: string) => ({ value, status: "ungrounded" }) as const;
const unseen = (value: string) => ({ value, status: "unverifiable" }) as const;

const validIban = "DE89370400440532013000";
const otherValidIban = "FR1420041010050500013M02606";
const invalidIban = "DE89370400440532013001";

describe("a value both read alike", () => {
  const draft = aPageDraft({ invoiceNumber: "A 17", totalWithTax: "119.00" });

  it("names both readers and is surer", () => {
    const confidence = { invoiceNumber: 0.97 };
    const quality = { completeness: 1, agreement: 1, isConsistent: true, confidence };
    const { draft: joined } = join(draft, { invoiceNumber: "a-17" }, {}, quality);

    expect(joined.evidence["invoiceNumber"]).toMatchObject({
      by: ["rules", "model"],
      confidence: 0.97,
    });
    expect(joined.invoice.invoiceNumber).toBe("A 17");
  });

  it("is never less sure than before", () => {
    const confidence = { totalWithTax: 0.3 };
    const quality = { completeness: 1, agreement: 1, isConsistent: true, confidence };
    const { draft: joined } = join(draft, { totalWithTax: "119" }, {}, quality);

    expect(joined.evidence["totalWithTax"]?.confidence).toBe(0.8);
  });

  it("is counted", () => {
    const result = join(draft, { invoiceNumber: "A17", totalWithTax: "119" });

    expect(result.findings).toMatchObject([
      { rule: "ANALYSIS-AGREED", status: "verified", severity: "info" },
    ]);
    expect(result.findings[0]?.message).toMatch(/^2 values/);
  });
});

describe("a value only one read", () => {
  it("stands if rules read it", () => {
    const draft = aPageDraft({ invoiceNumber: "A17", iban: validIban });

    expect(join(draft, { invoiceNumber: "A17" }).draft.invoice.iban).toBe(validIban);
  });

  it("is taken with its place if the model read it and it is in the document", () => {
    const result = join(aPageDraft({}), { "seller.address.city": "Berlin" });

    expect(result.draft.invoice).toEqual({ seller: { address: { city: "Berlin" } } });
    expect(result.draft.evidence["seller.address.city"]).toEqual({
      text: "Berlin",
      page: 1,
      box: [0, 0, 10, 10],
      confidence: 0.8,
      by: ["model"],
    });
    expect(result.changedPaths).toEqual(["seller.address.city"]);
  });

  it("is left to a person if the model read it", () => {
    const { findings } = join(aPageDraft({}), { iban: validIban, "seller.name": "Red Pot" });

    expect(findings).toMatchObject([{ rule: "ANALYSIS-MODEL-ONLY", status: "unknown" }]);
    expect(findings[0]?.message).toContain("seller.name, iban");
  });

  it("needs a person whatever it is", () => {
    const { findings } = join(aPageDraft({}), { purchaseOrder: "4500", bic: "DEUTDEFF" });

    expect(findings).toMatchObject([{ rule: "ANALYSIS-MODEL-ONLY", status: "unknown" }]);
    expect(findings[0]?.message).toContain("purchaseOrder, bic");
  });

  it("is discarded if it is nowhere in the document", () => {
    const result = join(aPageDraft({}), { iban: ungrounded(validIban) });

    expect(result.draft.invoice).toEqual({});
    expect(result.discarded).toEqual([
      { path: "iban", value: validIban, reason: "not found in the document" },
    ]);
    expect(result.findings).toEqual([]);
  });

  it("is taken with little confidence from a document without text, and left to a person", () => {
    const result = join(aPageDraft({}), { totalWithTax: unseen("119.00") });

    expect(result.draft.invoice.totalWithTax).toBe("119.00");
    expect(result.draft.evidence["totalWithTax"]).toMatchObject({ confidence: 0.6, by: ["model"] });
    expect(rulesOf(result)).toEqual(["ANALYSIS-UNVERIFIED"]);
  });
});

describe("a value they read differently", () => {
  it("is contested, and that of the rules stands", () => {
    const draft = aPageDraft({ issueDate: "2026-03-01" });
    const result = join(draft, { issueDate: "2026-01-03" });

    expect(result.draft).toEqual(draft);
    expect(result.contested).toEqual([
      { path: "issueDate", draftValue: "2026-03-01", modelValue: "2026-01-03" },
    ]);
    expect(result.findings).toMatchObject([
      { rule: "ANALYSIS-CONTESTED", status: "unknown", severity: "warning", path: "issueDate" },
    ]);
    expect(result.findings[0]?.message).toMatch(/2026-03-01.*2026-01-03/);
  });

  it("is that of the rules if the model's is nowhere in the document", () => {
    const draft = aPageDraft({ issueDate: "2026-03-01" });
    const result = join(draft, { issueDate: ungrounded("2026-01-03") });

    expect(result).toMatchObject({ draft, contested: [], findings: [] });
    expect(result.discarded).toHaveLength(1);
  });

  it("is the IBAN that passes its checksum, which is still the model's alone", () => {
    const result = join(aPageDraft({ iban: invalidIban }), { iban: validIban });

    expect(result.draft.invoice.iban).toBe(validIban);
    expect(result.draft.evidence["iban"]).toMatchObject({ by: ["model"], confidence: 0.95 });
    expect(rulesOf(result)).toEqual(["ANALYSIS-MODEL-ONLY"]);
  });

  it("is the rules' IBAN without a word if only that one passes", () => {
    const result = join(aPageDraft({ iban: validIban }), { iban: invalidIban });

    expect(result).toMatchObject({ contested: [], findings: [] });
    expect(result.discarded).toHaveLength(1);
  });

  it("is contested if both IBANs pass", () => {
    const result = join(aPageDraft({ iban: validIban }), { iban: otherValidIban });

    expect(result.draft.invoice.iban).toBe(validIban);
    expect(rulesOf(result)).toEqual(["ANALYSIS-CONTESTED"]);
  });

  it("is the VAT id with right check digits", () => {
    const draft = aPageDraft({ seller: { vatId: "DE136695967" } });

    expect(join(draft, { "seller.vatId": "DE136695976" }).draft.invoice.seller?.vatId).toBe(
      "DE136695976",
    );
  });

  it("shows no control characters of the document, and no endless text", () => {
    const { findings } = join(aPageDraft({ invoiceNumber: "A17" }), {
      invoiceNumber: `B\u001B[31m${"9".repeat(2_000)}`,
    });

    expect(findings[0]?.message).toMatch(/^[^\p{Cc}]{1,500}$/u);
  });
});

describe("totals", () => {
  const totals = { totalWithoutTax: "100.00", totalTax: "19.00", totalWithTax: "119.00" };

  it("are the model's where only those add up", () => {
    const result = join(aPageDraft({ ...totals, totalWithTax: "100.00" }), totals);

    expect(result.draft.invoice.totalWithTax).toBe("119.00");
    expect(result.draft.evidence["totalWithTax"]).toMatchObject({
      by: ["model"],
      confidence: 0.95,
    });
    expect(result.contested).toEqual([]);
    // The winner is still the model's: a person looks.
    expect(rulesOf(result)).toEqual(["ANALYSIS-MODEL-ONLY", "ANALYSIS-AGREED"]);
  });

  it("are the rules' where those add up, whatever the lines add up to", () => {
    // Lines know nothing of an allowance of 10; the model read amounts before it.
    const invoiceLines = [{ lineNetAmount: "60.00" }, { lineNetAmount: "50.00" }];
    const before = { totalWithoutTax: "110.00", totalTax: "20.90", totalWithTax: "130.90" };
    const result = join(aPageDraft({ ...totals, invoiceLines }), before);

    expect(result.draft.invoice).toMatchObject(totals);
    expect(result.contested.map(({ path }) => path)).toEqual(Object.keys(totals));
  });

  it("are the rules' where only those add up", () => {
    const draft = aPageDraft(totals);
    const result = join(draft, { totalWithTax: "19.00" });

    expect(result).toMatchObject({ draft, contested: [], findings: [] });
    expect(result.discarded).toMatchObject([{ path: "totalWithTax", value: "19.00" }]);
  });

  it("are contested where both add up", () => {
    const other = { totalWithoutTax: "10.00", totalTax: "1.90", totalWithTax: "11.90" };
    const result = join(aPageDraft(totals), other);

    expect(result.draft.invoice).toEqual(totals);
    expect(result.contested.map(({ path }) => path)).toEqual(Object.keys(totals));
  });

  it("are those the lines add up to where both add up otherwise", () => {
    const invoiceLines = [{ lineNetAmount: "60.00" }, { lineNetAmount: "40.00" }];
    const other = { totalWithoutTax: "10.00", totalTax: "1.90", totalWithTax: "11.90" };
    const result = join(aPageDraft({ ...totals, invoiceLines }), other);

    expect(result).toMatchObject({ contested: [], draft: { invoice: totals } });
  });

  it("are the rules' where the model says one amount twice and no tax", () => {
    const draft = aPageDraft({ totalTax: "0.00", totalWithTax: "4.11" });
    const result = join(draft, { totalWithoutTax: "2.22", totalTax: "0", totalWithTax: "2.22" });

    expect(result.draft.invoice).toEqual(draft.invoice);
    expect(result.contested.map(({ path }) => path)).toEqual(["totalWithTax"]);
  });

  it("are the rules' where the model says nothing is to be paid", () => {
    const draft = aPageDraft({ totalWithTax: "144.00" });
    const result = join(draft, { totalWithoutTax: "0", totalTax: "0", totalWithTax: "0" });

    expect(result.draft.invoice).toEqual(draft.invoice);
    expect(result.contested.map(({ path }) => path)).toEqual(["totalWithTax"]);
  });

  it("are contested where none add up", () => {
    const draft = aPageDraft({ ...totals, totalWithTax: "120.00" });

    expect(join(draft, { totalWithTax: "121.00" }).contested).toHaveLength(1);
  });

  it("of the model do not win by adding up if they are not in the document", () => {
    const draft = aPageDraft({ ...totals, totalWithTax: "100.00" });
    const result = join(draft, { totalWithTax: ungrounded("119.00") });

    expect(result.draft).toEqual(draft);
  });

  it("of the model alone are marked, and so is the one they overrule", () => {
    const result = join(aPageDraft({ totalWithTax: "100.00" }), totals);

    expect(result.draft.invoice).toEqual(totals);
    expect(result.findings).toMatchObject([{ rule: "ANALYSIS-MODEL-ONLY" }]);
    expect(result.findings[0]?.message).toContain("totalWithoutTax, totalTax, totalWithTax");
  });

  it("of the model alone are not taken if they contradict the rules'", () => {
    const draft = aPageDraft({ totalTax: "19.00", totalWithTax: "119.00" });
    const result = join(draft, { totalWithoutTax: "90.00" });

    expect(result).toMatchObject({ draft, findings: [] });
    expect(result.discarded).toMatchObject([{ path: "totalWithoutTax", value: "90.00" }]);
  });
});

describe("totals of the model alone", () => {
  const wrong = { totalWithoutTax: "100.00", totalTax: "7.00", totalWithTax: "119.00" };

  it("are not taken if they do not add up", () => {
    expect(join(aPageDraft({}), wrong)).toMatchObject({ draft: { invoice: {} }, findings: [] });
  });

  it("are taken from a document without text, for a person to read", () => {
    const seen = Object.fromEntries(
      Object.entries(wrong).map(([path, value]) => [path, unseen(value)]),
    );

    expect(join(aPageDraft({}), seen).draft.invoice).toEqual(wrong);
  });
});

describe("an amount due", () => {
  it("of the model never wins alone", () => {
    const draft = aPageDraft({ amountDue: "119.00" });

    expect(join(draft, { amountDue: "11.90" })).toMatchObject({
      draft,
      contested: [{ path: "amountDue" }],
    });
  });

  it("of the model does not win as the plain total: a payment may have been overlooked", () => {
    const draft = aPageDraft({ totalWithTax: "119.00", amountDue: "19.00" });

    expect(join(draft, { amountDue: "119.00" })).toMatchObject({
      draft,
      contested: [{ path: "amountDue" }],
    });
  });

  it("of the model wins if it is the total less what was paid", () => {
    const draft = aPageDraft({ totalWithTax: "119.00", paidAmount: "19.00", amountDue: "19.00" });

    expect(join(draft, { amountDue: "100.00" }).draft.invoice.amountDue).toBe("100.00");
  });
});

describe("lines and VAT breakdown", () => {
  const answer: Partial<ModelAnswer> = {
    lines: ["60.00", "40.00"].map((lineNetAmount) => ({
      name: "Tea",
      invoicedQuantity: null,
      itemNetPrice: null,
      lineNetAmount,
      taxRatePercent: null,
    })),
  };
  const said = {
    "invoiceLines.0.name": "Tea",
    "invoiceLines.0.lineNetAmount": "60.00",
    "invoiceLines.1.name": ungrounded("Tea"),
    "invoiceLines.1.lineNetAmount": "40.00",
  };
  const lines = [{ name: "Tea", lineNetAmount: "60.00" }, { lineNetAmount: "40.00" }];

  it("of the model are taken where rules read none, without what is not in the document", () => {
    const result = join(aPageDraft({ totalWithoutTax: "100.00" }), said, answer);

    expect(result.draft.invoice.invoiceLines).toEqual(lines);
    expect(Object.keys(result.draft.evidence)).toEqual([
      "totalWithoutTax",
      "invoiceLines.0.name",
      "invoiceLines.0.lineNetAmount",
      "invoiceLines.1.lineNetAmount",
    ]);
    expect(result.changedPaths).toEqual(["invoiceLines"]);
    expect(rulesOf(result)).toEqual(["ANALYSIS-MODEL-ONLY"]);
  });

  it("of the model are not taken if they do not add up to the total", () => {
    const result = join(aPageDraft({ totalWithoutTax: "90.00" }), said, answer);

    expect(result.draft.invoice.invoiceLines).toBeUndefined();
    expect(result.discarded).toMatchObject([{ path: "invoiceLines", value: "2 items" }]);
  });

  it("of the model are not taken if one amount is not in the document", () => {
    const changed = { ...said, "invoiceLines.1.lineNetAmount": ungrounded("40.00") };

    expect(join(aPageDraft({}), changed, answer).draft.invoice.invoiceLines).toBeUndefined();
  });

  it("of the rules stand", () => {
    const draft = aPageDraft({ invoiceLines: [{ lineNetAmount: "7.00" }] });

    expect(join(draft, said, answer).draft.invoice).toEqual(draft.invoice);
  });

  it("of the rules give way if they do not add up and the model's do", () => {
    const draft = aPageDraft(
      { totalWithoutTax: "100.00", invoiceLines: [{ lineNetAmount: "60.00" }] },
      {
        evidence: { "invoiceLines.0.lineNetAmount": evidence(), "invoiceLines.0.unit": evidence() },
      },
    );
    const result = join(draft, said, answer);

    expect(result.draft.invoice.invoiceLines).toEqual(lines);
    expect(result.draft.evidence["invoiceLines.0.unit"]).toBeUndefined();
  });

  it("name both readers where both read the same", () => {
    const draft = aPageDraft(
      { invoiceLines: [{ lineNetAmount: "60.00" }] },
      { evidence: { "invoiceLines.0.lineNetAmount": evidence() } },
    );
    const { evidence: joined } = join(draft, said, answer).draft;

    expect(joined["invoiceLines.0.lineNetAmount"]?.by).toEqual(["rules", "model"]);
  });

  it("of a VAT breakdown must give the total VAT", () => {
    const taxes = [{ taxRatePercent: "19", taxableAmount: "100.00", taxAmount: "19.00" }];
    const cited = {
      "taxBreakdowns.0.taxRatePercent": "19",
      "taxBreakdowns.0.taxableAmount": "100.00",
      "taxBreakdowns.0.taxAmount": "19.00",
    };

    expect(
      join(aPageDraft({ totalTax: "19.00" }), cited, { taxes }).draft.invoice.taxBreakdowns,
    ).toEqual(taxes);
    expect(
      join(aPageDraft({ totalTax: "7.00" }), cited, { taxes }).draft.invoice.taxBreakdowns,
    ).toBeUndefined();
  });
});

describe("the kind of document", () => {
  const said = { invoiceNumber: "A17" };

  it("is the model's where rules recognised none, and is left to a person", () => {
    const draft = aPageDraft({ invoiceNumber: "A17" }, { documentType: "other" });
    const result = join(draft, said, { documentType: "credit_note" });

    expect(result.draft.documentType).toBe("credit_note");
    expect(result.changedPaths).toEqual(["documentType"]);
    expect(rulesOf(result)).toContain("ANALYSIS-MODEL-ONLY");
  });

  it("is contested where they recognise different ones", () => {
    const draft = aPageDraft({ invoiceNumber: "A17" });
    const result = join(draft, said, { documentType: "credit_note" });

    expect(result.draft.documentType).toBe("invoice");
    expect(result.contested).toMatchObject([{ path: "documentType" }]);
  });
});

describe("what was read from XML", () => {
  it("is not touched", () => {
    const draft = aPageDraft({ invoiceNumber: "A17" }, { source: "facturx" });

    expect(join(draft, { invoiceNumber: "B18", iban: validIban })).toEqual({
      draft,
      changedPaths: [],
      contested: [],
      discarded: [],
      findings: [],
    });
  });

  it("is not touched value by value either", () => {
    const draft = aPageDraft(
      { invoiceNumber: "A17", totalWithTax: "119.00" },
      {
        evidence: {
          invoiceNumber: evidence({ by: ["xml"] }),
          totalWithTax: evidence({ by: ["xml"] }),
        },
      },
    );

    expect(join(draft, { invoiceNumber: "B18", totalWithTax: "1.00" })).toMatchObject({
      draft,
      contested: [],
    });
  });
});

describe("findings of the analysis", () => {
  it("keep to the schema and name rules that are documented", () => {
    const results = [
      join(aPageDraft({ issueDate: "2026-03-01", currencyCode: "EUR" }), {
        issueDate: "2026-01-03",
        currencyCode: "EUR",
        iban: validIban,
      }),
      join(aPageDraft({}), { iban: unseen(validIban) }),
    ];
    const findings = results.flatMap((result) => result.findings);

    expect(new Set(findings.map(({ rule }) => rule)).size).toBe(4);
    for (const finding of findings) {
      expect(Finding.parse(finding)).toEqual(finding);
      expect(RuleId.safeParse(finding.rule).success).toBe(true);
      expect(finding.check).toBe("analysis");
    }
  });
});
