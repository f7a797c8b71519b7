import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvHeader, toCsvRow } from "#src/report/results-csv.ts";
import { anOutcome, aFinding, aQuarantinedOutcome } from "./an-outcome.ts";
import type { Outcome } from "#src/domain/outcome.ts";

const readBack = (outcome: Outcome): Record<string, string> => {
  const rows: Record<string, string>[] = parse(csvHeader + toCsvRow(outcome), { columns: true });
  expect(rows).toHaveLength(1);
  return rows[0] ?? {};
};

describe("results.csv", () => {
  it("gives the values of an invoice under their names", () => {
    expect(readBack(anOutcome())).toMatchObject({
      file: "a.pdf",
      action: "auto_approve",
      invoiceNumber: "2026-0815",
      totalWithTax: "119.00",
      sellerName: "Talwerk GmbH",
      errorCode: "",
    });
  });

  it("gives the reason of a quarantined document and leaves its values empty", () => {
    expect(readBack(aQuarantinedOutcome())).toMatchObject({
      status: "quarantined",
      errorCode: "document.damaged",
      totalWithTax: "",
      action: "",
    });
  });

  it("says what has become known since a person decided", () => {
    const { decision } = anOutcome();
    assert(decision !== undefined);
    const sinceReview = { action: "reject" as const, reasons: ["A copy.", "Another account."] };
    const row = readBack(anOutcome({ decision: { ...decision, sinceReview } }));
    expect(row["sinceReview"]).toBe("reject: A copy. | Another account.");
    expect(readBack(anOutcome())["sinceReview"]).toBe("");
  });

  it("names the pages of a part, those left out and those recognised", () => {
    const appendices = [
      { page: 5, kind: "time_sheet" as const },
      { page: 6, kind: "copy" as const },
    ];
    const pages = { first: 3, last: 6, appendices, recognized: [4] };
    expect(readBack(anOutcome({ pages }))).toMatchObject({
      pagesFirst: "3",
      pagesLast: "6",
      pagesLeftOut: "5 (time sheet) | 6 (copy)",
      pagesRecognized: "4",
    });
    expect(readBack(anOutcome())).toMatchObject({ pagesFirst: "", pagesLeftOut: "" });
  });

  it("lists each contradicted rule once", () => {
    const finding = aFinding({ status: "contradicted" });

    expect(readBack(anOutcome({ findings: [finding, finding] }))["contradictedRules"]).toBe(
      "BR-CO-15",
    );
  });

  it.each(["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])(
    "keeps a spreadsheet from running %j",
    (name) => {
      const row = readBack(anOutcome({ invoice: { seller: { name } } }));

      expect(row["sellerName"]).toBe(`'${name}`);
    },
  );

  it("keeps negative amounts numbers", () => {
    expect(readBack(anOutcome({ invoice: { totalWithTax: "-119.00" } }))["totalWithTax"]).toBe(
      "-119.00",
    );
  });

  it("is one row whatever the document says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const row = readBack(anOutcome({ file: "b.pdf", invoice: { seller: { name } } }));
        expect([name, `'${name}`]).toContain(row["sellerName"]);
      }),
    );
  });
});

it("keeps a line break inside its cell", () => {
  const row = toCsvRow({ ...anOutcome(), file: "two\nlines.pdf" });
  expect(row.startsWith('"two\nlines.pdf",')).toBe(true);
});
