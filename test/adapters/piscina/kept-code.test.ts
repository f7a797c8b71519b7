import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createFileSystemDocumentFolder } from "#src/adapters/file-system/document-folder.ts";
import { defaultReadingLimits as limits } from "#src/domain/reading-limits.ts";

const run = promisify(execFile);

/** A Node that discards compiled WebAssembly as often as it can, and prints so. */
const flags = ["--stress-wasm-code-gc", "--trace-wasm-code-gc"];
const discarding = "[wasm-gc] Starting GC";

const workerFile = new URL("../../../src/draft-worker.ts", import.meta.url);
const file = "northgate-invoice.pdf";
const listed = { file, path: path.resolve("samples", file), sizeBytes: 0 };
const document = await createFileSystemDocumentFolder().identify(listed);
const task = { document, ignoreEmbeddedXml: false, limits };

const drafting = `
  import { draftInThread } from "#src/draft-worker.ts";
  const drafted = await draftInThread(${JSON.stringify(task)});
`;
const draftingInALane = `
  import { createReadingLane } from "#src/adapters/piscina/reading-lane.ts";
  const task = ${JSON.stringify(task)};
  const workerFile = new URL(${JSON.stringify(workerFile.href)});
  const lane = createReadingLane({ workerFile, limits: task.limits });
  const drafted = await lane.run("draftInThread", task);
  await lane.close();
`;

/** What the program prints, last of all the number of the invoice it drafted. */
async function printedBy(program: string): Promise<string> {
  const print = "console.log(drafted.result.invoice.invoiceNumber);";
  const whole = ["--input-type=module", "--eval", program + print];
  return (await run(process.execPath, [...flags, ...whole])).stdout;
}

describe("compiled WebAssembly", () => {
  it("is discarded by a program that does not ask to keep it", async () => {
    const printed = await printedBy(drafting);
    expect(printed).toContain(discarding);
    expect(printed).toContain("NG-");
  });

  it("is kept by a program that reads in threads", async () => {
    const printed = await printedBy(draftingInALane);
    expect(printed).not.toContain("[wasm-gc]");
    expect(printed).toContain("NG-");
  });

  it("is kept by a process that reads", async () => {
    const entry = new URL("../../../src/adapters/piscina/lane-process.ts", import.meta.url);
    const memoryMbMax = "2000";
    const child = fork(entry, [fileURLToPath(workerFile), memoryMbMax], {
      execArgv: flags,
      silent: true,
    });
    const printed = text(child.stdout ?? Readable.from([]));
    child.send({ name: "draftInThread", input: task });
    let reply: unknown;
    do [reply] = await once(child, "message");
    while (typeof reply === "object" && reply !== null && "usage" in reply);
    child.disconnect();
    expect(reply).toMatchObject({ answer: { result: { documentType: "invoice" } } });
    expect(await printed).not.toContain("[wasm-gc]");
  });
});
