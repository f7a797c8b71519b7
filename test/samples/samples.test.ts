import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { runBatch, type BatchResult } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import { Outcome } from "#src/domain/outcome.ts";
import { toJsonLine } from "#src/report/results-jsonl.ts";
import { samplesFolder } from "../../scripts/make-samples.ts";
import { resultSchemaUrl } from "../../scripts/make-result-schema.ts";
import expectations from "./expected.json" with { type: "json" };

/** What a sample must come to. `contradicted` is complete: no other rule may accuse. */
type Expectation = {
  readonly status: string;
  readonly errorCode?: string;
  readonly documentType?: string;
  readonly source?: string;
  readonly action?: string;
  readonly contradicted?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
};

const expected: [string, Expectation][] = Object.entries(expectations);

/** The day the samples are judged on, so that they never grow old. */
const today = "2026-10-05";

const home = await mkdtemp(path.join(tmpdir(), "fanfold-samples-"));
afterAll(() => rm(home, { recursive: true, force: true }));

const { result, outcomes } = await processSamples("samples");

async function processSamples(
  batchId: string,
  { paths = [samplesFolder], ...changes }: { paths?: string[]; ignoreEmbeddedXml?: boolean } = {},
): Promise<{
  result: BatchResult;
  outcomes: ReadonlyMap<string, Outcome>;
}> {
  const sellersFile = path.join(samplesFolder, "sellers.csv");
  const config = parseConfig({
    FANFOLD_HOME: home,
    FANFOLD_SELLERS: sellersFile,
    FANFOLD_ANALYSIS: "rules",
  });
  const app = await openApp(config, { now: Date.now, today: () => today });
  try {
    await app.ledger.startBatch({ batchId, startedAt: `${today}T08:00:00Z`, settings: {} });
    const batch = await runBatch(app, {
      batchId,
      paths,
      exclude: [sellersFile],
      context: { ...config.run, ...changes },
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    const byFile = new Map<string, Outcome>();
    for await (const outcome of app.ledger.outcomes(batchId)) byFile.set(outcome.file, outcome);
    return { result: batch, outcomes: byFile };
  } finally {
    await app.close();
  }
}

const outcomeOf = (file: string): Outcome => {
  const outcome = outcomes.get(file);
  if (outcome === undefined) throw new Error(`${file} has no outcome`);
  return outcome;
};

const contradictedIn = ({ findings }: Outcome): string[] =>
  [
    ...new Set(findings.filter((f) => f.status === "contradicted").map(({ rule }) => rule)),
  ].toSorted();

const valuesOf = ({ invoice }: Outcome): Record<string, string | undefined> => ({
  invoiceNumber: invoice?.invoiceNumber,
  issueDate: invoice?.issueDate,
  paymentDueDate: invoice?.paymentDueDate,
  currencyCode: invoice?.currencyCode,
  sellerName: invoice?.seller?.name,
  sellerVatId: invoice?.seller?.vatId,
  totalWithoutTax: invoice?.totalWithoutTax,
  totalTax: invoice?.totalTax,
  totalWithTax: invoice?.totalWithTax,
  iban: invoice?.iban,
});

describe("the samples, processed", () => {
  it("each have one outcome, and the sellers file is none of them", () => {
    expect([...outcomes.keys()]).toEqual(Object.keys(expectations));
    expect(result.summary.dispatched).toBe(outcomes.size);
  });

  it("show every decision and a quarantine", () => {
    const { decisions, quarantined } = result.summary;
    const { auto_approve: approved, manager_approval: waiting, reject: rejected } = decisions;

    expect(Math.min(approved, waiting, rejected, quarantined)).toBeGreaterThan(0);
  });

  it("are records of the published schema", async () => {
    const schema: object = JSON.parse(await readFile(resultSchemaUrl, "utf8"));
    const validate = new Ajv2020({
      strict: true,
      formats: { date: true, "date-time": true },
    }).compile(schema);
    for (const outcome of outcomes.values()) {
      const record: unknown = JSON.parse(toJsonLine(outcome));
      expect(validate(record), `${outcome.file}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });

  it("say the same on the page of a PDF as in the XML inside it", async () => {
    const files = ["rheinquell-factur-x.pdf", "rheinquell-zugferd-1.pdf"];
    const paths = files.map((file) => path.join(samplesFolder, file));
    const printed = await processSamples("pages", { paths, ignoreEmbeddedXml: true });

    for (const file of files) {
      const outcome = printed.outcomes.get(file);
      expect(outcome?.source).toBe("pdf-text");
      expect(outcome && valuesOf(outcome)).toEqual(valuesOf(outcomeOf(file)));
    }
  });

  it.each(expected)(
    "%s comes to its decision, for its reasons and no others",
    (file, { values: _values, ...rest }) => {
      const outcome = outcomeOf(file);

      expect({
        status: outcome.status,
        ...(outcome.error && { errorCode: outcome.error.code }),
        ...(outcome.decision && {
          documentType: outcome.documentType,
          source: outcome.source,
          action: outcome.decision.action,
          contradicted: contradictedIn(outcome),
        }),
      }).toEqual(rest);
    },
  );

  it.each(expected.filter(([, { values }]) => values !== undefined))(
    "%s is read exactly",
    (file, { values }) => {
      expect(valuesOf(outcomeOf(file))).toMatchObject(values ?? {});
    },
  );
});
