import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createProcessLane } from "#src/adapters/piscina/process-lane.ts";
import { defaultReadingLimits } from "#src/domain/reading-limits.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "fanfold-lane-"));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

function openLane({ documentTimeoutMs = 20_000 } = {}) {
  const lane = createProcessLane({
    workerFile: new URL("./misbehaving-worker.ts", import.meta.url),
    limits: { documentTimeoutMs, documentMemoryMbMax: 100 },
    engineMemoryMb: 100,
  });
  onTestFinished(async () => await lane.close());
  const draft = async (file: string, signal?: AbortSignal): Promise<unknown> =>
    await lane.run(
      "draftInThread",
      {
        document: { ...anInputDocument({ file }), path: path.join(folder, file) },
        ignoreEmbeddedXml: false,
        limits: defaultReadingLimits,
      },
      signal,
    );
  return { lane, draft };
}

const good = { result: { source: "text", documentType: "invoice", invoice: {}, evidence: {} } };

describe("a lane in a process", () => {
  it.each([
    ["document.timeout", "spin"],
    ["document.out_of_memory", "heap"],
    ["document.out_of_memory", "buffers"],
    ["document.out_of_memory", "one go"],
    ["document.damaged", "throw"],
    ["document.damaged", "reject"],
    ["document.damaged", "exit"],
    ["document.damaged", "trap"],
  ])(
    "gives %s for a document that makes its process %s, and reads the next one",
    async (code, file) => {
      const { draft } = openLane(code === "document.timeout" ? { documentTimeoutMs: 1_500 } : {});
      await expect(draft(file)).rejects.toMatchObject({ code, isTransient: false });
      expect(await draft("good")).toEqual(good);
    },
  );

  it("tries a document again that a fault of the engine interrupted", async () => {
    const { draft } = openLane();
    expect(await draft("trap once")).toEqual(good);
  });

  it("knows what its processes use, and what those used that ended", async () => {
    const { lane, draft } = openLane({ documentTimeoutMs: 20_000 });
    expect(lane.usage()).toEqual({ rssBytes: 0, cpuMs: 0 });
    await draft("a while");
    const { rssBytes, cpuMs } = lane.usage();
    expect(rssBytes).toBeGreaterThan(1e6);
    expect(cpuMs).toBeGreaterThan(0);
    await lane.close();
    expect(lane.usage()).toEqual({ rssBytes: 0, cpuMs });
  });

  it("ends the process of a caller who gives up", async () => {
    const { draft } = openLane();
    const caller = new AbortController();
    const stuck = draft("spin", caller.signal);
    caller.abort(new Error("no longer wanted"));
    await expect(stuck).rejects.toThrow("no longer wanted");
    expect(await draft("good")).toEqual(good);
  });

  it("ends what is under way when it is closed, and takes nothing more", async () => {
    const { lane, draft } = openLane();
    const stuck = expect(draft("spin")).rejects.toThrow("closed");
    await lane.close();
    await stuck;
    await expect(draft("good")).rejects.toThrow("closed");
  });
});
