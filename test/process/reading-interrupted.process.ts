import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aPdf } from "#test/support/a-pdf.ts";
import { aScan } from "#test/support/a-scan.ts";
import { type Running, startFanfold } from "#test/support/fanfold-process.ts";

/** What Ctrl-C may take. */
const exitMsMax = 2_000;
/** Between two looks at what runs. */
const lookEveryMs = 20;
/** Looks until what is waited for counts as never coming. */
const looksMax = 3_000;
/** As many pages as a document may have, and scans, that take longer than the test does. */
const pages = 200;
const scans = 6;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-reading-"));
  await mkdir(path.join(folder, "in"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const sentence = (number: number): string =>
  `${number} harps to Saitengasse 4, 34117 Kassel, by way of Bremen`;

const write = async (file: string, content: Uint8Array): Promise<void> =>
  await writeFile(path.join(folder, "in", file), content);

const start = (): Running =>
  startFanfold(["process", path.join(folder, "in"), "--out", path.join(folder, "out")], {
    env: { FANFOLD_ANALYSIS: "rules", FANFOLD_HOME: path.join(folder, "home") },
  });

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let look = 0; !(await isTrue()); look += 1) {
    expect(look, `${what} was waited for`).toBeLessThan(looksMax);
    await delay(lookEveryMs);
  }
}

/** Processes a process has started, as Linux tells; none once it is gone. */
async function childrenOf(pid: number): Promise<number[]> {
  const told = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return told.split(" ").filter(Boolean).map(Number);
}

/** @returns The processes that read pictures, once there is one. */
async function pictureReadersOf({ process: { pid = 0 } }: Running): Promise<number[]> {
  let readers: number[] = [];
  await until(async () => {
    readers = await childrenOf(pid);
    return readers.length > 0;
  }, "a process that reads pictures");
  return readers;
}

const isGone = (pids: readonly number[]) => () => pids.every((pid) => !existsSync(`/proc/${pid}`));

async function interrupt(running: Running): Promise<void> {
  const stoppedMs = performance.now();
  running.process.kill("SIGINT");
  const { code, stderr } = await running.finished;

  expect(code, stderr).toBe(130);
  expect(performance.now() - stoppedMs).toBeLessThan(exitMsMax);
}

describe.runIf(process.platform === "linux")("while pictures are read", () => {
  beforeEach(async () => {
    for (let index = 0; index < scans; index += 1) {
      const scan = aScan({ scale: 2, lines: Array.from({ length: 13 }, () => sentence(index)) });
      await write(`${index}.png`, scan.toBuffer("image/png"));
    }
  });

  it("Ctrl-C ends the batch within two seconds, and every process that reads", async () => {
    const running = start();
    const readers = await pictureReadersOf(running);
    await interrupt(running);

    await until(isGone(readers), "the end of the readers");
  });

  it("no process that reads outlives a batch that was killed", async () => {
    const running = start();
    const readers = await pictureReadersOf(running);
    running.process.kill("SIGKILL");
    await running.finished;

    await until(isGone(readers), "the end of the readers");
  });
});

it("Ctrl-C ends a batch within two seconds while a long PDF is read", async () => {
  const lines = Array.from({ length: 50 }, (_, line) => sentence(line));
  await write("long.pdf", await aPdf({ pages: Array.from({ length: pages }, () => lines) }));
  const running = start();
  let told = "";
  running.process.stderr?.on("data", (text: string) => (told += text));
  await until(() => /batch [\w-]+:/.test(told), "the begin of the batch");
  await interrupt(running);
});
