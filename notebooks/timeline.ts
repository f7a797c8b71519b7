import type { Operation } from "#src/domain/operation.ts";
import { plot } from "./plot.ts";

/** Something with a beginning and an end. */
export type Span = {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** What its colour says. */
  readonly kind: string;
  /** Picture it belongs to, where several stand below each other on one scale of time. */
  readonly row?: string;
};

/** Operations of one record as spans, in the order in which they began. */
export const spansOf = (
  operations: readonly Operation[],
  { row, kindOf }: { readonly row?: string; readonly kindOf: (operation: Operation) => string },
): Span[] =>
  operations
    .toSorted((a, b) => a.startedMs - b.startedMs)
    .map((operation) => ({
      name: operation.name,
      startMs: operation.startedMs,
      endMs: operation.startedMs + operation.durationMs,
      kind: kindOf(operation),
      ...(row !== undefined && { row }),
    }));

/** Draws spans as bars over time, in the order given. */
export async function timeline(
  title: string,
  spans: readonly Span[],
  {
    colours,
    legend = null,
  }: { readonly colours: Readonly<Record<string, string>>; readonly legend?: string | null },
): Promise<void> {
  const unit = {
    width: 620,
    height: { step: 16 },
    mark: { type: "bar" as const, cornerRadius: 2, minBandSize: 2 },
    encoding: {
      y: { field: "name", type: "nominal" as const, sort: null, title: null },
      x: { field: "startMs", type: "quantitative" as const, title: "milliseconds" },
      x2: { field: "endMs" },
      color: {
        field: "kind",
        type: "nominal" as const,
        title: legend,
        scale: { domain: Object.keys(colours), range: Object.values(colours) },
      },
    },
  };
  const rows = [...new Set(spans.map(({ row }) => row))];
  await plot({
    title,
    data: { values: spans.map((span) => ({ ...span })) },
    ...(rows.length > 1
      ? {
          facet: { row: { field: "row", sort: rows as string[] } },
          spec: unit,
          resolve: { scale: { y: "independent" } },
        }
      : unit),
  });
}
