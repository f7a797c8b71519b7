import { defineConfig } from "vitest/config";

/** One project for each thing a machine must have; `npm test` needs none. */
const project = (
  name: string,
  include: string,
  testTimeout: number,
  options: { env?: Record<string, string>; maxConcurrency?: number } = {},
) => ({
  test: { name, include: [include], setupFiles: ["test/setup.ts"], testTimeout, ...options },
});

/** Evaluations stay here unless the user asks for an experiment in LangSmith. */
const { LANGSMITH_TEST_TRACKING = "false" } = process.env;

export default defineConfig({
  test: {
    projects: [
      project("unit", "test/**/*.test.ts", 60_000),
      project("process", "test/**/*.process.ts", 300_000),
      project("server", "test/**/*.server.ts", 120_000),
      project("browser", "test/browser/*.browser.ts", 120_000),
      project("notebooks", "test/notebooks/*.notebook.ts", 300_000, { maxConcurrency: 2 }),
      project("prometheus", "test/prometheus/*.prometheus.ts", 60_000),
      project("eval", "test/evals/*.eval.ts", 600_000, { env: { LANGSMITH_TEST_TRACKING } }),
    ],
  },
});
