import { describe, expect, it } from "vitest";
import { describeForReview } from "#src/report/describe-for-review.ts";
import { aFinding, anOutcome } from "./an-outcome.ts";

describe("what a reviewer is shown", () => {
  it("begins with why it is shown again", () => {
    const text = describeForReview(anOutcome(), "The record has changed.");

    expect(text.startsWith("**The record has changed.**\n\n- Document: `")).toBe(true);
  });

  it("tells what is contradicted from what is not known, and leaves out what is verified", () => {
    const findings = [
      aFinding({ rule: "BR-CO-15", status: "contradicted", message: "Does not add up." }),
      aFinding({ rule: "SELLER-KNOWN", status: "unknown", message: "No answer." }),
      aFinding({ rule: "DATES-ORDER", status: "verified", message: "In order." }),
    ];

    const text = describeForReview(anOutcome({ findings }), undefined);

    expect(text).toContain("Contradicted:\n- BR-CO-15: `Does not add up.`");
    expect(text).toContain("Not known:\n- SELLER-KNOWN: `No answer.`");
    expect(text).not.toContain("DATES-ORDER");
  });

  it("names the pages it is about", () => {
    const appendices = [{ page: 4, kind: "terms" as const }];
    const text = describeForReview(
      anOutcome({ pages: { first: 3, last: 4, appendices } }),
      undefined,
    );

    expect(text).toContain("- Pages: `page 3-4 of the file; left out page 4 (terms)`");
  });

  it("says nothing of values that were not read", () => {
    const text = describeForReview(anOutcome({ invoice: {} }), undefined);

    expect(text).not.toMatch(/Seller|Total|Account|Pages|undefined/);
  });

  it("stays readable, however much there is", () => {
    const findings = Array.from({ length: 500 }, (_, index) =>
      aFinding({ rule: `R-${index}`, status: "contradicted", message: "x".repeat(10_000) }),
    );

    const text = describeForReview(anOutcome({ findings }), undefined);

    expect(text).toContain("- and 480 more");
    expect(text.length).toBeLessThan(12_000);
  });
});
