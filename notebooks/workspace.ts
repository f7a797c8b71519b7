import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { type App, openApp, systemClock } from "#src/app.ts";
import { type BatchResult, runBatch } from "#src/cli/run-batch.ts";
import { type Config, parseConfig } from "#src/config.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { RunContext } from "#src/state/run-context.ts";

/*
 * Deno cannot tell how much memory a thread takes, which the reader asks every 40 ms to stop a document that is made to do harm.
 * It takes no answer for none; documents of strangers are for `fanfold process`, on Node.
 */
if (!("getHeapStatistics" in Worker.prototype)) {
  const getHeapStatistics = async (): Promise<never> => {
    throw new Error("Deno does not measure threads");
  };
  Object.assign(Worker.prototype, { getHeapStatistics });
}

/** The invoices that come with the project, and their seller master file. */
export const samples = path.resolve(import.meta.dirname, "../samples");
export const sampleSellers = path.join(samples, "sellers.csv");

/** Settings of a made-up company: its seller master file and its purchasing rules. */
export const exampleCompany = {
  FANFOLD_SELLERS: path.resolve(import.meta.dirname, "example-company/sellers.csv"),
  FANFOLD_KNOWLEDGE: path.resolve(import.meta.dirname, "example-company/purchasing-rules"),
};

export type Workspace = {
  readonly app: App;
  readonly config: Config;
  /** A folder of its own that `close` removes, with everything the app kept in it. */
  readonly home: string;
  close(): Promise<void>;
};

/**
 * Opens Fanfold as the command line does, in a folder that is removed again.
 *
 * @param env - Settings, by their names in the README; what is not given has its default, whatever this machine's environment says.
 */
export async function openWorkspace(env: Readonly<Record<string, string>>): Promise<Workspace> {
  const home = await mkdtemp(path.join(tmpdir(), "fanfold-notebook-"));
  const config = parseConfig({ FANFOLD_HOME: home, ...env });
  const app = await openApp(config, { ...systemClock, now: preciseNow });
  return {
    app,
    config,
    home,
    async close() {
      await app.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Epoch milliseconds with fractions: many operations take less than one. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

/** Runs a folder, or files, as one batch, and hands out every record it made. */
export async function processFolder(
  { app, config }: Workspace,
  batchId: string,
  paths: readonly string[],
  settings: Partial<RunContext> = {},
): Promise<
  Pick<BatchResult, "summary" | "resourcePoints"> & { readonly outcomes: readonly Outcome[] }
> {
  const { sellersFile } = config;
  const { summary, resourcePoints } = await runBatch(app, {
    batchId,
    paths,
    exclude: sellersFile === undefined ? [] : [sellersFile],
    context: { ...config.run, ...settings },
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
  return { summary, resourcePoints, outcomes: await Array.fromAsync(app.ledger.outcomes(batchId)) };
}
