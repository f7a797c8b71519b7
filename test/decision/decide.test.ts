import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type Evidence } from "#src/decision/decide.ts";
import type { Decision } from "#src/domain/decision.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { EvidenceByPath } from "#src/domain/evidence.ts";
import { essentialPaths } from "#src/domain/invoice.ts";
import { defaultPolicy, Policy } from "#src/domain/policy.ts";
import { rules } from "#src/domain/rules.ts";
import { scoreRisk } from "#src/risk/score-risk.ts";
import { aFinding, anInvoice } from "#test/support/an-invoice.ts";

type Case = Partial<Omit<Evidence, "risk">> & { readonly policy?: Policy };

function decideOn({ policy = defaultPolicy, ...evidence }: Case = {}): Decision {
  const findings = evidence.findings ?? [];
  const { invoice = anInvoice() } = evidence;
  return decide(
    {
      invoice,
      documentType: "invoice",
      source: "pdf-text",
      evidence: readWith(1),
      amountInBase: invoice.totalWithTax,
      ...evidence,
      findings,
      risk: scoreRisk(findings, policy),
    },
    { policy, policyVersion: "p1" },
  );
}

/** Every essential value, read as surely as given. */
const readWith = (confidence: number): EvidenceByPath =>
  Object.fromEntries(essentialPaths.map((path) => [path, { text: "", confidence, by: ["rules"] }]));

const unknownFinding = (changes: Partial<Finding> = {}): Finding =>
  aFinding({ status: "unknown", severity: "warning", message: "Not known.", ...changes });

