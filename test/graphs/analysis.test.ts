import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { buildAnalysisGraph } from "#graphs/analysis.ts";
import type { InvoiceGraphDeps } from "#graphs/invoice.ts";
import type { AnalysisResult } from "#src/domain/analysis.ts";
import { DocumentRejected } from "#src/errors.ts";
import {
  type AnalysisRequest,
  AnalystUnavailable,
  AnswerUnusable,
} from "#src/ports/document-analyst.ts";
import { PortUnavailable } from "#src/ports/port-unavailable.ts";
import { RunContext } from "#src/state/run-context.ts";
import { createFakeDocumentAnalyst } from "#test/fakes/fake-document-analyst.ts";
import { createFakeDocumentReader } from "#test/fakes/fake-document-reader.ts";
import { createFakeKnowledgeIndex } from "#test/fakes/fake-knowledge-index.ts";
import { createFakeLedger } from "#test/fakes/fake-ledger.ts";
import { aDraft } from "#test/support/an-invoice.ts";
import { pageDeps, pageDocument, pageText, rightAnswer } from "#test/support/a-page-invoice.ts";
import { textContent } from "#test/extraction/model/an-answer.ts";

const file = "invoice.txt";
const never = async (): Promise<never> => await new Promise(() => undefined);

/** The analysis graph over fakes, with a model that reads right and tells what it was given. */
function anAnalysis(changes: Partial<InvoiceGraphDeps> = {}) {
  const requests: AnalysisRequest[] = [];
  const documentAnalyst = createFakeDocumentAnalyst({
    answers: (request) => {
      requests.push(request);
      return rightAnswer;
    },
  });
  const knowledgeIndex = createFakeKnowledgeIndex({
    passages: [
      { source: "policy", title: "travel.md", text: "Beispiel Werke bills in EUR, Beratung" },
    ],
  });
  const graph = buildAnalysisGraph(pageDeps({ documentAnalyst, knowledgeIndex, ...changes }));
  const run = async (
    context: Partial<RunContext> = {},
    config: { signal?: AbortSignal; store?: InMemoryStore } = {},
  ): Promise<AnalysisResult> => {
    const { analysis } = await graph.invoke(
      { path: pageDocument.path },
      { context: RunContext.parse({ analysis: "ollama", ...context }), ...config },
    );
    return analysis;
  };
  return { run, requests };
}

const outcomesOf = ({ operations }: AnalysisResult) =>
  Object.fromEntries(Object.values(operations).map(({ name, outcome }) => [name, outcome]));

