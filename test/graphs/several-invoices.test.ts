import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, openApp } from "#src/app.ts";
import { type BatchResult, runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import { fingerprintOf } from "#src/checks/duplicates-check.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import type { BatchEntry } from "#src/ports/ledger.ts";
import { RunContext } from "#src/state/run-context.ts";
import { invoicePage, partsOf, threeInvoices, writePdfs } from "#test/support/several-invoices.ts";

/*
 * A PDF of three invoices, the second over two pages, goes through the whole pipeline beside one that holds a single invoice.
 */
const parts = partsOf("bundle.pdf");

let folder: string;
let inbox: string;
/** Reads for all runs: its threads are what takes long to start. */
let reading: App;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-several-"));
  inbox = path.join(folder, "in");
  reading = await open("reading");
  await writePdfs(inbox, {
    "bundle.pdf": threeInvoices,
    "single.pdf": [invoicePage("R-20", "1 von 1", "9,00")],
  });
});
afterAll(async () => {
  await reading.close();
  await rm(folder, { recursive: true, force: true });
});

const open = async (name: string): Promise<App> => {
  const env = {
    FANFOLD_HOME: path.join(folder, `home-${name}`),
    FANFOLD_OCR: "off",
    FANFOLD_READER_THREADS: "1",
  };
  return await openApp(parseConfig(env), { now: Date.now, today: () => "2026-10-01" });
};

type Run = {
  readonly paths?: readonly string[];
  readonly batchId?: string;
  readonly context?: Partial<RunContext>;
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
  /** What the batch finds when it begins. */
  readonly before?: (app: App) => Promise<void>;
  readonly changes?: (app: App) => Partial<App>;
};

type Ran = {
  readonly outcomes: Outcome[];
  /** Nothing if it was aborted. */
  readonly result: BatchResult | undefined;
  readonly batch: BatchEntry | undefined;
};

/** Runs a batch in a home of this name; what ends it early is told by `signal`. */
async function run(name: string, given: Run = {}): Promise<Ran> {
  const { paths = [inbox], batchId = "several", context = {}, onEvent = () => {} } = given;
  const { signal = new AbortController().signal, before, changes } = given;
  const app = await open(name);
  const settings = RunContext.parse({ analysis: "rules", ...context });
  try {
    await before?.(app);
    const result = await runBatch(
      { ...app, documentReader: reading.documentReader, ...changes?.(app) },
      { batchId, paths, exclude: [], context: settings, signal, onEvent },
    ).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    const outcomes = await Array.fromAsync(app.ledger.outcomes(batchId));
    return { outcomes, result, batch: await app.ledger.findBatch(batchId) };
  } finally {
    await app.close();
  }
}

const process = async (name: string, given: Run = {}): Promise<Outcome[]> =>
  (await run(name, given)).outcomes;

const filesOf = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ file }) => file);

const withoutTimes = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => ({ ...outcome, operations: [] }));

