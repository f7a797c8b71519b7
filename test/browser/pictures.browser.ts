import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";

it("npm run pictures makes every picture of the docs", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "fanfold-made-pictures-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));

  await promisify(execFile)(process.execPath, ["scripts/make-pictures.ts", folder]);

  expect(await readdir(folder)).toEqual(await readdir("docs/pictures"));
});
