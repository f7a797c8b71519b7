import type { OperationPlan, PlannedOperation } from "#src/ledger/operation-plan.ts";
import type { Superstep } from "#src/ledger/supersteps.ts";

export type TitledPlan = OperationPlan & {
  readonly graph: string;
  /** Documents the times were measured on. */
  readonly documents: number;
};

/** A plan as text: a table of operations, what runs together, and what that gives. */
export function describeOperationsPlan(plan: TitledPlan): string {
  return [
    `Operations of a document in graph ${plan.graph}; times measured on ${plan.documents} documents`,
    "",
    ...tableLines([header, ...plan.operations.map(rowOf)]),
    "",
    "Parallel groups: what one superstep runs at once",
    ...tableLines(plan.groups.flatMap(groupRows)),
    "",
    "Critical path",
    `  ${plan.criticalPath.join(" > ")}`,
    "",
    "Time",
    ...tableLines(totalRows(plan)),
    ...(plan.neverMeasured.length === 0
      ? []
      : [
          "",
          `never measured, counted as 0 (--given takes durations): ${plan.neverMeasured.join(", ")}`,
        ]),
    "",
  ].join("\n");
}

const header = ["operation", "node", "runs", "p50", "p95", "given", "slack", "critical", "after"];

const rowOf = (operation: PlannedOperation): string[] => [
  operation.name,
  operation.node,
  String(operation.measured?.count ?? 0),
  operation.measured === undefined ? "-" : milliseconds(operation.measured.p50Ms),
  operation.measured === undefined ? "-" : milliseconds(operation.measured.p95Ms),
  operation.source === "given" ? milliseconds(operation.durationMs) : "-",
  milliseconds(operation.slackMs),
  operation.isCritical ? "*" : "",
  operation.dependsOn.join(", ") || "-",
];

const groupRows = ({ inside, step, lanes }: Superstep): string[][] =>
  lanes.map(({ node, operations, durationMs, idleMs }, index) => [
    index === 0 ? `${inside === undefined ? "" : `${inside}:`}${step}` : "",
    node,
    milliseconds(durationMs),
    idleMs > 0 ? `then waits ${milliseconds(idleMs)}` : "",
    operations.join(", "),
  ]);

function totalRows(plan: OperationPlan): string[][] {
  const { barriers, achieved, criticalPathMs } = plan;
  return [
    ["one after another", milliseconds(plan.sequentialMs), ""],
    ["critical path", milliseconds(criticalPathMs), ""],
    [
      "with barriers",
      milliseconds(barriers.wallMs),
      `barriers cost ${milliseconds(barriers.costMs)}; nodes wait ${milliseconds(barriers.idleMs)} in all for slower siblings`,
    ],
    ["theoretical speed-up", times(plan.theoreticalSpeedUp), ""],
    achieved === undefined
      ? ["achieved speed-up", "-", "no document measured"]
      : [
          "achieved speed-up",
          times(achieved.speedUp),
          `${achieved.documents} documents; the median one ran ${milliseconds(achieved.operationsMs)} of operations in ${milliseconds(achieved.wallMs)}`,
        ],
  ];
}

function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

/** Operations take from microseconds to minutes: three digits at least, never rounded to nothing. */
function milliseconds(value: number): string {
  if (value === 0) return "0";
  if (value >= 10_000) return `${(value / 1_000).toFixed(1)} s`;
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ms`;
}

const times = (factor: number): string => `${factor.toFixed(2)} x`;
