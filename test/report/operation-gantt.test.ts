import { describe, expect, it } from "vitest";
import type { Operation } from "#src/domain/operation.ts";
import { renderOperationGantt } from "#src/report/operation-gantt.ts";
import { createOperationTally } from "#src/report/operation-tally.ts";

const anOperation = (changes: Partial<Operation> = {}): Operation => ({
  name: "verify_seller",
  startedMs: 0,
  durationMs: 10,
  outcome: "ok",
  attempts: 1,
  ...changes,
});

const typicalOf = (...documents: readonly (readonly Operation[])[]) => {
  const tally = createOperationTally();
  for (const operations of documents) tally.add({ operations: [...operations] });
  return tally.typical();
};

describe("a typical document", () => {
  it("has every operation where it usually starts and as long as it usually takes", () => {
    const { operations } = typicalOf(
      [anOperation({ startedMs: 1, durationMs: 10 })],
      [anOperation({ startedMs: 3, durationMs: 900 })],
      [anOperation({ startedMs: 2, durationMs: 20 })],
    );

    expect(operations).toEqual([
      { name: "verify_seller", startedMs: 2, durationMs: 20, documents: 3 },
    ]);
  });

  it("counts a check that ran again with its first run", () => {
    const { operations } = typicalOf([
      anOperation({ startedMs: 100, durationMs: 50 }),
      anOperation({ startedMs: 2, durationMs: 10 }),
    ]);

    expect(operations).toMatchObject([{ startedMs: 2, durationMs: 10 }]);
  });

  it("is not changed by documents nothing ran on", () => {
    expect(typicalOf([], [anOperation()])).toEqual(typicalOf([anOperation()]));
  });

  it("stays near the middle of more documents than are kept", () => {
    const documents = Array.from({ length: 10_000 }, (_, at) => [anOperation({ durationMs: at })]);

    const [operation] = typicalOf(...documents).operations;

    expect(operation?.documents).toBe(10_000);
    expect(Math.abs((operation?.durationMs ?? 0) - 5_000)).toBeLessThan(200);
  });
});

describe("the gantt of the report", () => {
  it("draws each operation over the document's own time, by start", () => {
    const { source } = renderOperationGantt(
      typicalOf([
        anOperation({ name: "validate_tax", startedMs: 50, durationMs: 50 }),
        anOperation({ startedMs: 0, durationMs: 50 }),
      ]),
    );

    expect(source.indexOf("verify seller")).toBeLessThan(source.indexOf("validate tax"));
    expect(source).toContain("--from:0.5000;--for:0.5000");
  });

  it("says how much faster that is than one operation after another", () => {
    const { source } = renderOperationGantt(
      typicalOf([anOperation(), anOperation({ name: "validate_tax" })]),
    );

    expect(source).toContain("2.0 times as fast");
  });

  it("says of an operation that only some documents needed how many", () => {
    const { source } = renderOperationGantt(
      typicalOf([anOperation()], [anOperation({ name: "validate_tax" })]),
    );

    expect(source).toContain("in 1 of 2");
  });

  it("is left out where nothing ran", () => {
    expect(renderOperationGantt(typicalOf()).source).toBe("");
  });
});
