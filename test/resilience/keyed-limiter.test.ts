import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { createKeyedLimiter, LimiterClosed } from "#src/resilience/keyed-limiter.ts";
import { leaveSlot } from "#src/resilience/slot-lease.ts";

/** Work that ends when told, and counts how much of it runs at once. */
function gauge() {
  let running = 0;
  let peak = 0;
  const ends: (() => void)[] = [];
  return {
    peak: () => peak,
    begun: () => ends.length,
    work: async () => {
      running += 1;
      peak = Math.max(peak, running);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(resolve);
      await promise;
      running -= 1;
    },
    endAll: () => ends.forEach((end) => end()),
  };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe("a keyed limiter", () => {
  it("runs work with the ambient values of who asked for it, whoever frees the slot", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10 });
    const run = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const ask = async (name: string) =>
      await run.run(name, async () => {
        await limiter.run("a", 1, async () => {
          await Promise.resolve();
          seen.push(run.getStore());
        });
      });

    await Promise.all(["first", "second", "third"].map(ask));

    expect(seen).toEqual(["first", "second", "third"]);
  });

  it("says how much runs, how much waits, and for how long", async () => {
    let nowMs = 0;
    const limiter = createKeyedLimiter({ queueSlots: 10, now: () => nowMs });
    const { work, endAll } = gauge();
    expect(limiter.load()).toEqual({ running: 0, waiting: 0, oldestWaitMs: 0 });

    const all = [limiter.run("a", 1, work), limiter.run("a", 1, work), limiter.run("b", 1, work)];
    await settle();
    nowMs = 400;
    expect(limiter.load()).toEqual({ running: 2, waiting: 1, oldestWaitMs: 400 });

    endAll();
    await settle();
    endAll();
    await Promise.all(all);
    expect(limiter.load()).toEqual({ running: 0, waiting: 0, oldestWaitMs: 0 });
  });

  it("runs no more of one key at once than it has slots", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10 });
    const { work, begun, peak, endAll } = gauge();
    const all = [1, 2, 3].map(async () => await limiter.run("a", 2, work));
    await settle();
    expect(begun()).toBe(2);
    endAll();
    await settle();
    endAll();
    await Promise.all(all);
    expect(peak()).toBe(2);
  });

  it("lets others begin in the slot of work that leaves it, as often as was said", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10, leaversMax: 1 });
    const { work, begun, endAll } = gauge();
    const leaving = async (): Promise<void> => {
      leaveSlot();
      leaveSlot();
      await work();
    };
    const all = [1, 2, 3, 4].map(async () => await limiter.run("a", 2, leaving));
    await settle();
    expect(begun()).toBe(3);

    endAll();
    await settle();
    endAll();
    await Promise.all(all);
    const later = [1, 2, 3, 4].map(async () => await limiter.run("a", 2, leaving));
    await settle();
    expect(begun()).toBe(7);
    endAll();
    await settle();
    endAll();
    await Promise.all(later);
  });

  it("hands on what becomes of work that left its slot, and keeps its key meanwhile", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10, leaversMax: 5 });
    const failing = limiter.run("a", 2, async () => {
      leaveSlot();
      await settle();
      limiter.close("a");
      throw new Error("late failure");
    });
    await expect(failing).rejects.toThrow("late failure");
    expect(limiter.isClosed("a")).toBe(false);
    expect(await limiter.run("a", 2, async () => "next")).toBe("next");
  });

  it("gives back the slots of all limiters work is inside of, but never the only slot of a key", async () => {
    const outer = createKeyedLimiter({ queueSlots: 10, leaversMax: 5 });
    const inner = createKeyedLimiter({ queueSlots: 10, leaversMax: 5 });
    const { work, begun, endAll } = gauge();
    const ask = async (slots: number) =>
      await outer.run(`${slots}`, slots, async () => {
        await inner.run("all", 2, async () => {
          leaveSlot();
          await work();
        });
      });

    const [many, alone] = [
      [1, 2, 3].map(async () => await ask(2)),
      [1, 2].map(async () => await ask(1)),
    ];
    await settle();
    expect(begun()).toBe(4);

    endAll();
    await settle();
    endAll();
    await Promise.all([...many, ...alone]);
  });

  it("keeps keys apart", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10 });
    const { work, begun, endAll } = gauge();
    const all = ["a", "b"].map(async (key) => await limiter.run(key, 1, work));
    await settle();
    expect(begun()).toBe(2);
    endAll();
    await Promise.all(all);
  });

  it("begins nothing more of a closed key, and forgets that once the key is idle", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10 });
    const { work, endAll } = gauge();
    const first = limiter.run("a", 1, work);
    const second = limiter.run("a", 1, work);
    const refused = expect(second).rejects.toThrow(LimiterClosed);
    limiter.close("a");
    endAll();
    await first;
    await refused;
    await expect(limiter.run("a", 1, async () => "again")).resolves.toBe("again");
  });

  it("keeps a key closed while it is held, though it has no work meanwhile", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10 });
    await limiter.hold("a", 1, async () => {
      await limiter.run("a", 1, async () => limiter.close("a"));
      expect(limiter.isClosed("a")).toBe(true);
      await expect(limiter.run("a", 1, async () => "again")).rejects.toThrow(LimiterClosed);
    });
    expect(limiter.isClosed("a")).toBe(false);
  });

  it("turns away callers beyond its queue", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 1 });
    const { work, endAll } = gauge();
    const held = [1, 2].map(async () => await limiter.run("a", 1, work));
    await expect(limiter.run("a", 1, work)).rejects.toThrow(/bulkhead/i);
    endAll();
    await settle();
    endAll();
    await Promise.all(held);
  });

  it("does not begin work whose caller gave up while it waited", async () => {
    const limiter = createKeyedLimiter({ queueSlots: 10 });
    const { work, begun, endAll } = gauge();
    const giveUp = new AbortController();
    const first = limiter.run("a", 1, work);
    const second = limiter.run("a", 1, work, giveUp.signal);
    const refused = expect(second).rejects.toThrow();
    giveUp.abort();
    endAll();
    await first;
    await refused;
    expect(begun()).toBe(1);
  });
});
