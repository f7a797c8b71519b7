import { describe, expect, it } from "vitest";
import { describeSummary } from "#src/cli/describe-summary.ts";
import { summarizeBatch } from "#src/ledger/summarize-batch.ts";

const summary = summarizeBatch("b", [], { wallMs: 2_000, leaveOutQuarantined: false });
const described = (changes: Partial<typeof summary>): string =>
  describeSummary({ summary: { ...summary, ...changes }, written: [], isComplete: true });

describe("the end of a run", () => {
  it("says what its operations took, waited and gained, and which worked most", () => {
    const text = described({
      operations: {
        documents: 4,
        sequentialMs: 8_000,
        waitedMs: 400,
        documentsMs: 6_000,
        speedUp: 4,
        byName: [
          {
            name: "analyze_document",
            count: 4,
            p50Ms: 1_900,
            p95Ms: 2_400,
            maxMs: 2_500,
            workedMs: 8_000,
            waitedMs: 400,
          },
        ],
      },
    });

    expect(text).toContain(
      "operations: 8.0 s of work, done 4.0 times as fast as one after another, 400 ms waiting for slots\n" +
        "  most work: analyze_document p50 1.9 s p95 2.4 s\n",
    );
  });

  it("says nothing of operations where none ran", () => {
    expect(described({})).not.toContain("operations");
  });
});
