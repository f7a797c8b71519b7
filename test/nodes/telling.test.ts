import { describe, expect, it } from "vitest";
import { buildAnalysisGraph } from "#graphs/analysis.ts";
import { buildInvoiceGraph, type InvoiceGraphDeps } from "#graphs/invoice.ts";
import type { Measurement } from "#src/domain/measurement.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import { DocumentRejected } from "#src/errors.ts";
import { RunContext } from "#src/state/run-context.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { createFakeDocumentReader } from "#test/fakes/fake-document-reader.ts";
import { createFakeSellerRegistry } from "#test/fakes/fake-seller-registry.ts";
import { pageDeps, pageDocument, rightAnswer } from "#test/support/a-page-invoice.ts";

/*
 * What graphs tell of one document that a model reads too: to who follows the run, and to the process.
 */
type Told = RunEvent | Measurement;

const build = { invoice: buildInvoiceGraph, analysis: buildAnalysisGraph };

async function toldBy(
  graph: keyof typeof build,
  { context = {}, ...changes }: Partial<InvoiceGraphDeps> & { context?: Partial<RunContext> } = {},
) {
  const told: Told[] = [];
  const streamed: RunEvent[] = [];
  const documentAnalyst = createFakeDocumentAnalyst({ answers: () => rightAnswer });
  const observe = (one: Told): void => void told.push(one);
  const deps = pageDeps({ documentAnalyst, observe, ...changes });
  const stream = await build[graph](deps).stream(
    { path: pageDocument.path, file: pageDocument.file },
    { context: RunContext.parse({ analysis: "ollama", ...context }), streamMode: ["custom"] },
  );
  for await (const [, event] of stream) streamed.push(event as RunEvent);
  return { told, streamed };
}

const stagesOf = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.type === "document.stage" ? event.stage : []));

const tiersOf = (told: readonly Told[]) => told.filter(({ type }) => type === "tier.finished");

describe("a document that a model reads", () => {
  it("comes to the model while its checks run, also inside the subgraph", async () => {
    const { streamed } = await toldBy("invoice");
    expect(stagesOf(streamed)).toEqual(["reading", "checking", "analyzing", "deciding"]);
  });

  it("is neither checked nor decided where it is analysed by itself", async () => {
    const { streamed } = await toldBy("analysis");
    expect(stagesOf(streamed)).toEqual(["reading", "analyzing"]);
    expect(streamed.map(({ type }) => type)).not.toContain("document.decided");
  });

  it("is told to the process as it is to who follows the run", async () => {
    const { told, streamed } = await toldBy("invoice");
    const types = new Set<string>(["document.stage", "document.decided"]);
    expect(told.filter(({ type }) => types.has(type))).toEqual(streamed);
  });

  it("has both tiers measured, by the mode they ran in", async () => {
    const { told } = await toldBy("analysis", { context: { tier2: "sequential" } });
    expect(tiersOf(told)).toMatchObject([
      { tier: 1, mode: "parallel" },
      { tier: 2, mode: "sequential" },
    ]);
  });

  it("has no tier measured that is off", async () => {
    const { told } = await toldBy("analysis", { context: { tier1: "off" } });
    expect(tiersOf(told)).toMatchObject([{ tier: 2 }]);
  });

  it("has a service without an answer, and a document that cannot be read, counted as they ended", async () => {
    const sellerRegistry = createFakeSellerRegistry({ failure: { isTransient: true } });
    const { told } = await toldBy("invoice", { sellerRegistry });
    const outcomes = told.flatMap((one) =>
      one.type === "operation.finished" ? [[one.operation.name, one.operation.outcome]] : [],
    );
    expect(outcomes).toContainEqual(["verify_seller", "no_answer"]);

    const damaged = new DocumentRejected("document.damaged", "The file breaks off.");
    const documentReader = createFakeDocumentReader({ [pageDocument.file]: damaged });
    const refused = await toldBy("invoice", { documentReader });
    expect(refused.told).toContainEqual({ type: "operation.failed", name: "draft_invoice" });
    expect(refused.streamed.at(-1)).toMatchObject({
      type: "document.decided",
      status: "quarantined",
      errorCode: "document.damaged",
    });
  });

  it("leaves it to its batch to tell what it came to", async () => {
    const { streamed } = await toldBy("invoice", { isWorker: true });
    expect(stagesOf(streamed)).toContain("deciding");
    expect(streamed.map(({ type }) => type)).not.toContain("document.decided");
  });
});
