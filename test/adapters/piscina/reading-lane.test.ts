import { expect, it, onTestFinished } from "vitest";
import { createReadingLane } from "#src/adapters/piscina/reading-lane.ts";
import { defaultReadingLimits as limits } from "#src/domain/reading-limits.ts";
import { anInputDocument } from "#test/support/an-input-document.ts";

it("a lane tells how long its thread has worked on the document, not on those before", async () => {
  const workerFile = new URL("./misbehaving-worker.ts", import.meta.url);
  const lane = createReadingLane({ workerFile, limits });
  onTestFinished(async () => await lane.close());
  const told = async (file: string, until: (workedMs: number) => boolean): Promise<number[]> => {
    const enough = new AbortController();
    const all: number[] = [];
    const task = { document: anInputDocument({ file }), ignoreEmbeddedXml: false, limits };
    const run = lane.run("draftInThread", task, enough.signal, (workedMs) => {
      all.push(workedMs);
      if (until(workedMs)) enough.abort(new Error("enough"));
    });
    await expect(run).rejects.toThrow("enough");
    return all;
  };

  const first = await told("spin", (workedMs) => workedMs >= 300);
  const second = await told("spin", () => true);

  expect(first).toEqual(first.toSorted((a, b) => a - b));
  expect(second[0]).toBeLessThan(300);
});
