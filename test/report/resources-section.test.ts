import { describe, expect, it } from "vitest";
import { renderOperationStatistics } from "#src/report/operations-section.ts";
import { renderResources } from "#src/report/resources-section.ts";
import { someLoad, someResources } from "#test/support/batch-figures.ts";

const points = [0, 1_000, 2_000].map((atMs) => ({
  atMs,
  rssBytes: 1e9,
  cpuShare: 0.5,
  eventLoopDelayMs: 3,
}));

describe("the resources of the report", () => {
  it("show memory, processor and event loop as lines over the time of the run", () => {
    const { source } = renderResources({ resources: someResources() }, points);

    expect(source.match(/<svg/g)).toHaveLength(3);
    expect(source).toContain("Memory over 2.0 s, up to 1.0 GB");
    expect(source).toContain("M0.0 30.0L500.0 30.0L1000.0 30.0");
  });

  it("give the figures without a picture where a run left no points", () => {
    const { source } = renderResources({ resources: someResources() }, []);

    expect(source).not.toContain("<svg");
    expect(source).toContain("Processor, of all cores");
  });

  it("say first what limited the batch, and what to change", () => {
    const advice = [
      { limitedBy: "service", name: "vies", reason: "Because.", change: "Do this." },
    ] as const;
    const { source } = renderResources({ resources: someResources(), advice: [...advice] }, points);

    expect(source.indexOf("Do this.")).toBeLessThan(source.indexOf("<svg"));
    expect(source).toContain("Limited by a service");
  });

  it("list services with their queues, and what hosts held, with names escaped", () => {
    const flat = { min: 1e9, mean: 1e9, max: 1e9 };
    const hosts = [{ host: "http://gpu", models: ["<b>:7b"], sizeBytes: flat, vramBytes: flat }];
    const services = [someLoad("vies DE", 0.5)];
    const { source } = renderResources({ resources: someResources({ services, hosts }) }, []);

    expect(source).toContain("vies DE");
    expect(source).toContain("50 %");
    expect(source).toContain("&lt;b&gt;:7b");
  });

  it("are left out where nobody watched", () => {
    expect(renderResources({}, points).source).toBe("");
  });
});

describe("the operations of the report", () => {
  it("show work and waiting of each as parts of one bar", () => {
    const row = { count: 4, p50Ms: 20, p95Ms: 30, maxMs: 40 };
    const { source } = renderOperationStatistics({
      documents: 4,
      sequentialMs: 80,
      waitedMs: 20,
      documentsMs: 100,
      speedUp: 2,
      byName: [{ name: "verify_seller", ...row, workedMs: 60, waitedMs: 20 }],
    });

    expect(source).toContain("2.0 times as fast as one after another");
    expect(source).toContain('class="worked" style="width:75.0%"');
    expect(source).toContain('class="waited" style="width:25.0%"');
  });

  it("are left out where none was measured", () => {
    expect(renderOperationStatistics(undefined).source).toBe("");
  });
});
