import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assignLanes,
  layOutTimeline,
  renderBatchTimeline,
  timelineBarsMax,
  type TimelineEntry,
} from "#src/report/batch-timeline.ts";

const anEntry = (startedMs: number, durationMs: number, file = "a.pdf"): TimelineEntry => ({
  file,
  startedMs,
  durationMs,
});

describe("the batch timeline", () => {
  it("uses one lane for documents one after the other", () => {
    const placed = assignLanes([anEntry(0, 10), anEntry(10, 10), anEntry(20, 5)]);

    expect(placed.map(({ lane }) => lane)).toEqual([0, 0, 0]);
  });

  it("uses as many lanes as documents ran at once", () => {
    const placed = assignLanes([anEntry(0, 10), anEntry(5, 10), anEntry(12, 5)]);

    expect(placed.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  });

  it("never draws two documents over each other", () => {
    const entry = fc
      .tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 50 }))
      .map(([startedMs, durationMs]) => anEntry(startedMs, durationMs));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const byLane = Map.groupBy(assignLanes(entries), ({ lane }) => lane);
        for (const placed of byLane.values()) {
          let freeAtMs = 0;
          for (const { entry: drawn } of placed) {
            expect(drawn.startedMs).toBeGreaterThanOrEqual(freeAtMs);
            freeAtMs = drawn.startedMs + drawn.durationMs;
          }
        }
      }),
    );
  });

  it("stays bounded for a very long batch and says so", () => {
    const entries = Array.from({ length: timelineBarsMax + 1 }, (_, index) => anEntry(index, 1));
    const { source } = renderBatchTimeline(layOutTimeline(entries), new Map(), entries.length);

    expect(source.match(/<rect/g)?.length).toBeLessThanOrEqual(timelineBarsMax);
    expect(source).toContain("one in 2 of 2001 documents drawn");
  });

  it("says how many documents of a resumed batch have a time", () => {
    const { source } = renderBatchTimeline(layOutTimeline([anEntry(0, 1)]), new Map(), 3);

    expect(source).toContain("1 of 3 documents timed");
  });

  it("escapes file names", () => {
    const { source } = renderBatchTimeline(
      layOutTimeline([anEntry(0, 1, "<script>.pdf")]),
      new Map(),
      1,
    );

    expect(source).toContain("&lt;script&gt;.pdf");
  });
});
