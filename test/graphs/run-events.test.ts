import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGraphs } from "#graphs/build-graphs.ts";
import { type App, openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import type { BatchSummary } from "#src/domain/batch.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import { RunContext } from "#src/state/run-context.ts";
import { valueOf } from "#test/support/prometheus.ts";
import { eventsSchemaUrl } from "../../scripts/make-events-schema.ts";

/*
 * Real runs over samples, with a copy, a lie in the totals and a file that is no invoice: what they tell, and what the metrics say
 * afterwards.
 */
const files = [
  "nordlicht-xrechnung.xml",
  "talwerk-rechnung.xml",
  "hofmann-rechnung.pdf",
  "hofmann-rechnung_kopie.pdf",
  "hofmann-summe-falsch.xml",
  "entity-attack.xml",
];

const folder = await mkdtemp(path.join(tmpdir(), "fanfold-events-"));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function withSamplesApp<T>(home: string, work: (app: App) => Promise<T>): Promise<T> {
  const config = parseConfig({
    FANFOLD_HOME: path.join(folder, home),
    FANFOLD_SELLERS: path.resolve("samples/sellers.csv"),
  });
  const app = await openApp(config, { now: Date.now, today: () => "2026-10-05" });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

type Told = { readonly events: readonly RunEvent[]; readonly summary: BatchSummary };

async function batchOf(app: App, batchId: string, settings: Partial<RunContext>): Promise<Told> {
  const events: RunEvent[] = [];
  const { summary } = await runBatch(app, {
    batchId,
    paths: files.map((file) => path.resolve("samples", file)),
    exclude: [],
    context: RunContext.parse({ analysis: "rules", ...settings }),
    signal: new AbortController().signal,
    onEvent: (event) => void events.push(event),
  });
  return { events, summary };
}

type OfType<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

const ofType = <T extends RunEvent["type"]>(events: readonly RunEvent[], type: T): OfType<T>[] =>
  events.filter((event): event is OfType<T> => event.type === type);

const stagesOf = (events: readonly RunEvent[], file: string): string[] =>
  ofType(events, "document.stage").flatMap((event) => (event.file === file ? [event.stage] : []));

const validate = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(
  JSON.parse(await readFile(eventsSchemaUrl, "utf8")) as object,
);

describe.each(["sequential", "concurrent"] as const)("a %s batch", (strategy) => {
  let told: Told;
  let body: string;

  beforeAll(async () => {
    await withSamplesApp(strategy, async (app) => {
      told = await batchOf(app, "b1", { strategy });
      ({ body } = await app.metrics.render());
    });
  }, 60_000);

  it("tells only what the published schema describes", () => {
    const wrong = told.events.filter((event) => !validate(event));
    expect(wrong).toEqual([]);
  });

  it("begins with batch.started and ends with batch.finished and its summary", () => {
    const { events } = told;
    expect(events[0]).toMatchObject({ type: "batch.started", total: files.length, more: false });
    expect(events.at(-1)).toMatchObject({
      type: "batch.finished",
      isComplete: true,
      summary: { dispatched: files.length, quarantined: 1 },
    });
  });

  it("takes every document through its stages to one outcome", () => {
    const { events } = told;
    const decided = ofType(events, "document.decided").map(({ file }) => file);
    expect(decided.toSorted()).toEqual(files.toSorted());
    expect(stagesOf(events, "nordlicht-xrechnung.xml")).toEqual([
      "reading",
      "checking",
      "deciding",
    ]);
    expect(stagesOf(events, "entity-attack.xml")).toEqual(["reading"]);
  });

  it("counts up to all documents, with the same total throughout", () => {
    const progress = ofType(told.events, "batch.progress");
    const done = progress.map((event) => event.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done[0]).toBe(0);
    expect(new Set(progress.map(({ total }) => total))).toEqual(new Set([files.length]));
    expect(progress.at(-1)).toMatchObject({ done: files.length, etaSeconds: 0 });
    for (const event of progress) {
      const { auto_approve, manager_approval, reject, quarantined } = event.byDecision;
      expect(auto_approve + manager_approval + reject + quarantined).toBe(event.done);
    }
  });

  it("names files as the results do, never where they lie", () => {
    const text = JSON.stringify(told.events);
    expect(text).not.toContain(path.resolve("samples"));
    expect(text).not.toContain(folder);
  });

  it("leaves metrics that say what the summary says", () => {
    const { summary } = told;
    const decisions = { ...summary.decisions, quarantined: summary.quarantined };
    for (const [decision, count] of Object.entries(decisions)) {
      expect(valueOf(body, "fanfold_documents_total", { decision }), decision).toBe(count);
    }
    expect(valueOf(body, "fanfold_batches_total", { status: summary.status })).toBe(1);
    expect(valueOf(body, "fanfold_batch_success_ratio")).toBe(summary.successRate);
    for (const { name, count } of summary.operations?.byName ?? []) {
      const operation = { operation: name, outcome: "ok" };
      expect(valueOf(body, "fanfold_operations_total", operation), name).toBe(count);
      const timed = { operation: name };
      expect(valueOf(body, "fanfold_operation_duration_seconds_count", timed)).toBe(count);
    }
    expect(valueOf(body, "fanfold_document_duration_seconds_count", { strategy })).toBe(
      files.length,
    );
  });
});

it("tells of an invoice by itself what a batch tells of it", async () => {
  await withSamplesApp("single", async (app) => {
    const { invoice } = buildGraphs(app);
    const events: RunEvent[] = [];
    const stream = await invoice.stream(
      { path: path.resolve("samples/nordlicht-xrechnung.xml") },
      { context: RunContext.parse({ analysis: "rules" }), streamMode: ["updates", "custom"] },
    );
    for await (const [mode, event] of stream) {
      if (mode === "custom") events.push(event as RunEvent);
    }

    expect(events.filter((event) => !validate(event))).toEqual([]);
    expect(stagesOf(events, "nordlicht-xrechnung.xml")).toEqual([
      "reading",
      "checking",
      "deciding",
    ]);
    const [decided, ...others] = ofType(events, "document.decided");
    expect(others).toEqual([]);
    expect(decided).toMatchObject({ file: "nordlicht-xrechnung.xml", action: "auto_approve" });
    const { body } = await app.metrics.render();
    const labels = { decision: "auto_approve", source: decided?.source ?? "" };
    expect(valueOf(body, "fanfold_documents_total", labels)).toBe(1);
  });
});

it("adds the numbers of batches that run at the same time", async () => {
  await withSamplesApp("several", async (app) => {
    const [first, second] = await Promise.all([batchOf(app, "b1", {}), batchOf(app, "b2", {})]);
    const { body } = await app.metrics.render();

    expect(valueOf(body, "fanfold_documents_total")).toBe(2 * files.length);
    for (const [batchId, { events }] of Object.entries({ b1: first, b2: second })) {
      const ids = new Set(events.flatMap((event) => ("batchId" in event ? [event.batchId] : [])));
      expect(ids).toEqual(new Set([batchId]));
      expect(ofType(events, "document.decided")).toHaveLength(files.length);
    }
  });
});
