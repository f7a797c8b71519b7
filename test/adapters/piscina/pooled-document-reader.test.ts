import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createPooledDocumentReader } from "#src/adapters/piscina/pooled-document-reader.ts";
import type { InputDocument } from "#src/domain/document.ts";
import { defaultReadingLimits, type ReadingLimits } from "#src/domain/reading-limits.ts";
import { describeDocumentReader } from "#test/contracts/document-reader-contract.ts";
import { aScan } from "#test/support/a-scan.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";
import { aPicture } from "#test/support/a-picture.ts";
import { aPdf } from "#test/support/a-pdf.ts";
import { ciiXml } from "#test/support/cii-xml.ts";

const embedded = { ignoreEmbeddedXml: false };

const textInvoice = (number: string): string => `Harfenbau Welle GmbH
Invoice number: ${number}
Invoice date: 2026-03-01
Total: 119.00 EUR
`;

type PoolOptions = {
  worker?: URL;
  threads?: number;
  queueMax?: number;
  limits?: Partial<ReadingLimits>;
  recognition?: { threads: number; timeoutMs: number };
};

function openReader(options: PoolOptions = {}) {
  const reader = createPooledDocumentReader({
    workerFile: options.worker ?? new URL("./misbehaving-worker.ts", import.meta.url),
    threads: options.threads ?? 1,
    queueMax: options.queueMax ?? 10,
    limits: { ...defaultReadingLimits, documentMemoryMbMax: 100, ...options.limits },
    recognition: options.recognition,
  });
  onTestFinished(async () => await reader.close());
  return reader;
}