describe("a PDF of several invoices", () => {
  const events: RunEvent[] = [];
  let each: Outcome[];
  let first: Ran;
  beforeAll(async () => {
    first = await run("each", { onEvent: (event) => events.push(event) });
    each = first.outcomes;
  });

  it("leaves its batch done, with an outcome for each invoice", () => {
    expect(first.result).toMatchObject({ isComplete: true, summary: { dispatched: 4 } });
    expect(first.batch).toMatchObject({ dispatched: 4, status: "SUCCESS" });
  });

  it("does not end an input of several parts early", async () => {
    const { outcomes, result } = await run("parts", { changes: () => ({ documentsMax: 1 }) });
    expect(result?.isComplete).toBe(true);
    expect(withoutTimes(outcomes)).toEqual(withoutTimes(each));
  });

  it("takes the place of no file that is called like one of its parts", async () => {
    const namesakes = path.join(folder, "namesakes");
    await writePdfs(namesakes, {
      "bundle.pdf": threeInvoices,
      "single.pdf": [invoicePage("R-20", "1 von 1", "9,00")],
    });
    await rename(path.join(namesakes, "single.pdf"), path.join(namesakes, "bundle.pdf#page=1"));
    const outcomes = await process("namesakes", { paths: [namesakes] });
    expect(outcomes.map(({ file, invoice }) => [file, invoice?.invoiceNumber])).toEqual([
      ["./bundle.pdf#page=1", "R-20"],
      ["bundle.pdf#page=1", "R-17"],
      ["bundle.pdf#page=2-3", "R-18"],
      ["bundle.pdf#page=4", "R-19"],
    ]);
  });

  it("has no part left that an earlier version had made of it", async () => {
    const before = async ({ documentFolder, ledger, versions }: App): Promise<void> => {
      const batch = { batchId: "several", startedAt: "2026-03-01T09:00:00Z" };
      await ledger.startBatch({ ...batch, settings: { paths: [inbox] } });
      const listed = { file: "bundle.pdf#page=1-2", path: path.join(inbox, "bundle.pdf") };
      const pages = { first: 1, last: 2 };
      const part = await documentFolder.identify({ ...listed, sizeBytes: 0, pages });
      await ledger.saveDocuments("several", [part]);
      const outcome = { ...(each[0] as Outcome), file: part.file, documentId: part.documentId };
      const fingerprint = fingerprintOf(outcome.invoice ?? {}, "invoice");
      const older = { ...versions, extractionVersion: versions.extractionVersion - 1 };
      await ledger.record("several", outcome, { versions: older, fingerprint });
    };
    const outcomes = await process("older", { before });
    expect(withoutTimes(outcomes)).toEqual(withoutTimes(each));
  });

  it("gives one record for each, with its pages, its identity and its own values", () => {
    const outcomes = each;
    expect(filesOf(outcomes)).toEqual([...parts, "single.pdf"]);
    expect(outcomes.map(({ invoice }) => invoice?.invoiceNumber)).toEqual([
      "R-17",
      "R-18",
      "R-19",
      "R-20",
    ]);
    expect(outcomes.map(({ invoice }) => invoice?.totalWithTax)).toEqual([
      "119.00",
      "238.00",
      "400.00",
      "9.00",
    ]);
    expect(outcomes.map(({ pages }) => pages)).toEqual([
      { first: 1, last: 1 },
      { first: 2, last: 3 },
      { first: 4, last: 4 },
      undefined,
    ]);
    expect(outcomes[1]?.evidence["totalWithTax"]?.page).toBe(3);
    expect(new Set(outcomes.map(({ documentId }) => documentId)).size).toBe(4);
    expect(outcomes.flatMap(({ findings }) => findings).map(({ rule }) => rule)).not.toContain(
      "DOCUMENT-SEVERAL-INVOICES",
    );
    const progress = events.findLast((event) => event.type === "batch.progress");
    expect(progress).toMatchObject({ done: 4, total: 4 });
  });

  it("gives the same records under every strategy", async () => {
    const sequential = await process("sequential", {
      context: { strategy: "sequential", chunkSize: 1 },
      paths: [path.join(inbox, "single.pdf"), path.join(inbox, "bundle.pdf")],
    });
    expect(withoutTimes(sequential)).toEqual(withoutTimes(each));
  });

  it("has none lost or twice when it is stopped between them", async () => {
    const after = 2;
    const stop = new AbortController();
    let decided = 0;
    await process("stopped", {
      context: { strategy: "sequential" },
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === "document.decided" && (decided += 1) === after) stop.abort();
      },
    });
    const again: string[] = [];
    const outcomes = await process("stopped", {
      onEvent: (event) => {
        if (event.type === "document.decided") again.push(event.file);
      },
    });
    expect(filesOf(outcomes)).toEqual([...parts, "single.pdf"]);
    expect(again.length).toBeLessThanOrEqual(4 - after);
    expect(new Set(again).size).toBe(again.length);
  });

  it.each(["before", "after"])(
    "is split as ever when it is stopped right %s that",
    async (when) => {
      const stop = new AbortController();
      const changes = ({ ledger }: App) => {
        const splitDocument: App["ledger"]["splitDocument"] = async (...given) => {
          if (when === "after") await ledger.splitDocument(...given);
          stop.abort();
          stop.signal.throwIfAborted();
        };
        return { ledger: { ...ledger, splitDocument } };
      };
      const { result } = await run(`stopped-${when}`, { changes, signal: stop.signal });
      expect(result).toBeUndefined();
      const told: RunEvent[] = [];
      const onEvent = (event: RunEvent) => void told.push(event);
      const { outcomes, batch } = await run(`stopped-${when}`, { onEvent });
      expect(withoutTimes(outcomes)).toEqual(withoutTimes(each));
      expect(batch).toMatchObject({ dispatched: 4, status: "SUCCESS" });
      const progress = told.findLast((event) => event.type === "batch.progress");
      expect(progress).toMatchObject({ done: 4, total: 4 });
    },
  );

  it("finds copies among its parts, and none between parts that differ", async () => {
    const copied = path.join(folder, "copied");
    for (const name of ["a.pdf", "b.pdf"]) {
      await cp(path.join(inbox, "bundle.pdf"), path.join(copied, name));
    }
    const outcomes = await process("copied", { paths: [copied] });
    const copies = outcomes.filter(({ findings }) =>
      findings.some(({ check, status }) => check === "duplicates" && status === "contradicted"),
    );
    expect(filesOf(copies)).toEqual(parts.map((part) => part.replace("bundle", "b")));
  });

  it("is no copy of itself in the next batch", async () => {
    const outcomes = await process("each", { batchId: "second" });
    const statuses = outcomes
      .flatMap(({ findings }) => findings)
      .filter(({ check }) => check === "duplicates")
      .map(({ status }) => status);
    expect(statuses).not.toContain("contradicted");
  });
});
