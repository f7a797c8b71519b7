import { expect, it } from "vitest";
import { describeOutcome } from "#src/cli/describe-outcome.ts";
import { anOutcome } from "#test/report/an-outcome.ts";

it("names the pages that were left out of a document, and those that were recognised", () => {
  const appendices = [
    { page: 2, kind: "delivery_note" as const },
    { page: 3, kind: "copy" as const },
  ];
  const outcome = anOutcome({ pages: { appendices, recognized: [4, 5] } });
  const lines = describeOutcome({ batchId: "batch", outcome }).split("\n");

  expect(lines).toContain("  left out page 2 (delivery note), 3 (copy)");
  expect(lines).toContain("  recognised page 4, 5");
  expect(describeOutcome({ batchId: "batch", outcome: anOutcome() })).not.toMatch(/left out|recog/);
});
