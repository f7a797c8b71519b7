import { describe, expect, it } from "vitest";
import { defaultPolicy } from "#src/domain/policy.ts";
import { planAnalysis } from "#src/nodes/plan-analysis.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { aDraft } from "#test/support/an-invoice.ts";

describe("The plan of an analysis", () => {
  it.each(["auto", "ollama", "rules"] as const)(
    "needs no model for XML, however little was read of it (%s)",
    async (mode) => {
      const documentAnalyst = createFakeDocumentAnalyst();
      const deps = { documentAnalyst, policy: defaultPolicy, log: () => undefined };

      const plan = await planAnalysis(aDraft({ invoice: {} }), mode, deps, undefined);

      expect(plan).toMatchObject({ isWanted: false, reason: "e_invoice" });
    },
  );
});