const named = (file: string) => anInputDocument({ file });

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

      const bad = reader.draft(named(file), embedded);
      const good = reader.draft(named("good"), embedded);

      await expect(bad).rejects.toMatchObject({ code, isTransient: false });
      expect(await good).toMatchObject({ source: "text" });
    },
  );

  it("reads other documents while one is stuck", async () => {
    const reader = openReader({ threads: 2, limits: { documentTimeoutMs: 4_000 } });

    const stuck = reader.draft(named("spin"), embedded);
    const others = Promise.all(
      ["a", "b", "c"].map(async (file) => await reader.draft(named(file), embedded)),
    );

    const first = await Promise.race([others, stuck.catch(() => "the stuck one")]);
    expect(first).toHaveLength(3);
    await expect(stuck).rejects.toMatchObject({ code: "document.timeout" });
  });

  it("reads other documents while more are stuck than it has threads", async () => {
    const reader = openReader({ threads: 1, limits: { documentTimeoutMs: 8_000 } });

    const stuck = Promise.allSettled(
      ["1 spin", "2 spin"].map(async (file) => await reader.draft(named(file), embedded)),
    );
    const others = Promise.all(
      ["a", "b", "c"].map(async (file) => await reader.draft(named(file), embedded)),
    );

    expect(await Promise.race([others, stuck])).toMatchObject([
      { source: "text" },
      { source: "text" },
      { source: "text" },
    ]);
    await reader.close();
    expect(await stuck).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
  });

  it("counts the time of a document from its start, not from its place in the queue", async () => {
    const reader = openReader({ limits: { documentTimeoutMs: 1_500 } });

    const results = await Promise.allSettled(
      ["1 spin", "2 spin", "good"].map(async (file) => await reader.draft(named(file), embedded)),
    );

    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });

  it("passes a passing failure of the machine on as one", async () => {
    const reader = openReader();

    await expect(reader.draft(named("busy"), embedded)).rejects.toMatchObject({
      code: "file.unreadable",
      isTransient: true,
    });
  });

  it("ends the thread of a caller who gives up, and drops one who waits", async () => {
    const reader = openReader();
    const running = new AbortController();
    const waiting = new AbortController();

    const results = Promise.allSettled([
      reader.draft(named("spin"), embedded, running.signal),
      reader.draft(named("spin too"), embedded, waiting.signal),
      reader.draft(named("good"), embedded),
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
        async (file) => await reader.draft(named(file), embedded),
      ),
    );

    expect(results).toMatchObject([
      { reason: { code: "document.timeout" } },
      { status: "fulfilled" },
      { reason: { code: "file.unreadable", isTransient: true } },
    ]);
  });

  it("fails with the reason when its worker file cannot be loaded, instead of blaming documents", async () => {
    const reader = openReader({ worker: new URL("./no-such-worker.ts", import.meta.url) });

    await expect(reader.draft(named("good"), embedded)).rejects.toMatchObject({
      code: "ERR_MODULE_NOT_FOUND",
    });
  });

  it("holds what is shown to a model to the limits of what is drafted", async () => {
    const limits = { documentTimeoutMs: 1_500 };
    const reader = openReader({ limits });

    const results = await Promise.allSettled(
      ["spin", "buffers"].map(async (file) => await reader.content(named(file), embedded)),
    );

    expect(results).toMatchObject([
      { reason: { code: "document.timeout" } },
      { reason: { code: "document.out_of_memory" } },
    ]);
    expect(await reader.content(named("good"), embedded)).toMatchObject({ kind: "text" });
  });

  it("gives up what runs when it is closed", async () => {
    const reader = openReader();
    const reading = reader.draft(named("spin"), embedded);
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

const draftWorker = new URL("../../../src/draft-worker.ts", import.meta.url);
const stored = async (file: string, content: string | Uint8Array): Promise<InputDocument> => {
  const documentId = `sha256:${createHash("sha256").update(content).digest("hex")}`;
  const document = anInputDocument({ file, path: path.join(folder, file), documentId });
  await writeFile(document.path, content);
  return document;
};

describe("The thread that drafts", () => {
  it("judges the bytes that were identified, or none", async () => {
    const document = await stored("exchanged.txt", textInvoice("17"));
    const reader = openReader({ worker: draftWorker, limits: { documentMemoryMbMax: 320 } });
    await writeFile(document.path, textInvoice("18"));

    await expect(reader.draft(document, embedded)).rejects.toMatchObject({
      code: "document.changed",
    });
  });

  it("ends an extraction that takes too long, and harms no other document", async () => {
    const worker = new URL("./endless-extraction-worker.ts", import.meta.url);
    const limits = { documentTimeoutMs: 6_000, documentMemoryMbMax: 320 };
    const reader = openReader({ worker, threads: 2, limits });
    const draftOf = async (number: string) =>
      await reader.draft(await stored(`${number}.txt`, textInvoice(number)), embedded);

    const endless = draftOf("666");
    const others = Promise.all(["17", "18", "19"].map(draftOf));

    const first = await Promise.race([others, endless.catch(() => "the endless one")]);
    expect(first).toMatchObject(
      ["17", "18", "19"].map((invoiceNumber) => ({ invoice: { invoiceNumber } })),
    );
    await expect(endless).rejects.toMatchObject({ code: "document.timeout" });
    expect(await draftOf("20")).toMatchObject({ source: "text" });
  });

  it("reads a scan by text recognition where it is switched on, in a thread of its own", async () => {
    const scan = await stored("scan.png", aScan().toBuffer("image/png"));
    const recognition = { threads: 1, timeoutMs: 60_000 };
    const limits = { documentMemoryMbMax: 320 };
    const reader = openReader({ worker: draftWorker, limits, recognition });

    expect(await reader.draft(scan, embedded)).toMatchObject({
      source: "ocr",
      invoice: { invoiceNumber: "R-2026-19", totalWithTax: "119.00" },
    });
    const plain = openReader({ worker: draftWorker, limits });
    await expect(plain.draft(scan, embedded)).rejects.toMatchObject({
      code: "document.needs_ocr",
    });
  });

  it("gives up a recognition that takes too long, and reads the next document", async () => {
    const scan = await stored("slow.png", aScan().toBuffer("image/png"));
    const recognition = { threads: 1, timeoutMs: 20 };
    const limits = { documentMemoryMbMax: 320 };
    const reader = openReader({ worker: draftWorker, limits, recognition });

    await expect(reader.draft(scan, embedded)).rejects.toMatchObject({ code: "document.timeout" });
    const text = await stored("next.txt", textInvoice("17"));
    expect(await reader.draft(text, embedded)).toMatchObject({ source: "text" });
  });

  it("leaves the process free for others while it extracts", async () => {
    const reader = openReader({ worker: draftWorker, limits: { documentMemoryMbMax: 320 } });
    const long = await stored(
      "long.txt",
      textInvoice("17") + "VAT 1 due 2026-03-01\n".repeat(6_000),
    );

    const before = performance.eventLoopUtilization();
    await reader.draft(long, embedded);

    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it("refuses what is not a file instead of waiting for it to end", async () => {
    const reader = openReader({ worker: draftWorker, limits: { documentMemoryMbMax: 320 } });

    for (const special of ["/dev/zero", folder]) {
      await expect(
        reader.draft(anInputDocument({ path: special }), embedded),
      ).rejects.toMatchObject({ code: "file.unreadable", isTransient: false });
    }
  });
});

describeDocumentReader("The pooled document reader", async () => {
  const attachments = [{ name: "factur-x.xml", content: ciiXml() }];
  const text = await stored("invoice.txt", textInvoice("17"));
  const picture = (page: PDFKit.PDFDocument) => page.image(aPicture(), 0, 0, { width: 595 });
  return {
    reader: openReader({ worker: draftWorker, limits: { documentMemoryMbMax: 320 } }),
    text,
    hybrid: await stored("hybrid.pdf", await aPdf({ attachments })),
    scan: await stored("scan.pdf", await aPdf({ drawn: [picture, picture] })),
    image: await stored("broken.png", Buffer.from("\x89PNG\r\n\x1a\n", "latin1")),
    changed: { ...text, documentId: anInputDocument().documentId },
    missing: anInputDocument({ file: "missing.pdf", path: path.join(folder, "missing.pdf") }),
  };
});
