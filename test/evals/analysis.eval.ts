import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as ls from "langsmith/vitest";
import { afterAll, expect } from "vitest";
import { buildGraphs } from "#graphs/build-graphs.ts";
import { openApp } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import { AnalysisResult } from "#src/domain/analysis.ts";
import { emptyAnswer } from "#src/domain/model-answer.ts";
import { type ChatRequest, type Reply, startOllamaDouble } from "#test/fakes/ollama-server.ts";
import { samplesFolder } from "../../scripts/make-samples.ts";
import expectations from "../samples/expected.json" with { type: "json" };
import { type ExpectedValues, scoreAnswer, type Scores } from "./score-answer.ts";

/*
 * How well a model reads our samples. Without OLLAMA_BASE_URL and OLLAMA_MODEL a double stands in that answers the truth: then
 * everything but the model is measured, and must be perfect.
 */

/** Longest one sample may take, loading the model included. */
const sampleMsMax = 600_000;

type Sample = { readonly file: string; readonly values: ExpectedValues };

/** Those whose pages a model is shown; an e-invoice is read exactly and shown to none. */
const samples: readonly Sample[] = Object.entries(expectations).flatMap(([file, expected]) =>
  "values" in expected && ["pdf-text", "text"].includes(expected.source)
    ? [{ file, values: expected.values }]
    : [],
);

/** What the document states that the request shows; invoice numbers tell them apart. */
function truthfulReply({ messages }: ChatRequest): Reply {
  const shown = messages.map(({ content }) => content).join("\n");
  const { values } = samples.find(({ values: { invoiceNumber } }) =>
    shown.includes(invoiceNumber ?? ""),
  ) ?? { values: {} };
  return { content: { ...emptyAnswer, documentType: "invoice", ...values } };
}

const { OLLAMA_BASE_URL, OLLAMA_MODEL } = process.env;
const isReal = OLLAMA_BASE_URL !== undefined && OLLAMA_MODEL !== undefined;
const double = isReal ? undefined : await startOllamaDouble({ reply: truthfulReply });
const home = await mkdtemp(path.join(tmpdir(), "fanfold-eval-"));
const config = parseConfig({
  ...(double === undefined ? process.env : { OLLAMA_BASE_URL: double.url }),
  FANFOLD_HOME: home,
  FANFOLD_ANALYSIS: "ollama",
});
const app = await openApp(config);
const { analysis: graph } = buildGraphs(app);
const engine = double === undefined ? config.ollama.model : "a truthful double";

afterAll(async () => {
  await app.close();
  await double?.close();
  await rm(home, { recursive: true, force: true });
});

/** One line for each sample; the reporter that LangSmith brings does not load in this vitest. */
const table: (Scores & { readonly sample: string; readonly status: string })[] = [];

/** Prints it with its means, once all samples were read. */
afterAll(() => {
  if (table.length === 0) return;
  const names = ["recall", "precision", "grounded", "valid", "seconds"] as const;
  const means = names.map((name) => {
    const sum = table.reduce((total, row) => total + row[name], 0);
    return [name, rounded(sum / table.length)];
  });
  console.log(`\nAnalysis of ${table.length} samples by ${engine}:`);
  console.table([...table, { sample: "mean", status: "", ...Object.fromEntries(means) }]);
});

type Judged = {
  readonly inputs: { readonly file: string };
  readonly outputs: { readonly result: AnalysisResult; readonly seconds: number };
  readonly referenceOutputs: ExpectedValues;
};

const judge = ls.wrapEvaluator(({ inputs, outputs, referenceOutputs }: Judged) => {
  const { result, seconds } = outputs;
  const scores = scoreAnswer(result, referenceOutputs, rounded(seconds));
  table.push({ sample: inputs.file, status: result.reason ?? result.status, ...scores });
  return Object.entries(scores).map(([key, score]) => ({ key, score: rounded(score) }));
});

const rounded = (score: number): number => Math.round(score * 1_000) / 1_000;

const perfect: Omit<Scores, "seconds"> = { recall: 1, precision: 1, grounded: 1, valid: 1 };

ls.describe(`analysis of the samples by ${engine}`, () => {
  for (const { file, values } of samples) {
    ls.test(
      file,
      { inputs: { file }, referenceOutputs: values },
      async () => {
        const startedAtMs = performance.now();
        const state = await graph.invoke(
          { path: path.join(samplesFolder, file) },
          { context: config.run },
        );
        const seconds = (performance.now() - startedAtMs) / 1_000;
        const result = AnalysisResult.parse(state.analysis);
        const feedback = await judge({
          inputs: { file },
          outputs: { result, seconds },
          referenceOutputs: values,
        });
        const scores = Object.fromEntries(feedback.map(({ key, score }) => [key, score]));
        if (!isReal) expect(scores, result.message).toMatchObject(perfect);
        return { status: result.status, ...(result.reason && { reason: result.reason }) };
      },
      sampleMsMax,
    );
  }
});
