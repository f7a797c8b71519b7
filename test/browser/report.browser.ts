import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "#src/domain/outcome.ts";
import { rowsShownFirst } from "#src/report/client-script.ts";
import { renderReport } from "#src/report/report-html.ts";
import { aQuarantinedOutcome, anOutcome } from "#test/report/an-outcome.ts";

const attack = `"'><script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;

const totals = ["5.00", "1000.00", "99.90"];
const invoices = totals.map((totalWithTax, index) =>
  anOutcome({
    file: `${index}.pdf`,
    invoice: { totalWithTax, currencyCode: "EUR", seller: { name: `Seller ${index}` } },
  }),
);
const many = Array.from({ length: rowsShownFirst + 50 }, (_, index) =>
  anOutcome({ file: `many-${String(index).padStart(3, "0")}.pdf` }),
);

let folder: string;
let browser: BrowserContext;
let page: Page;
/** What a page must never do: fail, load something, ask something. */
let incidents: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-report-"));
  browser = await chromium.launchPersistentContext(path.join(folder, "profile"), {
    executablePath: "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  page = await browser.newPage();
  page.on("pageerror", ({ message }) => incidents.push(`error: ${message}`));
  page.on("console", (message) => incidents.push(`console: ${message.text()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) incidents.push(`request: ${request.url()}`);
  });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  incidents = [];
});

async function open(outcomes: readonly Outcome[]): Promise<void> {
  const report = renderReport({
    summary: {
      batchId: "batch-1",
      dispatched: outcomes.length,
      decided: outcomes.length,
      awaitingReview: 0,
      quarantined: 0,
      decisions: { auto_approve: outcomes.length, manager_approval: 0, reject: 0 },
      status: "SUCCESS",
      successRate: 1,
      recommendation: "Nothing to do.",
      wallSeconds: 1,
      documentsPerSecond: 1,
    },
    outcomes,
    engine: "rules",
    startedAt: "2026-11-21T09:30:00Z",
    timeline: outcomes.map(({ file }) => ({ file, startedMs: 0, durationMs: 5 })),
  });
  const file = path.join(folder, "report.html");
  await writeFile(file, await Array.fromAsync(report));
  await page.goto("about:blank");
  await page.goto(pathToFileURL(file).href);
}

const shownFiles = async (): Promise<string[]> =>
  await page.locator("#document-table tbody tr:visible th a").allTextContents();

describe("the report in a browser", () => {
  it("sorts by amount in both directions and tells screen readers so", async () => {
    await open(invoices);
    const head = page.getByRole("columnheader", { name: "Total with tax" });

    await head.getByRole("button").click();
    expect(await shownFiles()).toEqual(["0.pdf", "2.pdf", "1.pdf"]);
    expect(await head.getAttribute("aria-sort")).toBe("ascending");

    await head.getByRole("button").press("Enter");
    expect(await shownFiles()).toEqual(["1.pdf", "2.pdf", "0.pdf"]);
    expect(await head.getAttribute("aria-sort")).toBe("descending");
  });

  it("searches and filters, and says how many are left", async () => {
    await open([...invoices, aQuarantinedOutcome({ file: "broken.pdf" })]);

    await page.getByLabel("Search").fill("seller 1");
    expect(await shownFiles()).toEqual(["1.pdf"]);
    expect(await page.getByRole("status").textContent()).toBe("1 of 4 documents");

    await page.getByRole("button", { name: "Clear" }).click();
    await page.locator("select[name=verdict]").selectOption("Quarantined");
    expect(await shownFiles()).toEqual(["broken.pdf"]);
  });

  it("filters the table from the decisions at a glance", async () => {
    await open([...invoices, aQuarantinedOutcome({ file: "broken.pdf" })]);

    await page.locator("a.tile.quarantined").click();

    expect(await shownFiles()).toEqual(["broken.pdf"]);
  });

  it("opens the section of a document from its row", async () => {
    await open(invoices);
    const section = page.locator("#d2 .doc-body");
    expect(await section.isVisible()).toBe(false);

    await page.getByRole("link", { name: "1.pdf" }).click();

    expect(await section.isVisible()).toBe(true);
  });

  it("shows a page of a long table, the rest on demand, and finds a row beyond it", async () => {
    await open(many);
    expect(await shownFiles()).toHaveLength(rowsShownFirst);

    await page.getByLabel("Search").fill("many-249");
    expect(await shownFiles()).toEqual(["many-249.pdf"]);

    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("button", { name: "Show more" }).click();
    expect(await shownFiles()).toHaveLength(many.length);
  });

  it.each(["light", "dark"] as const)("fits a phone in %s colours", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 420, height: 800 });
    await open([...invoices, aQuarantinedOutcome({ file: "x".repeat(300) })]);

    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(420);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("runs nothing a document says, and loads and reports nothing", async () => {
    await open([
      anOutcome({
        file: attack,
        invoice: {
          seller: { name: attack },
          invoiceNumber: attack,
          totalWithTax: "1.00",
          currencyCode: "EUR",
        },
      }),
      aQuarantinedOutcome({ file: attack, error: { code: attack, message: attack, attempts: 1 } }),
    ]);
    await page.locator("#document-table tbody a").first().click();

    expect(await page.title()).toBe("Fanfold report, 2 documents");
    expect(await page.locator("img").count()).toBe(0);
    expect(incidents).toEqual([]);
  });
});
