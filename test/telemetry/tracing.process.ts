import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyAnswer } from "#src/domain/model-answer.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { readContent } from "#src/reading/read-content.ts";
import { type OllamaDouble, startOllamaDouble } from "#test/fakes/ollama-server.ts";
import { type Finished, runFanfold } from "#test/support/fanfold-process.ts";
import expectations from "../samples/expected.json" with { type: "json" };
import { type LangSmithDouble, startLangSmithDouble } from "./langsmith-double.ts";

const sample = "hofmann-rechnung.pdf";
const file = path.resolve(import.meta.dirname, "../../samples", sample);
const { values } = expectations[sample];
const apiKey = "lsv2-test-key";
const token = "ollama-test-token";

/** The answer quotes the document; so does the first try, which is no JSON and ends in an error. */
const { invoiceNumber, sellerName, iban, totalWithTax } = values;
const quoted = { invoiceNumber, sellerName, iban, totalWithTax };
const replies = [
  { content: `no JSON: ${JSON.stringify(quoted)}` },
  { content: { ...emptyAnswer, documentType: "invoice", ...quoted } },
];

let home: string;
let ollama: OllamaDouble;
let langsmith: LangSmithDouble | undefined;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-tracing-"));
  ollama = await startOllamaDouble({
    token,
    reply: ({ index }) => replies[Math.min(index, 1)] ?? { content: {} },
  });
});
afterEach(async () => {
  await langsmith?.close();
  await ollama.close();
  await rm(home, { recursive: true, force: true });
});

/** Processes the sample with a model and returns how the command ended. */
const processed = async (env: Readonly<Record<string, string>>): Promise<Finished> =>
  await runFanfold(["process", file, "--analysis", "ollama", "--out", path.join(home, "out")], {
    env: {
      FANFOLD_HOME: home,
      LANGSMITH_ENDPOINT: langsmith?.url ?? "",
      LANGSMITH_API_KEY: apiKey,
      OLLAMA_BASE_URL: ollama.url,
      OLLAMA_API_KEY: token,
      ...env,
    },
    cwd: home,
  });

/** Words printed on the sample that no trace would have by chance. */
async function wordsOfSample(): Promise<string[]> {
  const options = { ignoreEmbeddedXml: true, limits: defaultReadingLimits };
  const content = await readContent(await readFile(file), options);
  if (content.kind !== "text") throw new Error("the sample has text");
  const words = content.pages
    .flatMap(({ rows }) => rows)
    .flatMap(({ words: row }) => row.map(({ text }) => text));
  return [...new Set(words)].filter((word) => word.length >= 6 || /\d{2}[.,]\d{2}/.test(word));
}

describe("a traced command", () => {
  it("tells graph, node, batch and document of its runs, and nothing of the document", async () => {
    langsmith = await startLangSmithDouble();
    const { code, stderr } = await processed({ LANGSMITH_TRACING: "true" });
    expect(code, stderr).toBe(0);

    const batchId = /batch ([\w-]+):/.exec(stderr)?.[1];
    const runs = langsmith.runs();
    const metadataOf = (name: string) => runs.find((run) => run.name === name)?.extra?.metadata;
    const documentId = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
    expect(metadataOf("invoice_batch")).toMatchObject({ batchId, thread_id: batchId });
    expect(metadataOf("process_chunk")).toMatchObject({ batchId, langgraph_node: "process_chunk" });
    for (const node of ["read_document", "check_seller", "generate", "extract_citations"]) {
      expect(metadataOf(node)).toMatchObject({ batchId, documentId, langgraph_node: node });
    }
    for (const graph of ["invoice", "analysis", "analyze_document", "ChatOllama"]) {
      expect(metadataOf(graph), graph).toMatchObject({ batchId, documentId });
    }
    expect(runs.find(({ name }) => name === "record")?.outputs).toMatchObject({
      outcome: { documentId, status: "awaiting_review" },
    });
    expect(runs.some(({ error }) => error !== undefined)).toBe(true);

    const sent = langsmith.text();
    const words = [...Object.values(quoted), ...(await wordsOfSample())];
    expect(words.length).toBeGreaterThan(50);
    expect(words.filter((word) => sent.includes(word))).toEqual([]);
    for (const secret of [apiKey, token, sample, home, ollama.url]) {
      expect(sent).not.toContain(secret);
    }
  });

  it("sends documents and answers when that is allowed", async () => {
    langsmith = await startLangSmithDouble();
    await processed({ LANGSMITH_TRACING: "true", FANFOLD_TRACE_CONTENT: "true" });
    const sent = langsmith.text();
    for (const value of Object.values(quoted)) expect(sent).toContain(value);
    for (const secret of [apiKey, token]) expect(sent).not.toContain(secret);
  });

  it("ends as it would without traces when LangSmith takes none", async () => {
    langsmith = await startLangSmithDouble({ isHanging: true });
    const { code, stderr } = await processed({ LANGSMITH_TRACING: "true" });
    expect(code).toBe(0);
    expect(stderr).toContain("LangSmith does not take the traces");
  });
});

it("asks nothing of LangSmith unless tracing is switched on", async () => {
  langsmith = await startLangSmithDouble();
  const { code } = await processed({ FANFOLD_TRACE_CONTENT: "true" });
  expect(code).toBe(0);
  expect(langsmith.requests).toEqual([]);
});
