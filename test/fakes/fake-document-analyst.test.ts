import { expect, it } from "vitest";
import { AnswerUnusable } from "#src/ports/document-analyst.ts";
import {
  anAnalysisRequest,
  type AnalystBehaviour,
  describeDocumentAnalyst,
} from "#test/contracts/document-analyst-contract.ts";
import { createFakeDocumentAnalyst, type FakeAnalysis } from "./fake-document-analyst.ts";

const nonsense = new AnswerUnusable("analysis.unusable_answer", "told to talk nonsense");

function create(behaviour: AnalystBehaviour) {
  const { promise: whenAsked, resolve: isAsked } = Promise.withResolvers<void>();
  const answers = (): FakeAnalysis | Promise<FakeAnalysis> => {
    isAsked();
    if (behaviour.kind === "answers") return { invoiceNumber: behaviour.invoiceNumber };
    return behaviour.kind === "hangs" ? new Promise<never>(() => undefined) : nonsense;
  };
  const analyst = createFakeDocumentAnalyst({
    answers,
    ...(behaviour.kind === "is_down" && { failure: { isTransient: true } }),
  });
  return Promise.resolve({ analyst, model: "fake-model", whenAsked });
}

describeDocumentAnalyst("The fake", create);

it("lists the documents it was asked about", async () => {
  const analyst = createFakeDocumentAnalyst({ answers: { d1: { invoiceNumber: "17" } } });

  await analyst.analyze(anAnalysisRequest({ documentId: "d1" }));
  await analyst.analyze(anAnalysisRequest({ documentId: "d2" }));

  expect(analyst.asked).toEqual(["d1", "d2"]);
});
