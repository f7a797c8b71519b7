import type { TitledPlan } from "./describe-operations-plan.ts";

/** Below this critical path, milliseconds, the drawing counts in microseconds: mermaid knows whole numbers only. */
const fineBelowMs = 100;
/** Room for the names of nodes; mermaid leaves 75 pixels and writes bars over the rest. */
const sectionNamePx = 200;

/**
 * A plan as a mermaid gantt: a section for each node, each operation from its earliest start, the critical path marked.
 *
 * Times are written as mermaid's milliseconds, whichever unit the title names.
 */
export function drawPlan({ graph, operations, criticalPathMs, sequentialMs }: TitledPlan): string {
  const isFine = criticalPathMs < fineBelowMs;
  const unitsOf = (ms: number): number => Math.round(isFine ? ms * 1_000 : ms);
  const unit = isFine ? "microseconds" : "milliseconds";
  const total = `${unitsOf(criticalPathMs)} of ${unitsOf(sequentialMs)} ${unit}`;
  const sections = [...Map.groupBy(operations, ({ node }) => node)].flatMap(([node, own]) => [
    // A colon would end the name.
    `  section ${node.replaceAll(":", " / ")}`,
    ...own.map(({ name, earliestMs, durationMs, isCritical }) => {
      const length = Math.max(1, unitsOf(durationMs));
      return `  ${name} :${isCritical ? "crit, " : ""}${name}, ${unitsOf(earliestMs)}, ${length}ms`;
    }),
  ]);
  return [
    `%%{init: {"gantt": {"leftPadding": ${sectionNamePx}}}}%%`,
    "gantt",
    `  title Graph ${graph}, critical path ${total}`,
    "  dateFormat x",
    "  axisFormat %Q",
    ...sections,
    "",
  ].join("\n");
}
