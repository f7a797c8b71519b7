import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import { writeGeneratedInvoices } from "#test/support/generated-invoices.ts";
import { dashboardQueries } from "#test/support/queries.ts";

/*
 * What Prometheus itself says of our rules, queries and metrics. Needs `promtool` on the PATH, which comes with Prometheus.
 */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-promtool-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Runs promtool; what it printed is the message of a failed expectation. */
async function promtool(
  args: readonly string[],
  input = "",
): Promise<{ code: number; output: string }> {
  const child = spawn("promtool", args);
  child.stdin.end(input);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  const [code, ...outputs] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output: outputs.join("\n") };
}

describe("Prometheus", () => {
  it("takes the alerts", async () => {
    const { code, output } = await promtool(["check", "rules", "--lint-fatal", "docs/alerts.yml"]);

    expect(code, output).toBe(0);
  });

  it("fires each alert when it should, and only then", async () => {
    const { code, output } = await promtool(["test", "rules", "test/prometheus/alerts.test.yml"]);

    expect(code, output).toBe(0);
  });

  it("understands every query of the dashboard", async () => {
    const queries = await dashboardQueries();
    const rules = queries.map(({ expr }, index) => ({
      record: `query:${index}`,
      // What Grafana puts in.
      expr: expr.replaceAll("$__rate_interval", "5m").replaceAll(/\$(?:job|instance)\b/g, ".*"),
    }));
    const file = path.join(folder, "dashboard.yml");
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));

    const { code, output } = await promtool(["check", "rules", file]);

    expect(code, output).toBe(0);
    expect(output).toContain(`${queries.length} rules found`);
  });

  it("finds nothing to complain about in the metrics of a batch that ran", async () => {
    await writeGeneratedInvoices(path.join(folder, "in"), { count: 5, kind: "xml" });
    const env = { FANFOLD_HOME: path.join(folder, "home"), FANFOLD_ANALYSIS: "rules" };
    const config = parseConfig(env);
    const app = await openApp(config);
    try {
      await runBatch(app, {
        batchId: "metrics",
        paths: [path.join(folder, "in")],
        exclude: [],
        context: config.run,
        signal: new AbortController().signal,
        onEvent: () => {},
      });
      const { body } = await app.metrics.render();

      const { output } = await promtool(["check", "metrics"], body);

      expect(body).toContain('fanfold_document_attempts_total{status="');
      // Names of prom-client's own defaults are not ours to choose.
      const ours = output.split("\n").filter((line) => !/^(?:nodejs_|process_|$)/.test(line));
      expect(ours).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
