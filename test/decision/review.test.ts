import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyReview, keepReview } from "#src/decision/review.ts";
import { type Decision, decisionHistoryMax } from "#src/domain/decision.ts";
import type { Finding } from "#src/domain/finding.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { Review } from "#src/domain/review.ts";
import {
  aDocument,
  anOutcome,
  aQuarantinedOutcome,
  documentIdOf,
} from "#test/storage/ledger-builders.ts";

const document = aDocument("a.xml");

const byPolicy = (action: Decision["action"], ...reasons: string[]): Decision => ({
  action,
  reasons,
  decidedBy: "policy",
  policyVersion: "p1",
});

const waiting: Outcome = anOutcome(document, {
  status: "awaiting_review",
  decision: byPolicy("manager_approval", "Above the limit."),
});

const aReview = (review: Partial<Review> = {}): Review => ({
  batchId: "b1",
  file: document.file,
  documentId: document.documentId,
  revision: 1,
  action: "approve",
  reviewer: "Ada",
  at: "2026-03-02T09:00:00Z",
  ...review,
});

const copy: Finding = {
  check: "duplicates",
  rule: "DUPLICATE-NUMBER",
  status: "contradicted",
  severity: "error",
  message: "The same seller and invoice number: b.xml.",
};

function reviewed(outcome: Outcome, review: Partial<Review> = {}): Outcome {
  const applied = applyReview(outcome, aReview(review));
  if (applied === undefined) throw new Error("nothing to decide");
  return applied;
}

describe("a review", () => {
  it("decides, says who and why, and keeps the decision it replaces", () => {
    const outcome = reviewed(waiting, { comment: "Ordered by phone." });

    expect(outcome).toMatchObject({
      status: "decided",
      decision: {
        action: "approve",
        decidedBy: "reviewer",
        reviewer: "Ada",
        comment: "Ordered by phone.",
        reasons: ["Approved by Ada: Ordered by phone."],
        policyVersion: "p1",
      },
      decisionHistory: [
        {
          action: "manager_approval",
          replacedAt: "2026-03-02T09:00:00Z",
          replacedBecause: "Reviewed by Ada.",
        },
      ],
    });
    expect(outcome.findings).toEqual(waiting.findings);
  });

  it("names the contradictions an approval was given in spite of, and a rejection none", () => {
    const suspicious = { ...waiting, findings: [copy] };

    expect(reviewed(suspicious).decision).toMatchObject({
      despite: ["DUPLICATE-NUMBER"],
      reasons: ["Approved by Ada, in spite of DUPLICATE-NUMBER."],
    });
    expect(reviewed(suspicious, { action: "reject" }).decision).not.toHaveProperty("despite");
  });

  it("still lists the checks that were skipped", () => {
    const decision = { ...byPolicy("manager_approval", "No answer."), skippedChecks: ["seller"] };

    expect(reviewed({ ...waiting, decision }).decision?.skippedChecks).toEqual(["seller"]);
  });

  it("has nothing to decide about a quarantined document", () => {
    expect(applyReview(aQuarantinedOutcome(document), aReview())).toBeUndefined();
  });

  it("never shortens or changes the history, however often a document is reviewed", () => {
    const action = fc.constantFrom("approve" as const, "reject" as const);
    const steps = fc.array(fc.record({ action, isJudgedAnew: fc.boolean() }), { maxLength: 8 });
    fc.assert(
      fc.property(steps, (taken) => {
        let outcome: Outcome = waiting;
        for (const { action: decided, isJudgedAnew } of taken) {
          const before = outcome;
          outcome = reviewed(outcome, { action: decided });
          expect(outcome.decisionHistory?.slice(0, -1)).toEqual(before.decisionHistory ?? []);
          expect(outcome.decisionHistory?.at(-1)).toMatchObject(before.decision ?? {});
          if (!isJudgedAnew) continue;
          const judged = { ...outcome, decision: byPolicy("reject", "A copy."), findings: [copy] };
          const kept = keepReview(judged, outcome);
          expect(kept.decisionHistory).toEqual(outcome.decisionHistory);
          expect(kept.decision).toMatchObject({ action: decided, decidedBy: "reviewer" });
          outcome = kept;
        }
      }),
    );
  });
});

describe("decisions that were replaced", () => {
  it("are kept up to a number: the last ones, and what the policy made of it when a person last looked", () => {
    let outcome = waiting;
    for (let at = 1; at <= decisionHistoryMax + 10; at += 1) {
      outcome = reviewed(outcome, { reviewer: `Reviewer ${at}` });
    }

    const { decisionHistory = [] } = outcome;
    expect(decisionHistory).toHaveLength(decisionHistoryMax);
    expect(decisionHistory[0]).toMatchObject({ decidedBy: "policy" });
    expect(decisionHistory[1]).toMatchObject({ reviewer: "Reviewer 11" });
    expect(decisionHistory.at(-1)).toMatchObject({
      reviewer: `Reviewer ${decisionHistoryMax + 9}`,
    });
    // Else what the policy said all along would be told as news.
    expect(keepReview(waiting, outcome).decision).not.toHaveProperty("sinceReview");
  });
});

describe("what is judged after a review", () => {
  const approved = reviewed(waiting);
  const judged: Outcome = {
    ...waiting,
    status: "decided",
    findings: [copy],
    decision: byPolicy("reject", "A copy."),
  };

  it("is a finding; the decision stays the reviewer's and says what came since", () => {
    const { decision } = approved;
    expect(keepReview(judged, approved)).toEqual({
      ...approved,
      findings: [copy],
      decision: { ...decision, sinceReview: { action: "reject", reasons: ["A copy."] } },
    });
  });

  it("changes nothing if it is judged again, and takes back what does not hold any more", () => {
    const kept = keepReview(judged, approved);

    expect(keepReview(judged, kept)).toEqual(kept);
    expect(keepReview(waiting, kept)).toEqual(approved);
  });

  it("is no news to a reviewer who looked again", () => {
    const again = reviewed(keepReview(judged, approved), { reviewer: "Grace" });

    expect(again.decision).not.toHaveProperty("sinceReview");
    expect(keepReview(judged, again).decision).not.toHaveProperty("sinceReview");
    expect(keepReview(waiting, again).decision?.sinceReview?.action).toBe("manager_approval");
  });

  it("replaces the review of another content, and no review at all", () => {
    const changed = { ...judged, documentId: documentIdOf("changed") };

    expect(keepReview(changed, approved)).toBe(changed);
    expect(keepReview(judged, waiting)).toBe(judged);
  });

  it("leaves the record where the document cannot be read any more", () => {
    expect(keepReview(aQuarantinedOutcome(document), approved)).toBe(approved);
  });
});
