import { describe, expect, it } from "vitest";
import { checkDocument } from "#src/checks/document-check.ts";
import { findingsPerRuleMax } from "#src/checks/reporter.ts";
import { aDraft, anInvoice, anInvoiceLine } from "#test/support/an-invoice.ts";
import { contradictedIn, unknownIn } from "#test/support/check-invoice.ts";

describe("the document check", () => {
  it("verifies that the essentials of an invoice are stated", () => {
    const findings = checkDocument(aDraft());

    expect(findings.map(({ rule }) => rule)).toEqual([
      "DOCUMENT-TYPE",
      "BR-02",
      "BR-03",
      "BR-05",
      "BR-06",
      "BR-14",
    ]);
    expect(findings.every(({ status }) => status === "verified")).toBe(true);
  });

  it("accuses an e-invoice of what it lacks, and page text only of nothing", () => {
    const invoice = anInvoice({ invoiceNumber: undefined });

    expect(contradictedIn(checkDocument(aDraft({ invoice })))).toEqual(["BR-02"]);
    const onPage = checkDocument(aDraft({ invoice, source: "pdf-text" }));
    expect(contradictedIn(onPage)).toEqual([]);
    expect(unknownIn(onPage)).toEqual(["BR-02"]);
  });

  it("does not ask page text for the formalities of e-invoices", () => {
    const invoice = anInvoice({
      specificationIdentifier: undefined,
      invoiceLines: undefined,
      taxBreakdowns: undefined,
    });

    expect(unknownIn(checkDocument(aDraft({ invoice, source: "text" })))).toEqual([]);
  });

  it("does not ask a summary profile for lines", () => {
    const invoice = anInvoice({
      specificationIdentifier: "urn:factur-x.eu:1p0:basicwl",
      invoiceLines: [],
    });

    expect(contradictedIn(checkDocument(aDraft({ invoice, source: "facturx" })))).toEqual([]);
  });

  it("only warns where the document follows another standard", () => {
    const invoice = anInvoice({ specificationIdentifier: "OIOUBL-2.1", amountDue: undefined });

    expect(checkDocument(aDraft({ invoice }))).toContainEqual(
      expect.objectContaining({ rule: "BR-15", status: "contradicted", severity: "warning" }),
    );
  });

  it("is unsure about a document of unknown kind", () => {
    expect(unknownIn(checkDocument(aDraft({ documentType: "other" })))).toEqual(["DOCUMENT-TYPE"]);
  });

  it("passes on what reading warned of, where it is", () => {
    const warnings = [
      { rule: "DOCUMENT-EMBEDDED-XML", message: "The XML was broken." },
      { rule: "DOCUMENT-VALUE-UNREADABLE", message: "No date.", path: "issueDate" },
    ];

    expect(checkDocument(aDraft({ warnings })).slice(-2)).toEqual([
      {
        check: "document",
        rule: "DOCUMENT-EMBEDDED-XML",
        status: "unknown",
        severity: "warning",
        message: "The XML was broken.",
      },
      {
        check: "document",
        rule: "DOCUMENT-VALUE-UNREADABLE",
        status: "unknown",
        severity: "warning",
        message: "No date.",
        path: "issueDate",
      },
    ]);
  });

  it("names a few of many lines with the same fault and counts the rest", () => {
    const invoiceLines = Array.from({ length: 500 }, () => anInvoiceLine({ name: undefined }));
    const findings = checkDocument(aDraft({ invoice: anInvoice({ invoiceLines }) })).filter(
      ({ rule }) => rule === "BR-25",
    );

    expect(findings).toHaveLength(findingsPerRuleMax);
    expect(findings[0]?.path).toBe("invoiceLines.0.name");
    expect(findings.at(-1)?.message).toContain(`And ${500 - findingsPerRuleMax} more`);
  });
});
