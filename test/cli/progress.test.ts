import { describe, expect, it } from "vitest";
import { createProgress } from "#src/cli/progress.ts";
import type { BatchSummary } from "#src/domain/batch.ts";
import type { RunEvent } from "#src/domain/run-event.ts";

const summaryOf = (dispatched: number): BatchSummary => ({
  batchId: "b",
  dispatched,
  decided: dispatched - 1,
  awaitingReview: 0,
  quarantined: 1,
  decisions: { auto_approve: dispatched - 1, manager_approval: 0, reject: 0 },
  status: "SUCCESS_WITH_PARTIAL_FAILURES",
  successRate: 1,
  recommendation: "",
  wallSeconds: 1,
  documentsPerSecond: 1,
});

const progressed = (done: number, total: number, etaSeconds?: number): RunEvent => ({
  type: "batch.progress",
  batchId: "b",
  done,
  total,
  byDecision: { auto_approve: done, manager_approval: 0, reject: 0, quarantined: 0 },
  ...(etaSeconds !== undefined && { etaSeconds }),
});

function aScreen(total: number, { isTerminal = true, isQuiet = false } = {}) {
  let nowMs = 0;
  const lines: string[] = [];
  const tell = (text: string): void => void lines.push(text.replace("\r\u001B[2K", ""));
  const progress = createProgress({ tell, isTerminal, now: () => nowMs }, { total, isQuiet });
  return {
    lines,
    progress,
    /** An event, a second later. */
    later: (event: RunEvent): void => {
      nowMs += 1_000;
      progress.onEvent(event);
    },
  };
}

describe("the progress of a command", () => {
  it("shows done, decisions, speed and the time left as the batch tells it", () => {
    const { lines, later } = aScreen(100);
    later(progressed(0, 100));
    later(progressed(20, 100, 4));

    expect(lines.at(-1)).toBe(
      "20/100  ·  so far approve 20  manager 0  reject 0  quarantined 0  ·  20.0/s  ·  4 s left",
    );
  });

  it("does not count what an earlier run recorded as speed of this one", () => {
    const { lines, later } = aScreen(100);
    later(progressed(60, 100));
    later(progressed(70, 100, 3));

    expect(lines.at(-1)).toContain("70/100");
    expect(lines.at(-1)).toContain("10.0/s");
  });

  it("adds up the parts of a large batch", () => {
    const { lines, later } = aScreen(8_000);
    later(progressed(5_000, 5_000, 0));
    later({ type: "batch.finished", batchId: "b", isComplete: true, summary: summaryOf(5_000) });
    later(progressed(1_000, 3_000, 20));

    expect(lines.at(-1)).toContain("6000/8000");
    expect(lines.at(-1)).toContain("approve 5999  manager 0  reject 0  quarantined 1");
    expect(lines.at(-1)).toContain("20 s left");
  });

  it("draws the end however soon it comes, and nothing when quiet", () => {
    const loud = aScreen(2, { isTerminal: false });
    loud.progress.onEvent(progressed(2, 2, 0));
    expect(loud.lines).toHaveLength(1);
    const quiet = aScreen(2, { isQuiet: true });
    quiet.later(progressed(2, 2, 0));
    expect(quiet.lines).toEqual([]);
  });
});