describe("the analysis of a document", () => {
  it("gives the model's answer with its places, its worth and its cost", async () => {
    const result = await anAnalysis({
      modelPrices: { perMillionPromptTokens: "1", perMillionOutputTokens: "2", perHour: "3.6" },
    }).run();

    expect(result.status).toBe("answered");
    expect(result.analysis?.answer.invoiceNumber).toBe("2026-0815");
    expect(result.citations?.length).toBeGreaterThan(10);
    expect(result.citations?.filter(({ status }) => status !== "grounded")).toEqual([]);
    expect(result.quality).toMatchObject({ completeness: 1, agreement: 1, isConsistent: true });
    // 1,000 and 300 tokens, one second.
    expect(result.cost).toMatchObject({ promptTokens: 1_000, amount: "0.002600" });
  });

  it("gives the model what each task of tier 1 found", async () => {
    const store = new InMemoryStore();
    await store.put(["sellers", "vat", "DE136695976"], "1", { note: "Pays by direct debit." });
    const { run, requests } = anAnalysis();

    await run({}, { store });

    const [request] = requests;
    expect(request?.context.passages.map(({ title }) => title)).toEqual(["travel.md"]);
    expect(request?.context.suggestedChecks.length).toBeGreaterThan(0);
    expect(request?.context.seller?.notes).toEqual(["Pays by direct debit."]);
    expect(request?.draft?.invoice.invoiceNumber).toBe("2026-0815");
  });

  it("shows every task with its time, and what each tier took", async () => {
    const result = await anAnalysis().run();

    expect(outcomesOf(result)).toEqual({
      draft_invoice: "ok",
      retrieve_context: "ok",
      suggest_checks: "ok",
      recall_seller: "ok",
      analyze_document: "ok",
      score_quality: "ok",
      extract_citations: "ok",
      track_cost: "ok",
    });
    expect(result.tier1).toBeDefined();
    expect(result.tier2).toBeDefined();
  });

  it("asks no model about an e-invoice, and says so", async () => {
    const { run, requests } = anAnalysis({
      documentReader: createFakeDocumentReader({ [file]: aDraft() }),
    });

    expect(await run()).toMatchObject({ status: "skipped", reason: "e_invoice" });
    expect(requests).toEqual([]);
  });

  it("asks no model in mode rules, nor in mode auto where the draft is sure", async () => {
    const { run, requests } = anAnalysis();

    expect(await run({ analysis: "rules" })).toMatchObject({ reason: "rules_requested" });
    expect(await run({ analysis: "auto" })).toMatchObject({ reason: "draft_is_sure" });
    expect(requests).toEqual([]);
  });

  it("does not begin in mode ollama if no model can be used, and says what to do", async () => {
    const documentAnalyst = createFakeDocumentAnalyst({
      status: { isReady: false, problems: [{ code: "x", message: "run: ollama pull qwen" }] },
    });

    const run = anAnalysis({ documentAnalyst }).run();

    await expect(run).rejects.toThrow(AnalystUnavailable);
    await expect(run).rejects.toThrow("run: ollama pull qwen");
  });

  it("says why a document cannot be read", async () => {
    const damaged = new DocumentRejected("document.damaged", "The PDF is damaged.");
    const { run, requests } = anAnalysis({
      documentReader: createFakeDocumentReader({ [file]: damaged }),
    });

    expect(await run()).toMatchObject({
      status: "failed",
      reason: "failed",
      message: "The PDF is damaged.",
    });
    expect(requests).toEqual([]);
  });

  it("fails if the file cannot be opened", async () => {
    const { run } = anAnalysis({ documentReader: createFakeDocumentReader({}) });

    await expect(run()).rejects.toMatchObject({ code: "file.unreadable" });
  });
});

describe("tier 1", () => {
  const broken = {
    retrieve_context: {
      knowledgeIndex: createFakeKnowledgeIndex({ failure: { isTransient: true } }),
    },
    recall_seller: {
      ledger: { ...createFakeLedger(), pastOutcomes: () => Promise.reject(new Error("broken")) },
    },
  } satisfies Record<string, Partial<InvoiceGraphDeps>>;

  it.each(Object.entries(broken))("answers without %s, which failed", async (task, changes) => {
    const result = await anAnalysis(changes).run();

    expect(result.status).toBe("answered");
    expect(outcomesOf(result)).toMatchObject({ [task]: "failed", suggest_checks: "ok" });
  });

  it("answers when all its tasks fail", async () => {
    const policy = new Proxy({} as InvoiceGraphDeps["policy"], {
      get: () => {
        throw new Error("broken");
      },
    });
    const { run, requests } = anAnalysis({
      ...broken.retrieve_context,
      ...broken.recall_seller,
      policy,
    });

    const result = await run();

    expect(result.status).toBe("answered");
    expect(outcomesOf(result)).toMatchObject({
      retrieve_context: "failed",
      suggest_checks: "failed",
      recall_seller: "failed",
    });
    expect(requests[0]?.context).toEqual({ passages: [], suggestedChecks: [] });
  });

  it("answers without a task that takes too long, and keeps the others", async () => {
    const { run, requests } = anAnalysis({ knowledgeIndex: { search: never } });

    const result = await run({ tier1TimeoutMs: 20 });

    expect(outcomesOf(result)).toMatchObject({
      retrieve_context: "timed_out",
      suggest_checks: "ok",
      recall_seller: "ok",
    });
    expect(requests[0]?.context.suggestedChecks.length).toBeGreaterThan(0);
  });

  it("that is off gives the model nothing but the page", async () => {
    const { run, requests } = anAnalysis();

    const result = await run({ tier1: "off" });

    expect(result.status).toBe("answered");
    expect(result.tier1).toBeUndefined();
    expect(requests[0]?.context).toEqual({ passages: [], suggestedChecks: [] });
  });

  it("gives the same in sequence as in parallel", async () => {
    const parallel = anAnalysis();
    const sequential = anAnalysis();

    await parallel.run();
    await sequential.run({ tier1: "sequential", tier2: "sequential" });

    expect(sequential.requests).toEqual(parallel.requests);
  });
});

