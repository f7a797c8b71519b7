import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type App, openApp } from "#src/app.ts";
import { runBatch } from "#src/cli/run-batch.ts";
import { parseConfig } from "#src/config.ts";
import { BatchExists } from "#src/nodes/plan.ts";
import { RunContext } from "#src/state/run-context.ts";
import { generatedUbl } from "#test/support/generated-invoices.ts";

/*
 * Claims across batches, on the real pipeline and a ledger file: what was approved once is not approved again under
 * another name, neither later nor at the same time.
 */
let folder: string;
const apps: App[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-settling-"));
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  await rm(folder, { recursive: true, force: true });
});

const header = "sellerId,name,vatId,legalRegistrationId,countryCode,iban\n";
const seller = "1,Beispiel Werke GmbH,DE136695976,,DE,DE89370400440532013000\n";

/** A process of its own on the one ledger of the test. */
async function anApp(): Promise<App> {
  const sellers = path.join(folder, "sellers.csv");
  await writeFile(sellers, header + seller);
  const config = parseConfig({ FANFOLD_HOME: path.join(folder, "home"), FANFOLD_SELLERS: sellers });
  const app = await openApp(config, { now: Date.now, today: () => "2026-10-01" });
  apps.push(app);
  return app;
}

async function write(file: string, index: number, note = ""): Promise<void> {
  const target = path.join(folder, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, `${generatedUbl(index)}${note}`);
}

const run = async (app: App, batchId: string, input: string) =>
  await runBatch(app, {
    batchId,
    paths: [path.join(folder, input)],
    exclude: [],
    context: RunContext.parse({}),
    signal: new AbortController().signal,
    onEvent: () => {},
  });

async function actionsOf(app: App, batchId: string): Promise<Record<string, string | undefined>> {
  const actions: Record<string, string | undefined> = {};
  for await (const { file, decision } of app.ledger.outcomes(batchId)) {
    actions[file] = decision?.action;
  }
  return actions;
}

describe("a growing folder", () => {
  it("keeps what was approved yesterday as the original, whatever the new copy is called", async () => {
    const app = await anApp();
    await write("in/b.xml", 0);
    await run(app, "day-1", "in");
    expect(await actionsOf(app, "day-1")).toEqual({ "b.xml": "auto_approve" });

    await write("in/a.xml", 0, "<!-- sent again -->");
    await run(app, "day-2", "in");
    expect(await actionsOf(app, "day-2")).toEqual({ "a.xml": "reject", "b.xml": "auto_approve" });
  });

  it("gives the same decisions when nothing changed", async () => {
    const app = await anApp();
    for (const [index, file] of ["a.xml", "b.xml", "c.xml"].entries())
      await write(`in/${file}`, index);
    await write("in/d.xml", 0, "<!-- copy -->");
    await run(app, "day-1", "in");
    await run(app, "day-2", "in");
    expect(await actionsOf(app, "day-2")).toEqual(await actionsOf(app, "day-1"));
  });
});

describe("two batches at once on one ledger", () => {
  it("never both approve the same claim, and never both refuse it", async () => {
    const [left, right] = [await anApp(), await anApp()];
    const count = 8;
    for (let index = 0; index < count; index += 1) {
      await write(`left/${index}.xml`, index * 10, "<!-- left -->");
      await write(`right/${index}.xml`, index * 10, "<!-- right -->");
    }
    await Promise.all([run(left, "left", "left"), run(right, "right", "right")]);
    const [ours, theirs] = [await actionsOf(left, "left"), await actionsOf(left, "right")];
    for (const file of Object.keys(ours)) {
      const rejections = [ours[file], theirs[file]].filter((action) => action === "reject");
      expect(rejections, `${file}: ${ours[file]} and ${theirs[file]}`).toHaveLength(1);
    }
  });
});

describe("the name of a batch", () => {
  it("belongs to one input: another one under it is refused and changes nothing", async () => {
    const app = await anApp();
    await write("march/a.xml", 0);
    await write("april/a.xml", 1);
    await run(app, "march", "march");
    const before = await actionsOf(app, "march");
    await expect(run(app, "march", "april")).rejects.toThrow(BatchExists);
    expect(await actionsOf(app, "march")).toEqual(before);
  });
});
