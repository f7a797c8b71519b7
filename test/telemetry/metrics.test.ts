import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Measurement } from "#src/domain/measurement.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import { counters, gauges, histograms } from "#src/telemetry/metric-table.ts";
import { createMetrics, type MetricSources } from "#src/telemetry/metrics.ts";
import { aBatch, anApprovedOutcome } from "#test/support/a-batch.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { familiesOf, seriesOf, valueOf } from "#test/support/prometheus.ts";
import { metricsDocUrl, withMetricsTable } from "../../scripts/make-metrics-table.ts";

const idle: MetricSources = {
  services: () => [],
  documents: () => ({ inFlight: 0, waiting: 0, oldestWaitMs: 0 }),
  reviewsPending: async () => 0,
  version: "1.2.3",
};

async function bodyAfter(
  told: readonly (RunEvent | Measurement)[],
  sources: Partial<MetricSources> = {},
): Promise<string> {
  const metrics = createMetrics({ ...idle, ...sources });
  for (const one of told) metrics.observe(one);
  return (await metrics.render()).body;
}

const ours = (body: string): string[] =>
  body.split("\n").filter((line) => line.startsWith("fanfold_"));

describe("the metrics", () => {
  it("are all in docs/metrics.md; npm run metrics:table makes it anew", async () => {
    const text = await readFile(metricsDocUrl, "utf8");
    expect(withMetricsTable(text)).toBe(text);
  });

  it("follow the conventions of Prometheus: prefix, base units, _total for counters alone", () => {
    for (const { name } of Object.values(counters)) {
      expect(name).toMatch(/^fanfold_[a-z_]+_total$/);
    }
    for (const { name } of [...Object.values(histograms), ...Object.values(gauges)]) {
      expect(name).toMatch(/^fanfold_[a-z_]+$/);
      expect(name).not.toMatch(/_total$|_ms$|_millis/);
    }
    for (const { name } of Object.values(histograms)) expect(name).toMatch(/_(seconds|ratio)$/);
  });

  it("are an exposition that a parser reads, each with its help and kind", async () => {
    const { contentType, body } = await createMetrics(idle).render();
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    const families = new Map(familiesOf(body).map((family) => [family.name, family]));
    const kinds = { COUNTER: counters, HISTOGRAM: histograms, GAUGE: gauges };
    for (const [type, table] of Object.entries(kinds)) {
      for (const { name, help } of Object.values(table)) {
        expect(families.get(name), name).toMatchObject({ type, help });
      }
    }
    expect(valueOf(body, "fanfold_build_info", { version: "1.2.3" })).toBe(1);
    expect(valueOf(body, "process_resident_memory_bytes")).toBeGreaterThan(0);
    expect(body).toContain("nodejs_eventloop_lag_p99_seconds");
  });

  it("tell how services are at this moment", async () => {
    const body = await bodyAfter([], {
      services: () => [
        { service: "vies DE", state: "open", limit: 4, inFlight: 3, queued: 7 },
        { service: "http://gpu:11434", state: "closed", limit: 2, inFlight: 1, queued: 0 },
      ],
      documents: () => ({ inFlight: 8, waiting: 20, oldestWaitMs: 90_000 }),
      reviewsPending: async () => 5,
    });
    const vies = { service: "vies DE" };
    expect(valueOf(body, "fanfold_breaker_state", { ...vies, state: "open" })).toBe(1);
    expect(valueOf(body, "fanfold_breaker_state", { ...vies, state: "closed" })).toBe(0);
    expect(valueOf(body, "fanfold_service_concurrency_limit", vies)).toBe(4);
    expect(valueOf(body, "fanfold_service_in_flight", vies)).toBe(3);
    expect(valueOf(body, "fanfold_service_queue_depth", vies)).toBe(7);
    expect(valueOf(body, "fanfold_documents_in_flight")).toBe(8);
    expect(valueOf(body, "fanfold_documents_waiting")).toBe(20);
    expect(valueOf(body, "fanfold_documents_waiting_oldest_seconds")).toBe(90);
    expect(valueOf(body, "fanfold_reviews_pending")).toBe(5);
  });

  it("come without the reviews, and not not at all, when the ledger is locked", async () => {
    const reviewsPending = async (): Promise<number> => await Promise.reject(new Error("locked"));
    const body = await bodyAfter([], { reviewsPending });
    expect(valueOf(body, "fanfold_reviews_pending")).toBeNaN();
    expect(valueOf(body, "fanfold_build_info")).toBe(1);
  });

  it("count tiers, timeouts, requests, tokens and answers kept", async () => {
    const operation = { startedMs: 0, durationMs: 300, waitedMs: 50, workedMs: 250, attempts: 1 };
    const body = await bodyAfter([
      { type: "tier.finished", tier: 1, mode: "parallel", wallMs: 500, tasksMs: 1_500 },
      {
        type: "operation.finished",
        operation: { ...operation, name: "recall_seller", outcome: "timed_out" },
      },
      {
        type: "operation.finished",
        operation: { ...operation, name: "analyze_document", outcome: "timed_out" },
      },
      { type: "operation.failed", name: "draft_invoice" },
      { type: "request.finished", service: "vies", outcome: "answered", durationMs: 2_000 },
      { type: "request.finished", service: "vies", outcome: "turned_away", durationMs: undefined },
      { type: "model.answered", model: "qwen3", promptTokens: 100, outputTokens: 20 },
      { type: "cache.answered", cache: "vies", isHit: true },
      { type: "breaker.state", service: "vies", state: "open" },
    ]);
    const tier1 = { tier: "1", mode: "parallel" };
    expect(valueOf(body, "fanfold_tier_duration_seconds_sum", tier1)).toBe(0.5);
    expect(valueOf(body, "fanfold_tier_speedup_ratio_sum", tier1)).toBe(3);
    expect(valueOf(body, "fanfold_tier_timeouts_total", { tier: "1" })).toBe(1);
    expect(valueOf(body, "fanfold_tier_timeouts_total", { tier: "model" })).toBe(1);
    const recall = { operation: "recall_seller" };
    expect(valueOf(body, "fanfold_operation_duration_seconds_sum", recall)).toBe(0.25);
    expect(valueOf(body, "fanfold_operation_wait_seconds_sum", recall)).toBe(0.05);
    expect(valueOf(body, "fanfold_operation_failures_total", { kind: "failed" })).toBe(1);
    expect(valueOf(body, "fanfold_service_requests_total", { service: "vies" })).toBe(2);
    expect(valueOf(body, "fanfold_service_request_duration_seconds_count")).toBe(1);
    expect(valueOf(body, "fanfold_model_tokens_total", { direction: "output" })).toBe(20);
    expect(valueOf(body, "fanfold_cache_lookups_total", { result: "hit" })).toBe(1);
    expect(valueOf(body, "fanfold_breaker_transitions_total", { state: "open" })).toBe(1);
  });

  it("grow by no series for 1,000 documents with hostile names", async () => {
    const one = ours(await bodyOfBatch([anInputDocument({ file: "a.xml" })]));
    const hostile = Array.from({ length: 1_000 }, (_, index) =>
      anInputDocument({ file: `"}\n# HELP evil ${index}\nfanfold_evil{x="` }),
    );
    const many = await bodyOfBatch(hostile);
    const names = (lines: readonly string[]) => lines.map((line) => line.replace(/ \S+$/, ""));
    expect(names(ours(many))).toEqual(names(one));
    expect(many).not.toContain("evil");
    expect(valueOf(many, "fanfold_documents_total")).toBe(1_000);
  });
});

/** The metrics after a batch of these documents, all approved. */
async function bodyOfBatch(documents: readonly ReturnType<typeof anInputDocument>[]) {
  const metrics = createMetrics(idle);
  const { run } = aBatch({
    documents,
    observe: metrics.observe,
    invoke: async ({ file = "", documentId = "" }) => ({
      outcome: anApprovedOutcome({ file, documentId }),
    }),
  });
  await run();
  expect(seriesOf((await metrics.render()).body, "fanfold_documents_total")).toHaveLength(1);
  return (await metrics.render()).body;
}