describe("tier 2", () => {
  /** A reader that shows the page to the model and then fails. */
  const readerThatFails = (fail: () => Promise<never>) => {
    const reader = createFakeDocumentReader(
      { [file]: pageDeps().documentReader.draft as never },
      { [file]: textContent(pageText) },
    );
    let shown = 0;
    return {
      ...pageDeps().documentReader,
      content: async (...args: Parameters<typeof reader.content>) => {
        shown += 1;
        return shown === 1 ? await reader.content(...args) : await fail();
      },
    };
  };

  it("believes nothing of an answer whose places could not be looked for", async () => {
    const documentReader = readerThatFails(() => Promise.reject(new Error("broken")));

    const result = await anAnalysis({ documentReader }).run();

    expect(outcomesOf(result)).toMatchObject({
      extract_citations: "failed",
      score_quality: "ok",
      track_cost: "ok",
    });
    expect(result.citations).toBeUndefined();
    expect(result.cost).toBeDefined();
  });

  it("keeps what finished when looking for places takes too long", async () => {
    const documentReader = readerThatFails(never);

    const result = await anAnalysis({ documentReader }).run({ tier2TimeoutMs: 20 });

    expect(outcomesOf(result)).toMatchObject({ extract_citations: "timed_out", track_cost: "ok" });
    expect(result.quality).toBeDefined();
  });

  it("leaves out a cost that cannot be worked out", async () => {
    const modelPrices = { perMillionPromptTokens: "x", perMillionOutputTokens: "0", perHour: "0" };

    const result = await anAnalysis({ modelPrices }).run();

    expect(outcomesOf(result)).toMatchObject({ track_cost: "failed", extract_citations: "ok" });
    expect(result.cost).toBeUndefined();
  });

  it("that is off leaves the answer unchecked", async () => {
    const result = await anAnalysis().run({ tier2: "off" });

    expect(result.status).toBe("answered");
    expect(result.citations).toBeUndefined();
    expect(result.tier2).toBeUndefined();
    expect(result.quality).toBeUndefined();
  });
});

describe("a model that gives no answer", () => {
  const failures = [
    [
      "no host answers",
      new PortUnavailable("DocumentAnalyst", "no host", { isTransient: true }),
      "unavailable",
      "no_answer",
    ],
    [
      "its answer breaks the schema",
      new AnswerUnusable("analysis.unusable_answer", "not what was asked for"),
      "unusable_answer",
      "failed",
    ],
    [
      "the page does not fit",
      new AnswerUnusable("analysis.context_too_small", "raise OLLAMA_NUM_CTX"),
      "context_too_small",
      "failed",
    ],
    ["of a bug", new TypeError("bug"), "failed", "failed"],
  ] as const;

  it.each(failures)("because %s leaves a reason", async (_, error, reason, outcome) => {
    const documentAnalyst = createFakeDocumentAnalyst({ answers: () => error });

    const result = await anAnalysis({ documentAnalyst }).run();

    expect(result).toMatchObject({ status: "failed", reason });
    expect(result.message).toContain(error.message);
    expect(outcomesOf(result)).toMatchObject({ analyze_document: outcome });
    expect(result.citations).toBeUndefined();
  });

  it("before its deadline leaves a reason", async () => {
    const documentAnalyst = createFakeDocumentAnalyst({ answers: never });

    const result = await anAnalysis({ documentAnalyst }).run({ deadlineMs: 20 });

    expect(result).toMatchObject({ status: "failed", reason: "timed_out" });
    expect(outcomesOf(result)).toMatchObject({ analyze_document: "timed_out" });
  });

  it("because the run was cancelled ends the run", async () => {
    const abort = new AbortController();
    const documentAnalyst = createFakeDocumentAnalyst({
      answers: async () => {
        abort.abort(new Error("cancelled"));
        return await never();
      },
    });

    await expect(
      anAnalysis({ documentAnalyst }).run({}, { signal: abort.signal }),
    ).rejects.toThrow();
  });
});
