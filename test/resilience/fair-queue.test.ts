import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFairQueue, QueueFull } from "#src/resilience/fair-queue.ts";

const calm = { priority: 0, signal: undefined };

describe("A fair queue", () => {
  it("admits higher priority first, then who came first, and nobody who left", async () => {
    const callers = fc.array(
      fc.record({ priority: fc.integer({ min: -2, max: 2 }), leaves: fc.boolean() }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(callers, async (all) => {
        const queue = createFairQueue(all.length);
        const admitted: number[] = [];
        const waits = all.map(async ({ priority, leaves }, index) => {
          const abort = new AbortController();
          const waited = queue.wait({ priority, signal: abort.signal });
          if (leaves) abort.abort(new Error("left"));
          await waited.then(
            () => admitted.push(index),
            () => undefined,
          );
        });

        while (queue.admitNext());
        await Promise.all(waits);

        const stayed = all.map((caller, index) => ({ ...caller, index })).filter((c) => !c.leaves);
        const expected = stayed.toSorted((a, b) => b.priority - a.priority || a.index - b.index);
        expect(admitted).toEqual(expected.map(({ index }) => index));
        expect(queue.size()).toBe(0);
      }),
    );
  });

  it("turns away who comes when it is full, until somebody leaves", async () => {
    const queue = createFairQueue(1);
    const abort = new AbortController();
    const first = queue.wait({ priority: 0, signal: abort.signal });

    await expect(queue.wait(calm)).rejects.toBeInstanceOf(QueueFull);
    abort.abort(new Error("bye"));
    await expect(first).rejects.toThrow("bye");

    const second = queue.wait(calm);
    queue.admitNext();
    await second;
  });

  it("sends everyone away when it is closed", async () => {
    const queue = createFairQueue(2);
    const waits = [queue.wait(calm), queue.wait(calm)];

    queue.close(new Error("closed"));

    const ended = await Promise.allSettled(waits);
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(queue.admitNext()).toBe(false);
  });
});
