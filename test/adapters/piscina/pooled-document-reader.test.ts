import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createPooledDocumentReader } from "#src/adapters/piscina/pooled-document-reader.ts";
import { defaultReadingLimits, type ReadingLimits } from "#src/domain/reading-limits.ts";
import type { Reading } from "#src/domain/reading.ts";
import { describeDocumentReader } from "#test/contracts/document-reader-contract.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { ciiXml } from "#test/support/cii-xml.ts";

const embedded = { ignoreEmbeddedXml: false };

type PoolOptions = {
  worker?: URL;
  threads?: number;
  queueMax?: number;
  limits?: Partial<ReadingLimits>;
};

function openReader(options: PoolOptions = {}) {
  const reader = createPooledDocumentReader({
    workerFile: options.worker ?? new URL("./misbehaving-worker.ts", import.meta.url),
    threads: options.threads ?? 1,
    queueMax: options.queueMax ?? 10,
    limits: { ...defaultReadingLimits, documentMemoryMbMax: 100, ...options.limits },
  });
  onTestFinished(async () => await reader.close());
  return reader;
}

const named = (file: string) => anInputDocument({ file });
/** The thread that read a document, as the worker of these tests reports it. */
const threadOf = ({ warnings }: Reading): string | undefined => warnings[0]?.message;

describe("The pooled document reader", () => {
  it.each([
    ["document.timeout", "spin"],
    ["document.timeout", "wait"],
    ["document.out_of_memory", "heap"],
    ["document.out_of_memory", "buffers"],
    ["document.damaged", "throw"],
    ["document.damaged", "reject"],
    ["document.damaged", "exit"],
  ])(
    "rejects as %s a document that makes its thread %s, and reads the next one",
    async (code, file) => {
      const limits = code === "document.timeout" ? { documentTimeoutMs: 1_500 } : {};
      const reader = openReader({ limits });

      const bad = reader.read(named(file), embedded);
      const good = reader.read(named("good"), embedded);

      await expect(bad).rejects.toMatchObject({ code, isTransient: false });
      expect(await good).toMatchObject({ source: "text" });
    },
  );

  it("reads other documents while one is stuck", async () => {
    const reader = openReader({ threads: 2, limits: { documentTimeoutMs: 4_000 } });

    const stuck = reader.read(named("spin"), embedded);
    const others = Promise.all(
      ["a", "b", "c"].map(async (file) => await reader.read(named(file), embedded)),
    );

    const first = await Promise.race([others, stuck.catch(() => "the stuck one")]);
    expect(first).toHaveLength(3);
    await expect(stuck).rejects.toMatchObject({ code: "document.timeout" });
  });

  it("counts the time of a document from its start, not from its place in the queue", async () => {
    const reader = openReader({ limits: { documentTimeoutMs: 1_500 } });

    const results = await Promise.allSettled(
      ["1 spin", "2 spin", "good"].map(async (file) => await reader.read(named(file), embedded)),
    );

    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });

  it("passes a passing failure of the machine on as one", async () => {
    const reader = openReader();

    await expect(reader.read(named("busy"), embedded)).rejects.toMatchObject({
      code: "file.unreadable",
      isTransient: true,
    });
  });

  it("ends the thread of a caller who gives up, and drops one who waits", async () => {
    const reader = openReader();
    const running = new AbortController();
    const waiting = new AbortController();

    const results = Promise.allSettled([
      reader.read(named("spin"), embedded, running.signal),
      reader.read(named("spin too"), embedded, waiting.signal),
      reader.read(named("good"), embedded),
    ]);
    waiting.abort(new Error("no longer waiting"));
    running.abort(new Error("no longer running"));

    expect(await results).toMatchObject([
      { reason: { message: "no longer running" } },
      { reason: { message: "no longer waiting" } },
      { status: "fulfilled" },
    ]);
  });

  it("turns away, to be tried again, what does not fit into the queue", async () => {
    const reader = openReader({ queueMax: 1, limits: { documentTimeoutMs: 1_500 } });

    const results = await Promise.allSettled(
      ["spin", "waits", "one too many"].map(
        async (file) => await reader.read(named(file), embedded),
      ),
    );

    expect(results).toMatchObject([
      { reason: { code: "document.timeout" } },
      { status: "fulfilled" },
      { reason: { code: "file.unreadable", isTransient: true } },
    ]);
  });

  it("remembers a reading by content and options, and reads again for others", async () => {
    const reader = openReader();
    const original = named("good");
    const copy = { ...original, file: "copy", path: "/elsewhere/copy" };

    const first = await reader.read(original, embedded);

    expect(await reader.read(copy, embedded)).toBe(first);
    expect(await reader.read(original, { ignoreEmbeddedXml: true })).not.toBe(first);
  });

  it("forgets the oldest readings", async () => {
    const reader = openReader();
    const first = await reader.read(named("first"), embedded);

    for (let index = 0; index < 64; index += 1) await reader.read(named(`${index}`), embedded);

    const again = await reader.read(named("first"), embedded);
    expect(again).not.toBe(first);
    expect(threadOf(again)).toBe(threadOf(first));
  });

  it("fails with the reason when its worker file cannot be loaded, instead of blaming documents", async () => {
    const reader = openReader({ worker: new URL("./no-such-worker.ts", import.meta.url) });

    await expect(reader.read(named("good"), embedded)).rejects.toMatchObject({
      code: "ERR_MODULE_NOT_FOUND",
    });
  });

  it("gives up what runs when it is closed", async () => {
    const reader = openReader();
    const reading = reader.read(named("spin"), embedded);
    const result = expect(reading).rejects.toThrow("closed");

    await reader.close();

    await result;
  });
});

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-pool-"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describeDocumentReader("The pooled document reader", async () => {
  const stored = async (file: string, content: string | Uint8Array) => {
    const document = anInputDocument({ file, path: path.join(folder, file) });
    await writeFile(document.path, content);
    return document;
  };
  const attachments = [{ name: "factur-x.xml", content: ciiXml() }];
  const worker = new URL("../../../src/reading/read-worker.ts", import.meta.url);
  return {
    reader: openReader({ worker, limits: { documentMemoryMbMax: 320 } }),
    text: await stored("invoice.txt", "Invoice 17\n"),
    hybrid: await stored("hybrid.pdf", await aPdf({ attachments })),
    image: await stored("scan.png", Buffer.from("\x89PNG\r\n\x1a\n", "latin1")),
    missing: anInputDocument({ file: "missing.pdf", path: path.join(folder, "missing.pdf") }),
  };
});
