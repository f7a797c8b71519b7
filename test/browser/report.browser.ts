import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runFanfold } from "#test/support/fanfold-process.ts";

let folder: string;
let browser: BrowserContext;
let page: Page;
const requests: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-report-"));
  const args = [
    "process",
    "samples",
    "--sellers",
    "samples/sellers.csv",
    "--out",
    folder,
    "--quiet",
  ];
  await runFanfold(args, {
    env: { FANFOLD_HOME: path.join(folder, "home"), FANFOLD_ANALYSIS: "rules" },
  });
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
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(path.join(folder, "report.html")).href);
});

describe("the report in a browser", () => {
  it("loads nothing but itself and has nothing to complain about", () => {
    expect(requests.filter((url) => !url.endsWith("/report.html"))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("needs no sideways scrolling of the page, wide or narrow", async () => {
    for (const width of [1280, 420]) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(overflow, `at ${width} pixels`).toBeLessThanOrEqual(0);
    }
  });

  const shownFiles = async (): Promise<string[]> =>
    await page.locator("#document-table tbody tr:not([hidden]) th").allTextContents();

  it("sorts by a column, one way and then the other", async () => {
    const button = page.locator('#document-table [data-sort="4"]');
    const scores = async (): Promise<number[]> =>
      (await page.locator("#document-table tbody tr:not([hidden]) td.c4").allTextContents())
        .map((text) => Number.parseFloat(text))
        .filter((score) => !Number.isNaN(score));
    await button.click();
    const rising = await scores();
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    expect(new Set(rising).size).toBeGreaterThan(1);
    await button.click();
    expect(await scores()).toEqual(rising.toReversed());
  });

  it("filters by text and by decision", async () => {
    const all = await shownFiles();
    await page.locator('select[name="verdict"]').selectOption("quarantined");
    const quarantined = await shownFiles();
    expect(quarantined.length).toBeGreaterThan(0);
    expect(quarantined.length).toBeLessThan(all.length);
    await page.locator('button[type="reset"]').click();
    await page.locator('input[name="text"]').fill("rechnung");
    const found = await shownFiles();
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(all.length);
  });

  it("leads from the table to the page section of an invoice, which opens", async () => {
    const link = page.locator('#document-table tr[data-verdict="auto_approve"] a').first();
    const id = (await link.getAttribute("href"))?.slice(1);
    await link.click();
    const isOpen = `document.getElementById("${id}").closest("details").open`;
    // The browser tells the page of the new address later.
    await expect.poll(async () => await page.evaluate<boolean>(isOpen)).toBe(true);
  });

  it("shows the parallel work as a timeline", async () => {
    expect(await page.locator("svg rect").count()).toBeGreaterThan(10);
  });
});
