import { describe, expect, it } from "vitest";
import type { Operation } from "#src/domain/operation.ts";
import { measureOperations } from "#src/ledger/measure-operations.ts";
import { type NodeGraph, withoutNode } from "#src/ledger/node-graph.ts";
import { type GivenDurations, planOperations } from "#src/ledger/operation-plan.ts";

const edgesOf = (...pairs: readonly (readonly [string, string])[]): NodeGraph["edges"] =>
  pairs.map(([from, to]) => ({ from, to }));

/** Two checks of which one has two operations, a join that runs none, and a decision. */
const twoChecks: NodeGraph = {
  nodes: [
    { name: "draft", operations: ["draft_invoice"] },
    { name: "seller", operations: ["verify_seller"] },
    { name: "tax", operations: ["validate_address", "validate_tax"] },
    { name: "join", operations: [] },
    { name: "decide", operations: ["make_final_decision"] },
  ],
  edges: edgesOf(
    ["draft", "seller"],
    ["draft", "tax"],
    ["seller", "join"],
    ["tax", "join"],
    ["join", "decide"],
  ),
};

/** The same with a graph of two nodes inside a third branch. */
const withInner: NodeGraph = {
  nodes: [
    ...twoChecks.nodes,
    { name: "analyze:retrieve", operations: ["retrieve_context"] },
    { name: "analyze:generate", operations: ["analyze_document"] },
  ],
  edges: [
    ...twoChecks.edges,
    ...edgesOf(
      ["draft", "analyze:retrieve"],
      ["analyze:retrieve", "analyze:generate"],
      ["analyze:generate", "join"],
    ),
  ],
};

/** A seller and a tax branch of two nodes each, which wait for each other at the barrier between. */
const twoBranches: NodeGraph = {
  nodes: [
    { name: "a", operations: ["verify_seller"] },
    { name: "b", operations: ["find_duplicates"] },
    { name: "c", operations: ["validate_address"] },
    { name: "d", operations: ["validate_tax"] },
  ],
  edges: edgesOf(["a", "c"], ["b", "d"]),
};

const nothing = measureOperations([]);

const planOf = (graph: NodeGraph, given: GivenDurations) => planOperations(graph, nothing, given);

const anOperation = (changes: Partial<Operation>): Operation => ({
  name: "verify_seller",
  startedMs: 0,
  durationMs: 1,
  outcome: "ok",
  attempts: 1,
  ...changes,
});

describe("the plan of a graph", () => {
  const given = {
    draft_invoice: 10,
    verify_seller: 30,
    validate_address: 20,
    validate_tax: 25,
    make_final_decision: 5,
  };

  it("runs the operations of a node one after another, and those of siblings together", () => {
    const { operations } = planOf(twoChecks, given);

    expect(operations.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["draft_invoice", []],
      ["verify_seller", ["draft_invoice"]],
      ["validate_address", ["draft_invoice"]],
      ["validate_tax", ["validate_address"]],
      ["make_final_decision", ["verify_seller", "validate_tax"]],
    ]);
  });

  it("names the critical path, and how much longer every other operation could take", () => {
    const plan = planOf(twoChecks, given);

    expect(plan.criticalPath).toEqual([
      "draft_invoice",
      "validate_address",
      "validate_tax",
      "make_final_decision",
    ]);
    expect(plan.criticalPathMs).toBe(60);
    expect(plan.operations.find(({ name }) => name === "verify_seller")?.slackMs).toBe(15);
  });

  it("tells the speed-up that running together can give", () => {
    const plan = planOf(twoChecks, given);

    expect(plan.sequentialMs).toBe(90);
    expect(plan.theoreticalSpeedUp).toBe(1.5);
  });

  it("says which operations it knows no duration of, and counts them as nothing", () => {
    const plan = planOf(twoChecks, { verify_seller: 30 });

    expect(plan.neverMeasured).toEqual([
      "draft_invoice",
      "validate_address",
      "validate_tax",
      "make_final_decision",
    ]);
    expect(plan.criticalPathMs).toBe(30);
  });

  it("takes the median of what was measured, unless a duration is given", () => {
    const measured = measureOperations(
      [10, 30, 20].map((durationMs) => [
        anOperation({ durationMs }),
        anOperation({ name: "validate_tax", durationMs }),
      ]),
    );

    const { operations } = planOperations(twoChecks, measured, { validate_tax: 7 });

    const found = Object.fromEntries(operations.map((operation) => [operation.name, operation]));
    expect(found["verify_seller"]).toMatchObject({ durationMs: 20, source: "measured" });
    expect(found["validate_tax"]).toMatchObject({ durationMs: 7, source: "given" });
    expect(found["validate_tax"]?.measured).toEqual({ count: 3, p50Ms: 20, p95Ms: 30 });
  });

  it("of a graph in which two nodes run one operation is refused", () => {
    const twice = [{ name: "again", operations: ["verify_seller"] as const }, ...twoChecks.nodes];

    expect(() => planOf({ ...twoChecks, nodes: twice }, {})).toThrow("verify_seller runs in");
  });
});

