import { type App, localFolder, systemClock } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import type { Evaluation } from "#src/domain/evaluation.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { type Effort, evaluate } from "#src/evaluation/evaluate.ts";
import { type Truth, wholeOf } from "#src/evaluation/truth.ts";
import type { ListedFile } from "#src/ports/document-folder.ts";
import type { MissViews } from "#src/report/misses-section.ts";
import type { RunContext } from "#src/state/run-context.ts";
import { type Cli, UsageError } from "./cli.ts";
import { engineOf } from "./engine-of.ts";
import { runBatch } from "./run-batch.ts";
import { withApp } from "./saved-batch.ts";
import { createScreen } from "./screen.ts";
import { viewMisses, viewsMax } from "./view-misses.ts";

export type Corpus = { readonly folder: string; readonly truths: readonly Truth[] };

type Run = {
  /** Its ledger is thrown away afterwards. */
  readonly config: Config;
  readonly context: RunContext;
  readonly isQuiet: boolean;
};

export type EvaluatedCorpus = { readonly evaluation: Evaluation; readonly views: MissViews };

/** Processes the documents of a corpus, each kind as a batch of its own, and compares what was read with what they state. */
export async function evaluateCorpus(
  { folder, truths }: Corpus,
  { config, context, isQuiet }: Run,
  cli: Cli,
): Promise<EvaluatedCorpus> {
  const listed = await localFolder.list([folder], { exclude: [] });
  const found = new Set(listed.map(({ file }) => file));
  const lost = truths.find(({ file }) => !found.has(file) && !found.has(wholeOf(file)));
  if (lost !== undefined) {
    throw new UsageError(`${lost.file} is hidden or behind a link, and would not be processed`);
  }
  const options = { isQuiet, isJson: false };
  const screen = createScreen(cli, { total: 0, options });
  return await withApp(config, screen.log, systemClock, async (app) => {
    screen.tell(`${truths.length} documents, ${await engineOf(app, context, cli)}\n`);
    const results = new Map<string, Outcome>();
    const efforts = new Map<string, Effort>();
    for (const [kind, ofKind] of Map.groupBy(truths, (truth) => truth.kind)) {
      const wanted = new Set(ofKind.flatMap(({ file }) => [file, wholeOf(file)]));
      const files = listed.filter(({ file }) => wanted.has(file));
      const { progress, tell } = createScreen(cli, { total: files.length, options });
      tell(`${kind}: ${files.length} documents\n`);
      try {
        const run = { folder, kind, files, context, signal: cli.signal };
        efforts.set(kind, await readKind(app, run, (event) => progress.onEvent(event)));
      } finally {
        progress.end();
      }
      for await (const outcome of app.ledger.outcomes(batchOf(kind))) {
        results.set(outcome.file, outcome);
      }
    }
    const { ignoreEmbeddedXml: isEmbeddedXmlIgnored } = context;
    const evaluation = evaluate({ truths, results, efforts, isEmbeddedXmlIgnored });
    const { misses } = evaluation;
    if (misses.length > 0) screen.tell(`views of ${Math.min(misses.length, viewsMax)} misses\n`);
    return { evaluation, views: await viewMisses(app, listed, misses, cli.signal) };
  });
}

const batchOf = (kind: string): string => `eval-${kind}`;

type KindRun = {
  readonly folder: string;
  readonly kind: string;
  readonly files: readonly ListedFile[];
  readonly context: RunContext;
  readonly signal: AbortSignal;
};

async function readKind(
  app: App,
  { folder, kind, files, context, signal }: KindRun,
  onEvent: Parameters<typeof runBatch>[1]["onEvent"],
): Promise<Effort> {
  const documentFolder = { ...app.documentFolder, list: async () => files };
  const batch = { batchId: batchOf(kind), paths: [folder], exclude: [] };
  const { summary } = await runBatch(
    { ...app, documentFolder },
    { ...batch, context, signal, onEvent },
  );
  const { wallSeconds: seconds, resources } = summary;
  return { seconds, ...(resources && { peakMemoryBytes: resources.rssBytes.max }) };
}
