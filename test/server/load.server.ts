import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { BatchSummary } from "#src/domain/batch.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { RunEvent } from "#src/domain/run-event.ts";
import { generatedUbl, writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";

const documents = 500;
const clients = 50;
/** Documents of a batch whose server ends. */
const endedDocuments = 150;
/** Documents recorded before the server is ended: some, and not all. */
const recordedMin = 20;

let home: string;
let server: RunningServer;

const start = async (): Promise<void> => {
  server = await startLangGraphServer(
    {
      FANFOLD_HOME: path.join(home, "home"),
      FANFOLD_INPUT_ROOT: path.join(home, "in"),
      FANFOLD_ANALYSIS: "rules",
      FANFOLD_OCR: "off",
    },
    { project: path.join(home, "project"), jobs: 20 },
  );
};

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-load-"));
  await writeGeneratedInvoices(path.join(home, "in", "batch"), { count: documents, kind: "xml" });
  await writeGeneratedInvoices(path.join(home, "in", "ended"), {
    count: endedDocuments,
    kind: "xml",
  });
  await start();
}, 60_000);
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

const client = (): Client => new Client({ apiUrl: server.url, apiKey: null });
const BatchResult = z.object({ summary: BatchSummary });
const InvoiceResult = z.object({ outcome: Outcome });

const Counts = z.object({ decided: z.int(), awaitingReview: z.int(), quarantined: z.int() });

async function countRecorded(batchId: string): Promise<number> {
  const answer = await fetch(`${server.url}/batches/${batchId}`);
  if (answer.status === 404) return 0;
  const { decided, awaitingReview, quarantined } = Counts.parse(await answer.json());
  return decided + awaitingReview + quarantined;
}

async function recorded(batchId: string): Promise<Outcome[]> {
  const answer = await fetch(`${server.url}/batches/${batchId}/results`);
  const lines = (await answer.text()).trim().split("\n");
  return lines.filter((line) => line !== "").map((line) => Outcome.parse(JSON.parse(line)));
}

describe("50 clients with an invoice each, and one with a batch of 500 documents", () => {
  it("get their own results, without an error, and neither waits for the other", async () => {
    const order: string[] = [];
    const { promise: isUnderWay, resolve } = Promise.withResolvers<void>();
    let done = 0;
    const runBatch = async (): Promise<void> => {
      const input = { paths: ["batch"], batchId: "crowded" };
      const stream = client().runs.stream(null, "invoice_batch", {
        input,
        streamMode: ["updates", "custom"],
      });
      for await (const { event, data } of stream) {
        expect(event, JSON.stringify(data)).not.toBe("error");
        if (event !== "custom") continue;
        const told = RunEvent.parse(data);
        if (told.type === "batch.progress") done = told.done;
        if (told.type === "batch.progress" || told.type === "batch.started") resolve();
        if (told.type === "batch.finished") order.push("batch");
      }
    };
    const doneAt: number[] = [];
    const runInvoice = async (index: number) => {
      const sdk = client();
      const { thread_id: thread } = await sdk.threads.create();
      const xml = generatedUbl(documents + index);
      const name = `single-${index}.xml`;
      const url = `data:application/xml;name=${name};base64,${Buffer.from(xml).toString("base64")}`;
      const { outcome } = InvoiceResult.parse(
        await sdk.runs.wait(thread, "invoice", { input: { path: url } }),
      );
      order.push("single");
      doneAt.push(done);
      const { values } = await sdk.threads.getState(thread);
      expect(InvoiceResult.parse(values).outcome).toEqual(outcome);
      expect(outcome.file).toBe(name);
      return [outcome.invoice?.invoiceNumber, /<cbc:ID>(G-\d+)</.exec(xml)?.[1]];
    };
    const batch = runBatch();
    await isUnderWay;
    const numbers = await Promise.all(
      Array.from({ length: clients }, (_, index) => runInvoice(index)),
    );
    await batch;

    for (const [number, expected] of numbers) expect(number).toBe(expected);
    expect(new Set((await recorded("crowded")).map(({ file }) => file)).size).toBe(documents);
    // Fair: at least half of the clients have their invoice before the batch is done, and the batch goes on while they come and go.
    expect(order.slice(0, order.indexOf("batch")).length).toBeGreaterThanOrEqual(clients / 2);
    expect(doneAt.at(-1)).toBeGreaterThan(doneAt[0] ?? documents);
  });
});

describe("a server that ends in the middle of a batch", () => {
  it.each(["SIGKILL", "SIGTERM"] as const)(
    "loses nothing by %s: the same call goes on from the ledger, and nothing is done twice",
    async (signal) => {
      const batchId = `ended-by-${signal}`;
      const input = { paths: ["ended"], batchId };
      await client().runs.create(null, "invoice_batch", { input });
      while ((await countRecorded(batchId)) < recordedMin);
      await server.end(signal);
      await start();
      const before = await recorded(batchId);
      expect(before.length).toBeGreaterThanOrEqual(recordedMin);
      expect(before.length).toBeLessThan(endedDocuments);

      const { summary } = BatchResult.parse(
        await client().runs.wait(null, "invoice_batch", { input }),
      );

      expect(summary).toMatchObject({ batchId, dispatched: endedDocuments, quarantined: 0 });
      const after = new Map((await recorded(batchId)).map((outcome) => [outcome.file, outcome]));
      expect(after.size).toBe(endedDocuments);
      // Work that is done again takes another time.
      for (const { file, operations } of before)
        expect(after.get(file)?.operations).toEqual(operations);
    },
  );
});
