import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPolicy } from "#src/adapters/settings-files/read-policy.ts";
import { defaultPolicy } from "#src/domain/policy.ts";
import { rules } from "#src/domain/rules.ts";
import { ConfigError } from "#src/errors.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fanfold-policy-"));
const file = path.join(folder, "policy.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): ReturnType<typeof readPolicy> {
  writeFileSync(file, text);
  return readPolicy(file);
}

function errorOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(file, "policy.yaml");
    throw error;
  }
  return "no error";
}

describe("reading a policy", () => {
  it("gives the defaults without a file and for an empty one", () => {
    expect(readPolicy(undefined).policy).toEqual(defaultPolicy);
    expect(read("# nothing\n").policy).toEqual(defaultPolicy);
  });

  it("finds in the example exactly the defaults, every key of them", () => {
    const example = readPolicy(path.join(import.meta.dirname, "../../../policy.example.yaml"));

    expect(example).toEqual(readPolicy(undefined));
  });

  it("lists every built-in weight in the example", () => {
    const own = rules.filter(({ weight }) => weight !== undefined).map(({ id }) => id);

    expect(Object.keys(defaultPolicy.risk.weightByRule)).toEqual(own);
  });

  it("names the same policy by the same version, however it is written", () => {
    const block = read("risk:\n  rejectFrom: 0.8\n  autoApproveBelow: 0.1\n");
    const flow = read("# note\nrisk: { autoApproveBelow: 0.10, rejectFrom: 0.8 }\n");

    expect(flow.policyVersion).toBe(block.policyVersion);
    expect(block.policyVersion).not.toBe(readPolicy(undefined).policyVersion);
  });

  it("keeps the weights of rules that are not listed", () => {
    const { policy } = read("risk:\n  weightByRule:\n    BR-CO-15: 0.9\n");

    expect(policy.risk.weightByRule).toEqual({
      ...defaultPolicy.risk.weightByRule,
      "BR-CO-15": 0.9,
    });
  });

  it("reads amounts as exact decimals", () => {
    const { policy } = read(
      'autoApproval:\n  limitByCurrency: { USD: 6000, CHF: "4500.50", JPY: 700000 }\n',
    );

    expect(policy.autoApproval.limitByCurrency).toEqual({
      USD: "6000",
      CHF: "4500.50",
      JPY: "700000",
    });
  });

  it("approves no picture however unsurely it was read", () => {
    const cost = (wrongValueCost: number, scans: string): string =>
      `autoApproval: { wrongValueCost: ${wrongValueCost}, scans: ${scans} }\n`;

    expect(errorOf(cost(1, "like_invoices"))).toMatch(
      /^policy\.yaml:1: autoApproval\.wrongValueCost is wrong: must be at least 10 with scans: like_invoices/,
    );
    expect(errorOf(cost(10, "like_invoices"))).toBe("no error");
    expect(errorOf(cost(1, "manager_approval"))).toBe("no error");
  });

  it.each([
    [
      "an unknown key",
      "risk:\n  thresholds: 1\n",
      /^policy\.yaml:2: risk\.thresholds is not known; allowed: autoApproveBelow, rejectFrom/,
    ],
    [
      "an unknown top key",
      "limits: 1\n",
      /^policy\.yaml:1: limits is not known; allowed: risk, rejectRules/,
    ],
    [
      "an unknown rule",
      "risk:\n  weightByRule:\n    BR-CO-99: 1\n",
      /^policy\.yaml:3: risk\.weightByRule\.BR-CO-99 is not known; .*docs\/rules\.md/,
    ],
    [
      "an unknown rule to reject",
      "rejectRules: [FOO]\n",
      /^policy\.yaml:1: rejectRules\.0 is wrong: expected a rule id/,
    ],
    [
      "a weight above 1",
      "risk:\n  weightBySeverity:\n    error: 2\n",
      /^policy\.yaml:3: risk\.weightBySeverity\.error is wrong: .*<=1/,
    ],
    [
      "thresholds that cross",
      "risk:\n  autoApproveBelow: 0.9\n  rejectFrom: 0.1\n",
      /^policy\.yaml:2: risk\.autoApproveBelow is wrong: must not be above rejectFrom/,
    ],
    [
      "no such choice",
      "sellerMasterFile: maybe\n",
      /^policy\.yaml:1: sellerMasterFile is wrong: .*"required"\|"optional"/,
    ],
    [
      "no such currency",
      "autoApproval:\n  limitByCurrency:\n    EURO: 5\n",
      /^policy\.yaml:3: .*EURO is wrong: expected a currency code such as EUR/,
    ],
    [
      "a negative limit",
      "autoApproval:\n  limitInBaseCurrency: -5\n",
      /^policy\.yaml:2: .* must not be negative/,
    ],
    ["broken YAML", "risk:\n  a: [1\n", /^policy\.yaml:\d: is not valid YAML: /],
    ["aliases", "risk: &r {}\nautoApproval: *r\n", /^policy\.yaml: uses YAML aliases/],
    ["a list", "- risk\n", /^policy\.yaml: is wrong: .*expected object/],
  ])("says in one line what is wrong: %s", (_name, text, message) => {
    expect(errorOf(text)).toMatch(message);
    expect(errorOf(text)).not.toContain("\n");
  });

  it("says that a file cannot be read, and how it was given", () => {
    expect(() => readPolicy(path.join(folder, "missing.yaml"))).toThrow(
      /missing\.yaml: cannot be read .*--policy/,
    );
  });
});
