import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@langchain/langgraph-sdk";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "#src/domain/run-event.ts";
import { type RunningServer, startLangGraphServer } from "#test/support/langgraph-server.ts";
import { valueOf } from "#test/support/prometheus.ts";
import { eventsSchemaUrl } from "../../scripts/make-events-schema.ts";

/** Starting takes a second or two; a busy machine gets a minute. */
const startMsMax = 60_000;
const files = ["nordlicht-xrechnung.xml", "talwerk-rechnung.xml", "entity-attack.xml"];

let home: string;
let server: RunningServer;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "fanfold-events-server-"));
  for (const file of files) await cp(path.join("samples", file), path.join(home, "in", file));
  server = await startLangGraphServer(
    {
      FANFOLD_HOME: path.join(home, "home"),
      FANFOLD_SELLERS: path.resolve("samples/sellers.csv"),
      FANFOLD_INPUT_ROOT: path.join(home, "in"),
      FANFOLD_ANALYSIS: "rules",
    },
    { project: path.join(home, "project") },
  );
}, startMsMax);

afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

async function eventsOf(graph: string, input: Record<string, unknown>): Promise<RunEvent[]> {
  const client = new Client({ apiUrl: server.url });
  const { thread_id: thread } = await client.threads.create();
  const streamMode = ["updates" as const, "custom" as const];
  const events: RunEvent[] = [];
  for await (const { event, data } of client.runs.stream(thread, graph, { input, streamMode })) {
    if (event === "custom") events.push(data as RunEvent);
    expect(event).not.toBe("error");
  }
  return events;
}

describe("a client that follows runs of the server", () => {
  it("gets the events of a batch and of an invoice, and the metrics count both", async () => {
    const batch = await eventsOf("invoice_batch", { paths: ["."] });
    const single = await eventsOf("invoice", { path: "talwerk-rechnung.xml" });

    const schema = JSON.parse(await readFile(eventsSchemaUrl, "utf8")) as object;
    const validate = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(schema);
    expect([...batch, ...single].filter((event) => !validate(event))).toEqual([]);
    expect(batch[0]).toMatchObject({ type: "batch.started", total: files.length });
    expect(batch.at(-1)).toMatchObject({ type: "batch.finished", isComplete: true });
    expect(single.map(({ type }) => type)).toEqual([
      "document.stage",
      "document.stage",
      "document.stage",
      "document.decided",
    ]);
    expect(JSON.stringify([batch, single])).not.toContain(home);

    const body = await (await fetch(`${server.url}/metrics`)).text();
    expect(valueOf(body, "fanfold_documents_total")).toBe(files.length + 1);
    expect(valueOf(body, "fanfold_batches_total")).toBe(1);
  });
});
