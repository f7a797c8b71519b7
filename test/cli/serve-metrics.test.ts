import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UsageError } from "#src/cli/cli.ts";
import { parseProcessOptions } from "#src/cli/process-options.ts";
import { servingMetrics } from "#src/cli/serve-metrics.ts";
import { createMetrics } from "#src/telemetry/metrics.ts";
import { runCommandLine } from "#test/support/command-line.ts";
import { valueOf } from "#test/support/prometheus.ts";
import { rawStatus } from "#test/support/raw-request.ts";

const folder = await mkdtemp(path.join(tmpdir(), "fanfold-metrics-"));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

const anApp = () => ({
  metrics: createMetrics({
    services: () => [],
    documents: () => ({ inFlight: 3, waiting: 0, oldestWaitMs: 0 }),
    reviewsPending: async () => 0,
    version: "1.2.3",
  }),
});

const addressIn = (told: string): string => /http:\S+/.exec(told)?.[0] ?? "";

describe("fanfold process --metrics-port", () => {
  it("serves the metrics to this machine while the work goes on, and no longer", async () => {
    let told = "";
    const serving = servingMetrics(
      0,
      (text) => (told += text),
      async () => {
        const answer = await fetch(addressIn(told));
        expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
        expect(valueOf(await answer.text(), "fanfold_documents_in_flight")).toBe(3);
        const elsewhere = await fetch(addressIn(told).replace("/metrics", "/etc/passwd"));
        expect(elsewhere.status).toBe(404);
        await elsewhere.text();
        return "done";
      },
    );

    expect(await serving(anApp())).toBe("done");
    expect(addressIn(told)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    await expect(fetch(addressIn(told))).rejects.toThrow("fetch failed");
  });

  it.each(["//", "//[", "http://"])(
    "goes on after a request for %j, which is no URL",
    async (target) => {
      let told = "";
      const serving = servingMetrics(
        0,
        (text) => (told += text),
        async () => {
          expect(await rawStatus(addressIn(told), { target })).toBe(404);
          return "done";
        },
      );

      expect(await serving(anApp())).toBe("done");
    },
  );

  it("closes when the work fails", async () => {
    let told = "";
    const fail = async (): Promise<never> => await Promise.reject(new Error("broken"));
    const serving = servingMetrics(0, (text) => (told += text), fail);
    await expect(serving(anApp())).rejects.toThrow("broken");
    await expect(fetch(addressIn(told))).rejects.toThrow("fetch failed");
  });

  it("says that the port is taken, before a batch is begun", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const home = path.join(folder, "taken");
    const env = { FANFOLD_HOME: home, FANFOLD_ANALYSIS: "rules" };
    const out = path.join(folder, "out");
    const run = await runCommandLine(
      ["process", "samples/talwerk-rechnung.xml", "--out", out, "--metrics-port", String(port)],
      env,
    );
    other.close();

    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(
      `port ${port} of 127.0.0.1 cannot be used for metrics (EADDRINUSE)`,
    );
    expect((await runCommandLine(["batches", "--json"], env)).stdout).toBe("[]\n");
  });

  it.each(["70000", "-1", "http", "", "1e3", "080800"])("refuses %j as a port", (port) => {
    expect(() => parseProcessOptions(["in", `--metrics-port=${port}`])).toThrow(UsageError);
  });

  it("tells where the metrics are, and runs the batch", async () => {
    const env = { FANFOLD_HOME: path.join(folder, "home"), FANFOLD_ANALYSIS: "rules" };
    const out = path.join(folder, "out");
    const file = "samples/talwerk-rechnung.xml";
    const run = await runCommandLine(["process", file, "--out", out, "--metrics-port", "0"], env);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/^metrics at http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
  });
});
