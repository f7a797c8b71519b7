import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutcomeSummary } from "#src/domain/batch.ts";
import { mergeChecks, mergeOperations } from "#src/state/invoice-state.ts";
import { mergeOutcomes } from "#src/state/batch-state.ts";

const summary: fc.Arbitrary<OutcomeSummary> = fc
  .record({
    status: fc.constantFrom("decided", "awaiting_review", "quarantined", "failed"),
    attempts: fc.integer({ min: 1, max: 3 }),
    revision: fc.integer({ min: 0, max: 1 }),
  })
  .map((fields) => ({ documentId: `sha256:${"0".repeat(64)}`, file: "a.pdf", ...fields }));

const outcomes = fc.dictionary(fc.constantFrom("a", "b", "c"), summary);
const findings = fc.array(
  fc.record({
    check: fc.constant("tax" as const),
    rule: fc.constantFrom("BR-CO-14", "BR-CO-15"),
    status: fc.constantFrom("verified" as const, "contradicted" as const, "unknown" as const),
    severity: fc.constant("error" as const),
    message: fc.string(),
  }),
);
const checks = fc.dictionary(fc.constantFrom("tax", "totals"), fc.record({ findings }));
const operations = fc.dictionary(
  fc.constantFrom("validate_tax", "verify_seller"),
  fc.record({
    name: fc.constantFrom("validate_tax" as const, "verify_seller" as const),
    startedMs: fc.nat(),
    durationMs: fc.nat(),
    outcome: fc.constantFrom("ok" as const, "no_answer" as const),
    attempts: fc.constant(1),
  }),
);

const laws = [
  { name: "outcomes", reduce: mergeOutcomes, values: outcomes },
  { name: "checks", reduce: mergeChecks, values: checks },
  { name: "operations", reduce: mergeOperations, values: operations },
] as const;

describe.each(laws)("the reducer of $name", ({ reduce, values }) => {
  // One signature for three channels: the laws do not look inside the values.
  const merge = reduce as (a: object, b: object) => object;
  const value = values as fc.Arbitrary<object>;

  it("is commutative", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(merge(a, b)).toEqual(merge(b, a));
      }),
    );
  });

  it("is associative", () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  it("is idempotent", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(merge(merge(a, b), b)).toEqual(merge(a, b));
      }),
    );
  });

  it("leaves what it was given untouched, so that saved history stays true", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const before = JSON.stringify([a, b]);
        merge(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });

  it("orders keys the same way whatever the order of arrival", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Object.keys(merge(a, b))).toEqual(Object.keys(merge(b, a)));
      }),
    );
  });
});

describe("the reducer of outcomes", () => {
  const of = (fields: Partial<OutcomeSummary>): Record<string, OutcomeSummary> => ({
    a: {
      documentId: `sha256:${"0".repeat(64)}`,
      file: "a",
      status: "decided",
      attempts: 1,
      ...fields,
    },
  });

  it("lets a final outcome replace a failed one", () => {
    expect(mergeOutcomes(of({ status: "failed" }), of({ attempts: 1 }))["a"]?.status).toBe(
      "decided",
    );
  });

  it("lets a decision changed by a copy in the batch stand over the first one", () => {
    const first = of({ action: "reject" });
    const second = of({ action: "auto_approve", revision: 1 });
    expect(mergeOutcomes(second, first)["a"]?.action).toBe("auto_approve");
  });
});