describe("parallel groups", () => {
  it("are the nodes of a superstep, with the time each waits for the slowest", () => {
    const { groups, barriers } = planOf(twoChecks, { verify_seller: 30, validate_tax: 45 });

    expect(groups[1]?.lanes).toEqual([
      { node: "seller", operations: ["verify_seller"], durationMs: 30, idleMs: 15 },
      { node: "tax", operations: ["validate_address", "validate_tax"], durationMs: 45, idleMs: 0 },
    ]);
    expect(barriers).toEqual({ wallMs: 45, costMs: 0, idleMs: 15 });
  });

  it("show what a barrier costs where branches wait for each other", () => {
    const plan = planOf(twoBranches, {
      verify_seller: 40,
      find_duplicates: 10,
      validate_address: 5,
      validate_tax: 20,
    });

    expect(plan.criticalPathMs).toBe(45);
    expect(plan.barriers).toEqual({ wallMs: 60, costMs: 15, idleMs: 45 });
  });

  it("of a graph inside a node are its own, and hold up none of that node's siblings", () => {
    const { groups, barriers } = planOf(withInner, {
      retrieve_context: 10,
      analyze_document: 100,
      verify_seller: 50,
    });

    const inner = groups.filter(({ inside }) => inside === "analyze");
    expect(inner.map(({ lanes }) => lanes.map(({ node }) => node))).toEqual([
      ["analyze:retrieve"],
      ["analyze:generate"],
    ]);
    expect(groups[1]?.lanes.map(({ node, durationMs }) => [node, durationMs])).toEqual([
      ["seller", 50],
      ["tax", 0],
      ["analyze", 110],
    ]);
    expect(barriers.wallMs).toBe(110);
  });
});

describe("a node left out", () => {
  it("is gone with all inside it, and the rest stays connected", () => {
    const rest = withoutNode(withInner, "analyze");

    expect(rest).toEqual(twoChecks);
  });

  it("must be there", () => {
    expect(withoutNode(twoChecks, "analyze")).toBeUndefined();
  });
});

describe("the speed-up that was reached", () => {
  it("is what operations took together over the time they took side by side", () => {
    const { achieved } = measureOperations([
      [
        anOperation({ startedMs: 5, durationMs: 30 }),
        anOperation({ name: "validate_tax", startedMs: 5, durationMs: 30 }),
      ],
      [anOperation({ durationMs: 30 })],
    ]);

    expect(achieved).toEqual({ documents: 2, wallMs: 30, operationsMs: 30, speedUp: 1.5 });
  });

  it("is unknown before any document was timed", () => {
    expect(nothing.achieved).toBeUndefined();
    expect(measureOperations([[]]).achieved).toBeUndefined();
  });
});
