import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BatchSummary } from "#src/domain/batch.ts";
import { exitCodes } from "#src/cli/cli.ts";
import { ReviewRequest } from "#src/state/review-state.ts";
import { runCommandLine } from "#test/support/command-line.ts";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";

/** Starting takes a second or two; a busy machine gets a minute. */
const startMsMax = 60_000;

const file = "talwerk-rechnung.xml";
let home: string;
let server: RunningServer;
let client: Client;
let batchId: string;

/** Without a sellers file nothing is approved without a person. */
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-review-server-"));
  await cp(`samples/${file}`, path.join(home, "in", file));
  const args = ["process", path.join(home, "in"), "--out", path.join(home, "out"), "--json"];
  const { code, stdout } = await fanfold(...args);
  expect(code).toBe(exitCodes.ok);
  ({ batchId } = BatchSummary.parse(JSON.parse(stdout)));
  server = await startLangGraphServer(
    { FANFOLD_HOME: home },
    { project: path.join(home, "project") },
  );
  client = new Client({ apiUrl: server.url, apiKey: null });
}, startMsMax);

afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

const fanfold = async (...args: readonly string[]) =>
  await runCommandLine(args, { FANFOLD_HOME: home, FANFOLD_ANALYSIS: "rules" });

async function request(threadId: string): Promise<ReviewRequest> {
  const { tasks } = await client.threads.getState(threadId);
  const [asked] = ReviewRequest.array().parse(tasks[0]?.interrupts[0]?.value);
  if (asked === undefined) throw new Error("not interrupted");
  return asked;
}

describe("the review graph on the server", () => {
  it("interrupts, refuses a bare acceptance, and records an answer that is one", async () => {
    const { thread_id: threadId } = await client.threads.create();
    await client.runs.wait(threadId, "review", { input: { batchId, file } });
    const asked = await request(threadId);
    expect(asked.action_request.args).toMatchObject({ batchId, file, revision: 1 });
    expect(await client.threads.get(threadId)).toMatchObject({ status: "interrupted" });

    const resume = async (answer: object): Promise<void> =>
      void (await client.runs.wait(threadId, "review", { command: { resume: [answer] } }));
    await resume({ type: "accept", args: null });
    expect((await request(threadId)).description).toContain("The answer was not understood");

    const { action, args } = asked.action_request;
    await resume({ type: "edit", args: { action, args: { ...args, reviewer: "Ada Lovelace" } } });

    expect(await client.threads.getState(threadId)).toMatchObject({
      next: [],
      values: { verdict: { status: "recorded", review: { reviewer: "Ada Lovelace" } } },
    });
    const { stdout } = await fanfold("show", file);
    expect(stdout).toContain("approve, by Ada Lovelace");
  });

  it("says what it asks for in its form, and nothing of its results", async () => {
    const [assistant] = await client.assistants.search({ graphId: "review" });
    const { input_schema: form } = await client.assistants.getSchemas(
      assistant?.assistant_id ?? "",
    );

    expect(Object.keys(form?.properties ?? {})).toEqual([
      "batchId",
      "file",
      "documentId",
      "revision",
    ]);
  });
});
