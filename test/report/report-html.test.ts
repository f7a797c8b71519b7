import { describe, expect, it } from "vitest";
import type { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { detailSectionsMax, linesPerDocumentMax, tableRowsMax } from "#src/report/report-digest.ts";
import { renderReport, type ReportInput } from "#src/report/report-html.ts";
import { aFinding, anOutcome, aQuarantinedOutcome, documentIdOf } from "./an-outcome.ts";

const aSummary = (outcomes: readonly Outcome[]): BatchSummary => {
  const withAction = (action: string) =>
    outcomes.filter(({ decision }) => decision?.action === action).length;
  return {
    batchId: "batch-1",
    dispatched: outcomes.length,
    decided: outcomes.filter(({ status }) => status === "decided").length,
    awaitingReview: outcomes.filter(({ status }) => status === "awaiting_review").length,
    quarantined: outcomes.filter(({ status }) => status === "quarantined").length,
    decisions: {
      auto_approve: withAction("auto_approve"),
      manager_approval: withAction("manager_approval"),
      reject: withAction("reject"),
    },
    status: "SUCCESS",
    successRate: 1,
    recommendation: "Nothing to do.",
    wallSeconds: 1.5,
    documentsPerSecond: 2,
  };
};

async function reportOf(
  outcomes: readonly Outcome[],
  changes: Partial<ReportInput> = {},
): Promise<string> {
  const chunks: string[] = [];
  const report = renderReport({
    summary: aSummary(outcomes),
    outcomes,
    startedAt: "2026-11-21T09:30:00Z",
    ...changes,
  });
  for await (const chunk of report) chunks.push(chunk);
  return chunks.join("");
}

const inEuro = (file: string, changes: Partial<Outcome> = {}): Outcome =>
  anOutcome({ file, documentId: documentIdOf(file), ...changes });

const decided = (action: "manager_approval" | "reject") => ({
  ...anOutcome().decision!,
  action,
});

describe("report.html", () => {
  it("says in the table, too, what the policy says now of what a person decided", async () => {
    const decision = { ...decided("reject"), action: "approve" as const };
    const sinceReview = { action: "reject" as const, reasons: ["A copy."] };
    const page = await reportOf([inEuro("a.pdf", { decision: { ...decision, sinceReview } })]);

    expect(page).toMatch(/Approved by a person<\/span><small>now: Reject/);
    expect(page).toContain("A copy.");
  });

  it("shows every document once in the table and once by itself", async () => {
    const page = await reportOf([inEuro("a.pdf"), inEuro("b.pdf")]);

    expect(page.match(/<tr\s+id="row-/g)).toHaveLength(2);
    expect(page.match(/<details class="doc"/g)).toHaveLength(2);
  });

  it("shows a value with the text, the page and the confidence it was read with", async () => {
    const page = await reportOf([anOutcome()]);

    expect(page).toContain("119,00 EUR");
    expect(page).toContain("page 1");
    expect(page).toContain("97 %");
  });

  it("says which pages were left out, and which were recognised", async () => {
    const appendices = [{ page: 2, kind: "copy" as const }];
    const page = await reportOf([anOutcome({ pages: { appendices, recognized: [3] } })]);

    expect(page).toContain("left out page 2 (copy) · recognised page 3");
  });

  it("says why a document was quarantined and what to do", async () => {
    const page = await reportOf([aQuarantinedOutcome()]);

    expect(page).toContain("document.damaged");
    expect(page).toContain("Ask the seller for a new copy.");
  });

  it("says what happened at each attempt at a document that had several", async () => {
    const attempt = { code: "file.unreadable", at: "2026-03-01T09:30:00Z" };
    const last = { code: "document.needs_ocr", at: "2026-03-01T09:31:00Z" };
    const history = [
      { ...attempt, attempt: 1, message: "The file is <locked>." },
      { ...last, attempt: 2, message: "The vision model gave no answer." },
    ];
    const { code, message } = history[1]!;
    const outcome = aQuarantinedOutcome({ error: { code, message, attempts: 2, history } });

    const page = await reportOf([outcome]);

    const attempts = /after 2 attempts<\/summary>\s*<ol[^>]*>(.*?)<\/ol>/s.exec(page)?.[1] ?? "";
    const items = attempts.split("</li>").map((item) => item.replaceAll(/<[^>]*>/g, "").trim());
    expect(items).toEqual([
      "2026-03-01 09:30 UTC file.unreadable The file is &lt;locked&gt;.",
      "2026-03-01 09:31 UTC document.needs_ocr The vision model gave no answer.",
      "",
    ]);
  });

  it("counts a rule once a document and links an example of its contradiction", async () => {
    const contradicted = aFinding({
      status: "contradicted",
      severity: "error",
      message: "Off by 1.",
    });
    const page = await reportOf([inEuro("a.pdf", { findings: [contradicted, contradicted] })]);

    expect(page).toContain('<strong class="bad">1</strong>');
    expect(page).toMatch(/Off by 1\.\s*<small\s*><a href="#d1">/);
  });

  it("draws the timeline only when it is told when the documents ran", async () => {
    const timeline = [{ file: "a.pdf", startedMs: 0, durationMs: 12 }];

    expect(await reportOf([anOutcome()])).not.toContain("<svg");
    expect(await reportOf([anOutcome()], { timeline })).toMatch(/<rect\s+class="auto_approve"/);
  });

  it("loads nothing and sends nothing", async () => {
    const page = await reportOf([anOutcome()]);

    expect(page).toContain(
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:",
    );
    expect(page).not.toMatch(/https?:|@import|url\(|<link|<img|<iframe|\bsrc=/);
  });

  it("reads the outcomes once, as they come", async () => {
    async function* stream(): AsyncGenerator<Outcome> {
      yield anOutcome();
    }

    expect(await reportOf([anOutcome()], { outcomes: stream() })).toContain("2026-0815");
  });

  it("is the same file for the same outcomes", async () => {
    expect(await reportOf([anOutcome()])).toBe(await reportOf([anOutcome()]));
  });
});

describe("a hostile document in the report", () => {
  const attack = `"'\`><script>alert(1)</script><img src=x onerror=alert(2)>\u202E</style>--></title>`;
  const hostile = inEuro(`${attack}.pdf`, {
    analysis: { engine: "ollama", model: attack, degraded: true },
    invoice: {
      invoiceNumber: attack,
      invoiceTypeCode: attack,
      specificationIdentifier: attack,
      purchaseOrder: attack,
      precedingInvoiceNumber: attack,
      currencyCode: "EUR",
      seller: {
        name: attack,
        tradingName: attack,
        vatId: attack,
        taxId: attack,
        legalRegistrationId: attack,
        address: {
          line1: attack,
          city: attack,
          postCode: attack,
          region: attack,
          countryCode: attack,
        },
      },
      buyer: { name: attack, vatId: attack },
      deliverToCountryCode: attack,
      iban: attack,
      bic: attack,
      totalWithTax: "1.00",
      taxBreakdowns: [{ exemptionReason: attack, exemptionReasonCode: attack }],
      invoiceLines: [{ id: attack, name: attack, unitCode: attack }],
    },
    evidence: {
      "seller.name": { text: attack, page: 1, confidence: 0.5, by: ["rules"] },
      iban: { text: attack, xpath: attack, confidence: 0.5, by: ["xml"] },
      [attack]: { text: attack, confidence: 0.5, by: ["model"] },
    },
    findings: [
      aFinding({
        rule: attack,
        message: attack,
        path: attack,
        status: "contradicted",
        severity: "error",
      }),
    ],
    risk: { score: 1, level: "high", reasons: [{ code: attack, weight: 1, message: attack }] },
    decision: {
      action: "reject",
      reasons: [attack],
      decidedBy: "policy",
      policyVersion: attack,
      skippedChecks: [attack],
    },
  });
  const quarantined = aQuarantinedOutcome({
    file: `q${attack}`,
    error: { code: attack, message: attack, attempts: 2 },
  });
  const render = () => {
    expect(Outcome.safeParse(hostile).success).toBe(true);
    const outcomes = [hostile, quarantined];
    return reportOf(outcomes, {
      startedAt: attack,
      summary: { ...aSummary(outcomes), batchId: attack, recommendation: attack },
      timeline: [{ file: attack, startedMs: 0, durationMs: 1 }],
    });
  };

  it("adds no element, attribute, script or comment in any field", async () => {
    const page = await render();

    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/script/g)).toHaveLength(1);
    expect(page.match(/<\/style/g)).toHaveLength(2);
    expect(page.match(/<\/title/g)).toHaveLength(2);
    expect(page).not.toMatch(/<img|<!--|-->/);
    expect(page.replaceAll(/"[^"]*"/g, "")).not.toMatch(/<[^>]*onerror/);
  });

  it("cannot turn the writing direction", async () => {
    expect(await render()).not.toContain("\u202E");
  });

  it("never reaches the script: it is the same for every batch", async () => {
    const scriptOf = (page: string) => /<script>[^]*<\/script>/.exec(page)?.[0];

    expect(scriptOf(await render())).toBe(scriptOf(await reportOf([])));
  });
});

describe("a very large batch in the report", () => {
  const manyFiles = Array.from({ length: tableRowsMax + 1 }, (_, index) =>
    inEuro(`${index}.pdf`, index === tableRowsMax ? { decision: decided("reject") } : {}),
  );

  const rendered = reportOf(manyFiles);

  it("lists a bounded number of documents, keeps those that need a person, and says so", async () => {
    const page = await rendered;

    expect(page.match(/<tr\s+id="row-/g)).toHaveLength(tableRowsMax);
    expect(page.match(/<details class="doc"/g)).toHaveLength(detailSectionsMax);
    expect(page).toContain(`<details class="doc" id="d${tableRowsMax + 1}"`);
    expect(page).toContain("The complete list is in results.jsonl and results.csv");
    expect(page).toContain("500 of 5,001");
  });

  it("counts every document in the sums all the same", async () => {
    const page = await rendered;

    expect(page).toContain("595,119.00");
  });

  it("shows the first lines of a long invoice and says how many there are", async () => {
    const invoiceLines = Array.from({ length: 500 }, (_, index) => ({ id: String(index) }));
    const page = await reportOf([anOutcome({ invoice: { invoiceLines } })]);

    expect(page).toContain(`500 lines, the first ${linesPerDocumentMax} shown`);
  });
});
