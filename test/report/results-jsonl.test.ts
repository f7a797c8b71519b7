import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Outcome } from "#src/domain/outcome.ts";
import { toJsonLine } from "#src/report/results-jsonl.ts";
import { anOutcome, aQuarantinedOutcome } from "./an-outcome.ts";

describe("results.jsonl", () => {
  it("gives back the record it was made from", () => {
    const part = anOutcome({
      pages: { first: 2, last: 4, appendices: [{ page: 4, kind: "terms" }], recognized: [3] },
    });
    for (const outcome of [anOutcome(), aQuarantinedOutcome(), part]) {
      expect(Outcome.parse(JSON.parse(toJsonLine(outcome)))).toEqual(outcome);
    }
  });

  it("is the same line in whatever order the keys came", () => {
    const outcome = anOutcome();
    const reversed = Object.fromEntries(Object.entries(outcome).toReversed()) as Outcome;

    expect(toJsonLine(reversed)).toBe(toJsonLine(outcome));
  });

  it("is exactly one line whatever the document says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const line = toJsonLine(anOutcome({ invoice: { seller: { name } } }));
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(JSON.parse(line).invoice.seller.name).toBe(name);
      }),
    );
  });
});
