import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { buildInvoiceGraph } from "#graphs/invoice.ts";
import { type App, openApp } from "#src/app.ts";
import { parseConfig } from "#src/config.ts";
import type { Draft } from "#src/domain/draft.ts";
import { answerFields, emptyAnswer, type ModelAnswer } from "#src/domain/model-answer.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import { RunContext } from "#src/state/run-context.ts";
import { type OllamaDouble, startOllamaDouble } from "#test/fakes/ollama-server.ts";
import { valueIn } from "#src/evaluation/compare-values.ts";
import { median, rounded } from "./measure.ts";

/*
 * Does an invoice cost as much as the slower of model and slowest check, and not their sum? `npm run bench:analysis`, about a
 * minute; `--scale 1` takes the reference latencies as they are, the default a quarter of them, `--rounds N` more rounds.
 *
 * Simulated: the latencies of services and of the model. All else is what a batch of one runs: graph, thread that reads the
 * PDF, HTTP to a double of an Ollama server, SQLite. Jurisdiction and currency are determined without asking anybody, so their
 * latency is added to the service that is asked next.
 */
const referenceMs = {
  model: 2_500,
  seller: 3_200,
  address: 1_800,
  jurisdictionAndTax: 800 + 1_100,
  currencyAndConversion: 500 + 1_200,
};
type Latencies = typeof referenceMs;

const ratioMax = 1.05;
const samples = path.resolve(import.meta.dirname, "../samples");
const measuredFile = path.join(samples, "rhone-facture.pdf");
/** Loads what is loaded once a process, and is no part of the measurement. */
const warmUpFile = path.join(samples, "isarblick-17-prozent.pdf");

/** What rules read of the sample, said again by the model: a check whose inputs a model changes would run twice. */
function sameAs({ documentType, invoice }: Draft): ModelAnswer {
  const fields = answerFields.flatMap(({ key, path: at, textKey }) => {
    const value = valueIn(invoice, at) ?? null;
    return [[key, value], ...(textKey === undefined ? [] : [[textKey, value]])];
  });
  return {
    ...emptyAnswer,
    ...(Object.fromEntries(fields) as Partial<ModelAnswer>),
    documentType,
    taxes: (invoice.taxBreakdowns ?? []).map((tax) => ({
      taxRatePercent: tax.taxRatePercent ?? null,
      taxableAmount: tax.taxableAmount ?? null,
      taxAmount: tax.taxAmount ?? null,
    })),
    lines: (invoice.invoiceLines ?? []).map((line) => ({
      name: line.name ?? null,
      invoicedQuantity: line.invoicedQuantity ?? null,
      itemNetPrice: line.itemNetPrice ?? null,
      lineNetAmount: line.lineNetAmount ?? null,
      taxRatePercent: line.taxRatePercent ?? null,
    })),
  };
}

/** The embedded services, slowed down. */
function slowedDown(app: App, latencyMs: () => Latencies): App {
  const { sellerRegistry, addressValidator, taxRates, exchangeRates } = app;
  const after = async <T>(ms: number, ask: () => Promise<T>): Promise<T> => {
    await wait(ms);
    return await ask();
  };
  return {
    ...app,
    sellerRegistry: {
      lookUp: async (...query) =>
        await after(latencyMs().seller, () => sellerRegistry.lookUp(...query)),
    },
    addressValidator: {
      validate: async (...query) =>
        await after(latencyMs().address, () => addressValidator.validate(...query)),
    },
    taxRates: {
      ratesIn: async (...query) =>
        await after(latencyMs().jurisdictionAndTax, () => taxRates.ratesIn(...query)),
    },
    exchangeRates: {
      rate: async (...query) =>
        await after(latencyMs().currencyAndConversion, () => exchangeRates.rate(...query)),
    },
  };
}

const none: Latencies = {
  model: 0,
  seller: 0,
  address: 0,
  jurisdictionAndTax: 0,
  currencyAndConversion: 0,
};

type Run = { readonly wallMs: number; readonly outcome: Outcome };

