import { describe } from "vitest";
import {
  contractPast,
  contractPolicies,
  describeKnowledgeIndex,
} from "#test/contracts/knowledge-index-contract.ts";
import { itGivesNoAnswer } from "#test/contracts/seller-registry-contract.ts";
import { createFakeKnowledgeIndex } from "./fake-knowledge-index.ts";

const policies = Object.entries(contractPolicies).flatMap(([title, text]) =>
  text.split("\n## ").map((part) => ({ source: "policy" as const, title, text: part })),
);
const invoices = contractPast.map(({ batchId, outcome }) => ({
  source: "invoice" as const,
  title: `${batchId}: ${outcome.file}`,
  text: `Earlier invoice of ${outcome.invoice?.seller?.name}`,
}));

describeKnowledgeIndex("The fake knowledge index", () =>
  createFakeKnowledgeIndex({ passages: [...policies, ...invoices] }),
);

describe("A fake knowledge index that is told to fail", () => {
  itGivesNoAnswer((failure) => createFakeKnowledgeIndex({ failure }).search("hotel", { limit: 1 }));
});
