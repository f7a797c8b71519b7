import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import type { Outcome } from "#src/domain/outcome.ts";
import type { RunEvent } from "#src/domain/run-event.ts";
import { RunContext } from "#src/state/run-context.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { runCommandLine } from "#test/support/command-line.ts";

/*
 * A PDF of three invoices, the second over two pages, goes through the whole pipeline beside one that holds a single invoice.
 */
const page = (number: string, counter: string, total?: string): readonly string[] => [
  "Harfenbau Welle GmbH, Saitengasse 4, 34117 Kassel",
  "Rechnung",
  `Rechnungsnummer: ${number}`,
  "Rechnungsdatum: 01.03.2026",
  `Seite ${counter}`,
  ...(total === undefined ? [] : [`Gesamtbetrag ${total} EUR`]),
];

const threeInvoices = [
  page("R-17", "1 von 1", "119,00"),
  page("R-18", "1 von 2"),
  ["Seite 2 von 2", "Gesamtbetrag 238,00 EUR"],
  page("R-19", "1 von 1", "357,00"),
];
const parts = ["bundle.pdf#page=1", "bundle.pdf#page=2-3", "bundle.pdf#page=4"];

let folder: string;
let inbox: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-several-"));
  inbox = path.join(folder, "in");
  await writeIn(inbox, {
    "bundle.pdf": threeInvoices,
    "single.pdf": [page("R-20", "1 von 1", "9,00")],
  });
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function writeIn(
  target: string,
  files: Readonly<Record<string, readonly (readonly string[])[]>>,
): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const [file, pages] of Object.entries(files)) {
    await writeFile(path.join(target, file), await aPdf({ pages }));
  }
}

const homeOf = (name: string): string => path.join(folder, `home-${name}`);

type Run = {
  readonly paths?: readonly string[];
  readonly batchId?: string;
  readonly context?: Partial<RunContext>;
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
};

/** Runs a batch in a home of this name; what ends it early is told by `signal`. */
async function process(name: string, run: Run = {}): Promise<Outcome[]> {
  const { paths = [inbox], batchId = "several", context = {}, onEvent = () => {} } = run;
  const { signal = new AbortController().signal } = run;
  const app = await openApp(parseConfig({ FANFOLD_HOME: homeOf(name), FANFOLD_OCR: "off" }), {
    now: Date.now,
    today: () => "2026-10-01",
  });
  const settings = RunContext.parse({ analysis: "rules", ...context });
  try {
    await runBatch(app, { batchId, paths, exclude: [], context: settings, signal, onEvent }).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
    return await Array.fromAsync(app.ledger.outcomes(batchId));
  } finally {
    await app.close();
  }
}

const filesOf = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ file }) => file);

const withoutTimes = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => ({ ...outcome, operations: [] }));

describe("a PDF of several invoices", () => {
  const events: RunEvent[] = [];
  let each: Outcome[];
  beforeAll(async () => {
    each = await process("each", { onEvent: (event) => events.push(event) });
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
      "357.00",
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

  it("has its parts shown by name", async () => {
    const env = { FANFOLD_HOME: homeOf("each") };
    const { code, stdout } = await runCommandLine(["show", "bundle.pdf#page=2-3", "--json"], env);
    expect(code).toBe(0);
    expect(stdout).toContain("R-18");
  });
});
