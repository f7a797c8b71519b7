import { describe, expect, it } from "vitest";
import { planAnalysis } from "#src/nodes/plan-analysis.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { aDraft } from "#test/support/an-invoice.ts";

describe("The plan of an analysis", () => {
  it.each(["auto", "ollama", "rules"] as const)(
    "needs no model for XML, however little was read of it (%s)",
    async (mode) => {
      const deps = { documentAnalyst: createFakeDocumentAnalyst(), log: () => undefined };

      const plan = await planAnalysis(aDraft({ invoice: {} }), mode, deps, undefined);

      expect(plan).toMatchObject({ isWanted: false, reason: "e_invoice" });
    },
  );
});