/** One invoice in an app of its own, so that neither answer nor invoice is known from before. */
async function runOnce(
  double: OllamaDouble,
  latencies: Latencies,
  strategy: "concurrent" | "sequential",
): Promise<Run> {
  const home = await mkdtemp(path.join(tmpdir(), "fanfold-latency-"));
  const config = parseConfig({ FANFOLD_HOME: home, OLLAMA_BASE_URL: double.url });
  const clock = {
    now: () => performance.timeOrigin + performance.now(),
    today: () => "2026-03-01",
  };
  const app = await openApp(config, clock);
  let current = none;
  try {
    const graph = buildInvoiceGraph(
      slowedDown(app, () => current),
      { checkpointer: false },
    );
    const context = RunContext.parse({ strategy, analysis: "ollama" });
    await graph.invoke({ path: warmUpFile }, { context });
    const listed = await app.documentFolder.list([measuredFile], { exclude: [] });
    const [document] = await Promise.all(
      listed.map(async (file) => await app.documentFolder.identify(file)),
    );
    if (document === undefined) throw new Error("the sample is missing");
    const draft = await app.documentReader.draft(document, { ignoreEmbeddedXml: false });
    double.setReply(() => ({ content: sameAs(draft), headerDelayMs: current.model }));
    current = latencies;
    const startedAtMs = performance.now();
    const { outcome } = await graph.invoke({ path: measuredFile }, { context });
    const wallMs = performance.now() - startedAtMs;
    assertWhole(outcome);
    return { wallMs, outcome };
  } finally {
    await app.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** A run without an answer, or with a check run twice, measures something else. */
function assertWhole({ analysis, operations }: Outcome): void {
  const isTwice = operations.length !== new Set(operations.map(({ name }) => name)).size;
  if (analysis.engine === "ollama" && !isTwice) return;
  throw new Error(`measured nothing: ${JSON.stringify({ analysis, isTwice })}`);
}

/** Where the time of the slowest path went, milliseconds after the start. */
function pathOf({ wallMs, outcome: { operations } }: Run) {
  const named = new Map(operations.map((operation) => [operation.name, operation]));
  const startOf = (name: Parameters<typeof named.get>[0]): number =>
    named.get(name)?.startedMs ?? Number.NaN;
  const endOf = (name: Parameters<typeof named.get>[0]): number =>
    startOf(name) + (named.get(name)?.durationMs ?? Number.NaN);
  return {
    untilChecks: rounded(startOf("validate_address")),
    checksUntil: rounded(Math.max(endOf("validate_tax"), endOf("verify_seller"))),
    modelFrom: rounded(startOf("analyze_document")),
    modelUntil: rounded(endOf("analyze_document")),
    tier2Until: rounded(Math.max(endOf("extract_citations"), endOf("score_quality"))),
    decided: rounded(endOf("make_final_decision")),
    wall: rounded(wallMs),
  };
}

async function measure(name: string, latencies: Latencies, rounds: number, double: OllamaDouble) {
  const { model, seller, address, jurisdictionAndTax, currencyAndConversion } = latencies;
  const boundMs = Math.max(model, seller, address + jurisdictionAndTax, currencyAndConversion);
  const concurrent: Run[] = [];
  const sequential: Run[] = [];
  await runOnce(double, none, "concurrent");
  for (let round = 0; round < rounds; round += 1) {
    concurrent.push(await runOnce(double, latencies, "concurrent"));
    sequential.push(await runOnce(double, latencies, "sequential"));
  }
  const walls = concurrent.map(({ wallMs }) => wallMs);
  const wallMs = median(walls);
  const sequentialMs = median(sequential.map((run) => run.wallMs));
  const middle = concurrent.find((run) => run.wallMs === wallMs);
  const result = {
    case: name,
    wallMs: rounded(wallMs),
    worstMs: rounded(Math.max(...walls)),
    boundMs: rounded(boundMs),
    ratio: rounded(wallMs / boundMs, 3),
    worstRatio: rounded(Math.max(...walls) / boundMs, 3),
    sequentialMs: rounded(sequentialMs),
    speedUp: rounded(sequentialMs / wallMs, 2),
  };
  return { result, timeline: middle && pathOf(middle) };
}

const { values } = parseArgs({
  options: {
    scale: { type: "string", default: "4" },
    rounds: { type: "string", default: "5" },
  },
});
const [scale, rounds] = [Number(values.scale), Number(values.rounds)];
const latencies = Object.fromEntries(
  Object.entries(referenceMs).map(([name, ms]) => [name, ms / scale]),
) as Latencies;
const double = await startOllamaDouble();
try {
  const cases = [
    await measure("reference", latencies, rounds, double),
    // Twice as slow, the model is the bound: what its tiers cost shows here, and nowhere above. For information.
    await measure("slow model", { ...latencies, model: 2 * latencies.model }, rounds, double),
  ];
  console.table(cases.map(({ result }) => result));
  console.table(cases.map(({ timeline }) => timeline));
  console.log(JSON.stringify({ scale, rounds, ratioMax, cases }));
  const [reference] = cases;
  if (reference === undefined || reference.result.ratio > ratioMax) process.exitCode = 1;
} finally {
  await double.close();
}
