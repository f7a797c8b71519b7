import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "#src/domain/finding.ts";
import { defaultPolicy, Policy } from "#src/domain/policy.ts";
import { rules } from "#src/domain/rules.ts";
import { scoreRisk } from "#src/risk/score-risk.ts";
import { aFinding } from "#test/support/an-invoice.ts";

const anyFinding = (status: Finding["status"]) =>
  fc.record({
    check: fc.constant("totals" as const),
    rule: fc.constantFrom(...rules.map(({ id }) => id)),
    status: fc.constant(status),
    severity: fc.constantFrom("info" as const, "warning" as const, "error" as const),
    message: fc.string(),
  });
const contradictedFinding = anyFinding("contradicted");
const harmlessFinding = fc.oneof(anyFinding("verified"), anyFinding("unknown"));
const findings = fc.array(fc.oneof(contradictedFinding, harmlessFinding), { maxLength: 40 });

describe("the risk score", () => {
  it("does not depend on the order of findings", () => {
    fc.assert(
      fc.property(
        findings.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(scoreRisk(shuffled, defaultPolicy)).toEqual(scoreRisk(list, defaultPolicy));
        },
      ),
    );
  });

  it("is never lowered by one more contradiction", () => {
    fc.assert(
      fc.property(findings, contradictedFinding, (list, more) => {
        const before = scoreRisk(list, defaultPolicy).score;
        expect(scoreRisk([...list, more], defaultPolicy).score).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it("is not changed by what is verified or unknown", () => {
    fc.assert(
      fc.property(findings, harmlessFinding, (list, more) => {
        expect(scoreRisk([...list, more], defaultPolicy)).toEqual(scoreRisk(list, defaultPolicy));
      }),
    );
  });

  it("is from 0 to 1 with four decimals", () => {
    fc.assert(
      fc.property(findings, (list) => {
        const { score } = scoreRisk(list, defaultPolicy);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(score).toBe(Number(score.toFixed(4)));
      }),
    );
  });

  it("is 0 and low without findings", () => {
    expect(scoreRisk([], defaultPolicy)).toEqual({ score: 0, level: "low", reasons: [] });
  });

  it("combines weights as independent chances", () => {
    const list = [aFinding({ rule: "BR-CO-15" }), aFinding({ rule: "BR-CO-16" })];

    expect(scoreRisk(list, defaultPolicy).score).toBe(0.64);
  });

  it("counts a mistake repeated on many lines once, with its heaviest finding", () => {
    const lines = ["warning", "error", "warning"] as const;
    const list = lines.map((severity, line) => aFinding({ severity, message: `line ${line}` }));

    expect(scoreRisk(list, defaultPolicy)).toMatchObject({
      score: 0.4,
      reasons: [{ code: "BR-CO-15", weight: 0.4, message: "line 1" }],
    });
  });

  it("names the heaviest reason first", () => {
    const list = [
      aFinding({ rule: "DATES-DUE", severity: "warning" }),
      aFinding({ rule: "SELLER-IBAN-CHANGED" }),
      aFinding({ rule: "BR-CO-15" }),
    ];

    expect(scoreRisk(list, defaultPolicy).reasons.map(({ code }) => code)).toEqual([
      "SELLER-IBAN-CHANGED",
      "BR-CO-15",
      "DATES-DUE",
    ]);
  });

  it("ignores rules the policy gives no weight", () => {
    const policy = Policy.parse({ risk: { weightByRule: { "BR-CO-15": 0 } } });

    expect(scoreRisk([aFinding({ rule: "BR-CO-15" })], policy)).toMatchObject({
      score: 0,
      reasons: [],
    });
  });

  it("calls a score what the policy's thresholds call it", () => {
    const levelAt = (rule: string): string => scoreRisk([aFinding({ rule })], defaultPolicy).level;

    expect([levelAt("ADDRESS-REGION"), levelAt("BR-CO-15"), levelAt("DUPLICATE-CONTENT")]).toEqual([
      "low",
      "medium",
      "high",
    ]);
  });
});
