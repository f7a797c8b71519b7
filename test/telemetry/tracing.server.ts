import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";
import expectations from "../samples/expected.json" with { type: "json" };
import { type LangSmithDouble, startLangSmithDouble, type TracedRun } from "./langsmith-double.ts";

const startMsMax = 60_000;
const sample = "hofmann-rechnung.pdf";

let home: string;
let langsmith: LangSmithDouble;
let server: RunningServer;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-traced-server-"));
  langsmith = await startLangSmithDouble();
  server = await startLangGraphServer({
    FANFOLD_HOME: home,
    FANFOLD_ANALYSIS: "rules",
    LANGSMITH_TRACING: "true",
    LANGSMITH_ENDPOINT: langsmith.url,
    LANGSMITH_API_KEY: "lsv2-test-key",
  });
}, startMsMax);

afterAll(async () => {
  server.close();
  await langsmith.close();
  await rm(home, { recursive: true, force: true });
});

/** The run of that name once its end was sent. */
const ended = async (name: string): Promise<TracedRun> =>
  await vi.waitFor(
    () => {
      const run = langsmith.runs().find((one) => one.name === name && one.outputs !== undefined);
      if (run === undefined) throw new Error(`no run ${name}:\n${server.log().slice(-2_000)}`);
      return run;
    },
    { timeout: 20_000, interval: 100 },
  );

it("traces a single invoice on the server by its document id, and sends nothing of it", async () => {
  const answer = await fetch(`${server.url}/runs/wait`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ assistant_id: "invoice", input: { path: `samples/${sample}` } }),
  });
  expect(await answer.json()).toMatchObject({ outcome: { file: sample } });

  const documentId = expect.stringMatching(/^sha256:/);
  expect(await ended("read_document")).toMatchObject({
    outputs: { document: { documentId } },
    extra: { metadata: { graph_id: "invoice", langgraph_node: "read_document" } },
  });
  expect((await ended("check_seller")).inputs).toMatchObject({ document: { documentId } });
  expect((await ended("invoice")).outputs).toMatchObject({
    outcome: { documentId, status: "awaiting_review" },
  });

  const sent = langsmith.text();
  const said = [sample, "lsv2-test-key", ...Object.values(expectations[sample].values)];
  expect(said.filter((text) => sent.includes(text))).toEqual([]);
});