describe("the decision", () => {
  it("approves an ordinary invoice on which nothing was found", () => {
    expect(decideOn()).toEqual({
      action: "auto_approve",
      reasons: ["Every check answered and the risk of 0 is below 0.2."],
      decidedBy: "policy",
      policyVersion: "p1",
    });
  });

  it("approves in spite of one light warning", () => {
    const findings = [aFinding({ rule: "DATES-DUE", severity: "warning" })];

    expect(decideOn({ findings }).action).toBe("auto_approve");
  });

  it.each([...essentialPaths, "amountDue", "iban"])(
    "never approves by a code alone: %s",
    (path) => {
      const invoice = anInvoice({ amountDue: "119.00", iban: "DE89370400440532013000" });
      const readBy = (...by: EvidenceByPath[string]["by"]): EvidenceByPath => ({
        ...readWith(1),
        [path]: { text: "", confidence: 1, by },
      });

      expect(decideOn({ invoice, evidence: readBy("code") })).toMatchObject({
        action: "manager_approval",
        reasons: [`Read from a code alone: ${path}.`],
      });
      expect(decideOn({ invoice, evidence: readBy("rules", "code") }).action).toBe("auto_approve");
    },
  );

  it("asks a manager about an error, and repeats what it is", () => {
    const decision = decideOn({ findings: [aFinding({ message: "119.00 is not 118.00." })] });

    expect(decision.action).toBe("manager_approval");
    expect(decision.reasons).toContain("119.00 is not 118.00.");
  });

  it("asks a manager about an error even if the policy gives it a light weight", () => {
    const policy = Policy.parse({ risk: { weightByRule: { "BR-CO-15": 0.01 } } });

    expect(decideOn({ findings: [aFinding()], policy }).action).toBe("manager_approval");
  });

  it("asks a manager when anything is unknown, and does not call it risky", () => {
    const decision = decideOn({ findings: [unknownFinding()] });

    expect(decision).toMatchObject({ action: "manager_approval", reasons: ["Not known."] });
    expect(decision.skippedChecks).toBeUndefined();
  });

  it("lists the checks whose service gave no answer", () => {
    const findings = [
      unknownFinding({ check: "seller", rule: "SELLER-NO-ANSWER" }),
      unknownFinding({ check: "tax", rule: "TAX-NO-ANSWER" }),
    ];

    expect(decideOn({ findings })).toMatchObject({
      action: "manager_approval",
      skippedChecks: ["seller", "tax"],
    });
  });

  it("counts the check of the seller as skipped if a register gave no answer, and asks a manager", () => {
    const findings = [unknownFinding({ check: "seller", rule: "SELLER-REGISTER-NO-ANSWER" })];

    expect(decideOn({ findings })).toMatchObject({
      action: "manager_approval",
      skippedChecks: ["seller"],
    });
  });

  it.each(["DUPLICATE-CONTENT", "DUPLICATE-NUMBER"])("rejects %s", (rule) => {
    expect(decideOn({ findings: [aFinding({ check: "duplicates", rule })] }).action).toBe("reject");
  });

  it("sends a changed account to a manager, or rejects it if the policy says so", () => {
    const findings = [aFinding({ check: "seller", rule: "SELLER-IBAN-CHANGED" })];
    const strict = Policy.parse({ rejectRules: ["SELLER-IBAN-CHANGED"] });

    expect(decideOn({ findings }).action).toBe("manager_approval");
    expect(decideOn({ findings, policy: strict }).action).toBe("reject");
  });

  it("rejects a score at the threshold", () => {
    const policy = Policy.parse({ risk: { rejectFrom: 0.4 } });

    expect(decideOn({ findings: [aFinding()], policy }).action).toBe("reject");
  });

  it.each([
    ["invoice number", { invoiceNumber: undefined }],
    ["seller", { seller: undefined }],
    ["total with VAT", { totalWithTax: undefined }],
    ["currency", { currencyCode: undefined }],
    ["issue date", { issueDate: undefined }],
  ])("asks a manager when the %s is missing", (name, changes) => {
    const decision = decideOn({ invoice: anInvoice(changes) });

    expect(decision.action).toBe("manager_approval");
    expect(decision.reasons).toContain(`Missing: ${name}.`);
  });

  it("asks a manager above the limit in the base currency", () => {
    expect(decideOn({ amountInBase: "5000.00" }).action).toBe("auto_approve");
    expect(decideOn({ amountInBase: "5000.01" }).action).toBe("manager_approval");
  });

  it("asks a manager where the amount due is above the limit, though the total is not", () => {
    const policy = Policy.parse({ autoApproval: { limitByCurrency: { EUR: "5000" } } });
    const rounded = anInvoice({ amountDue: "100000.00" });

    expect(decideOn({ policy, invoice: rounded })).toMatchObject({
      action: "manager_approval",
      reasons: ["100000.00 EUR is above the limit of 5000 EUR."],
    });
    expect(decideOn({ policy, invoice: anInvoice({ amountDue: "0.00" }) }).action).toBe(
      "auto_approve",
    );
  });

  it("asks a manager when the amount cannot be compared with the limit", () => {
    const decision = decideOn({ amountInBase: undefined });

    expect(decision.action).toBe("manager_approval");
    expect(decision.reasons[0]).toContain("no exchange rate");
  });

  it("uses a currency's own limit without an exchange rate", () => {
    const policy = Policy.parse({ autoApproval: { limitByCurrency: { EUR: "100" } } });
    const generous = Policy.parse({ autoApproval: { limitByCurrency: { EUR: 119 } } });

    expect(decideOn({ policy, amountInBase: undefined }).action).toBe("manager_approval");
    expect(decideOn({ policy: generous, amountInBase: undefined }).action).toBe("auto_approve");
  });

  it("approves a credit note that names its invoice, up to the limit", () => {
    const creditNote = { documentType: "credit_note" } as const;
    const invoice = anInvoice({ precedingInvoiceNumber: "2026-0001" });

    expect(decideOn({ ...creditNote, invoice }).action).toBe("auto_approve");
    expect(decideOn(creditNote).action).toBe("manager_approval");
    expect(decideOn({ ...creditNote, invoice, amountInBase: "-9000" }).action).toBe(
      "manager_approval",
    );
  });

  it("leaves credit notes to a manager if the policy says so", () => {
    const policy = Policy.parse({ autoApproval: { creditNotes: "manager_approval" } });
    const invoice = anInvoice({ precedingInvoiceNumber: "2026-0001" });

    expect(decideOn({ policy, invoice, documentType: "credit_note" }).action).toBe(
      "manager_approval",
    );
  });

  it.each(["receipt", "other"] as const)(
    "leaves a document of kind %s to a manager",
    (documentType) => {
      expect(decideOn({ documentType }).action).toBe("manager_approval");
    },
  );

  it("rejects nothing for what was read from a picture: it may be misread", () => {
    const findings = [
      aFinding({ rule: "DUPLICATE-NUMBER", message: "Number 17 was paid." }),
      aFinding({ rule: "BR-CO-15", message: "119.00 is not 118.00." }),
      aFinding({ rule: "SELLER-IBAN-CHANGED", message: "Another account." }),
    ];

    expect(decideOn({ findings }).action).toBe("reject");
    const { action, reasons } = decideOn({ findings, source: "ocr" });
    expect(action).toBe("manager_approval");
    expect(reasons.join(" ")).toContain("Number 17 was paid.");
    const copy = aFinding({ rule: "DUPLICATE-CONTENT" });
    expect(decideOn({ findings: [copy], source: "ocr" }).action).toBe("reject");
    const policy = Policy.parse({ autoApproval: { scans: "like_invoices" } });
    expect(decideOn({ findings, source: "ocr", policy }).action).toBe("reject");
  });

  it("rejects no file of several invoices for what is known of one of them", () => {
    const several = aFinding({ rule: "DOCUMENT-SEVERAL-INVOICES", status: "unknown" });
    const number = aFinding({ rule: "DUPLICATE-NUMBER", message: "Number 17 was paid." });

    const { action, reasons } = decideOn({ findings: [several, number] });
    expect(action).toBe("manager_approval");
    expect(reasons.join(" ")).toContain("Number 17 was paid.");
    const copy = aFinding({ rule: "DUPLICATE-CONTENT" });
    expect(decideOn({ findings: [several, copy] }).action).toBe("reject");
  });

  it("leaves what was read from a picture to a manager, unless the policy says otherwise", () => {
    const policy = Policy.parse({ autoApproval: { scans: "like_invoices" } });

    expect(decideOn({ source: "ocr" }).action).toBe("manager_approval");
    expect(decideOn({ source: "ocr", policy }).action).toBe("auto_approve");
    expect(decideOn({ source: "ocr", policy, evidence: {} }).action).toBe("manager_approval");
  });

  it("leaves a page to a manager where using a value costs more than a look at it", () => {
    const policy = Policy.parse({ autoApproval: { wrongValueCost: 20 } });
    const read = (confidence: number, source: Evidence["source"] = "pdf-text") =>
      decideOn({ policy, source, evidence: readWith(confidence) });

    expect(read(0.95).action).toBe("auto_approve");
    expect(read(0.949)).toMatchObject({
      action: "manager_approval",
      reasons: [
        "Not read surely enough: invoiceNumber, issueDate, currencyCode, seller.name, totalWithTax.",
      ],
    });
    expect(read(0, "ubl").action).toBe("auto_approve");
  });

  it("leaves an invoice of a negative total to a manager", () => {
    const invoice = anInvoice({ totalWithTax: "-119.00" });

    expect(decideOn({ invoice }).action).toBe("manager_approval");
  });

  it("never approves while a finding is unknown or an error is contradicted", () => {
    const rule = fc.constantFrom(...rules.map(({ id }) => id));
    const status = fc.constantFrom("verified", "contradicted", "unknown");
    const severity = fc.constantFrom("info", "warning", "error");
    const finding = fc
      .record({ rule, status, severity })
      .map((changes) => aFinding(changes as Partial<Finding>));
    fc.assert(
      fc.property(fc.array(finding), (findings) => {
        const isDoubtful = findings.some(
          ({ status: is, severity: at }) =>
            is === "unknown" || (is === "contradicted" && at === "error"),
        );
        const { action } = decideOn({ findings });
        expect(isDoubtful && action === "auto_approve").toBe(false);
      }),
    );
  });
});
