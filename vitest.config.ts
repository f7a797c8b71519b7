import { defineConfig } from "vitest/config";

/** One project for each thing a machine must have; `npm test` needs none. */
const project = (name: string, include: string, testTimeout: number) => ({
  test: { name, include: [include], setupFiles: ["test/setup.ts"], testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", "test/**/*.test.ts", 60_000),
      project("process", "test/process/*.process.ts", 300_000),
      project("server", "test/server/*.server.ts", 120_000),
      project("browser", "test/browser/*.browser.ts", 120_000),
    ],
  },
});
