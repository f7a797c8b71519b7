import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Outcome } from "#src/domain/outcome.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import { ReviewRequest } from "#src/state/review-state.ts";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";
import { partsOf, threeInvoices, writePdfs } from "#test/support/several-invoices.ts";

/** Starting takes a second or two; a busy machine gets a minute. */
const startMsMax = 60_000;
const file = "bundle.pdf";
const [, second = ""] = partsOf(file);

let home: string;
let server: RunningServer;
let client: Client;
let byPath: Awaited<ReturnType<typeof runBatch>>;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-several-server-"));
  await writePdfs(path.join(home, "in"), { [file]: threeInvoices });
  server = await startLangGraphServer(
    {
      FANFOLD_HOME: path.join(home, "home"),
      FANFOLD_INPUT_ROOT: path.join(home, "in"),
      FANFOLD_ANALYSIS: "rules",
      FANFOLD_OCR: "off",
      FANFOLD_READER_THREADS: "1",
    },
    { project: path.join(home, "project") },
  );
  client = new Client({ apiUrl: server.url, apiKey: null });
  byPath = await runBatch(file);
}, startMsMax);
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

/** Runs a batch, and gives what a client hears and fetches. */
async function runBatch(document: string) {
  const { thread_id: batchId } = await client.threads.create();
  const events: RunEvent[] = [];
  const run = { input: { paths: [document] }, streamMode: "custom" as const };
  for await (const { event, data } of client.runs.stream(batchId, "invoice_batch", run)) {
    expect(event, JSON.stringify(data)).not.toBe("error");
    if (event === "custom") events.push(data as RunEvent);
  }
  const answer = await fetch(`${server.url}/batches/${batchId}/results`);
  const records = (await answer.text()).trim().split("\n");
  return { batchId, events, outcomes: records.map((line) => Outcome.parse(JSON.parse(line))) };
}

describe("a PDF of several invoices sent to the server", () => {
  it("comes back as one record for each", async () => {
    const { batchId, events, outcomes } = byPath;
    expect(outcomes.map((outcome) => outcome.file)).toEqual(partsOf(file));
    expect(outcomes.map(({ invoice }) => invoice?.invoiceNumber)).toEqual(["R-17", "R-18", "R-19"]);
    expect(outcomes[1]?.pages).toEqual({ first: 2, last: 3 });
    const decided = events.flatMap((event) =>
      event.type === "document.decided" ? event.file : [],
    );
    expect(decided.toSorted()).toEqual(partsOf(file));
    expect(events.at(-1)).toMatchObject({ type: "batch.finished", isComplete: true });
    expect(JSON.stringify(events)).not.toContain(home);
    const batch = await fetch(`${server.url}/batches/${batchId}`);
    expect(await batch.json()).toMatchObject({ dispatched: 3 });
  });

  it("comes back so too when it is sent with the request", async () => {
    const bytes = await readFile(path.join(home, "in", file));
    const sent = `data:application/pdf;name=${file};base64,${bytes.toString("base64")}`;
    const { outcomes } = await runBatch(sent);
    expect(outcomes.map((outcome) => outcome.file)).toEqual(partsOf(file));
  });

  it("has each reviewed by its name", async () => {
    const { batchId } = byPath;
    const { thread_id: thread } = await client.threads.create();
    await client.runs.wait(thread, "review", { input: { batchId, file: second } });
    const { tasks } = await client.threads.getState(thread);
    const [asked] = ReviewRequest.array().parse(tasks[0]?.interrupts[0]?.value);
    expect(asked?.description).toContain("page 2-3 of the file");
    const args = { ...asked?.action_request.args, decision: "approve", reviewer: "Ada" };
    const answer = { type: "edit", args: { ...asked?.action_request, args } };
    await client.runs.wait(thread, "review", { command: { resume: [answer] } });
    const records = await (await fetch(`${server.url}/batches/${batchId}/results`)).text();
    const reviewed = records
      .trim()
      .split("\n")
      .map((line) => Outcome.parse(JSON.parse(line)))
      .filter(({ decision }) => decision?.reviewer === "Ada");
    expect(reviewed.map((outcome) => outcome.file)).toEqual([second]);
  });

  it("goes to a person as a whole where one result is asked for", async () => {
    const state = await client.runs.wait(null, "invoice", { input: { path: file } });
    expect(state).toMatchObject({
      outcome: {
        file,
        status: "awaiting_review",
        findings: expect.arrayContaining([
          expect.objectContaining({ rule: "DOCUMENT-SEVERAL-INVOICES" }),
        ]),
      },
    });
  });
});
